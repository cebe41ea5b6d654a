"""Every address there is, and how the matrix calls it: with which rows, and with which questions.

The lists are those of tests/test_endpoints.py. An address, a parameter or an operation that is on
none of them is uncovered, and fails the build.
"""

import re
from dataclasses import dataclass
from functools import cache, partial
from uuid import UUID

from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from crm.access import readers
from movements.briefing import bin
from movements.dialogue.filters import MeetingFilter, PromiseFilter
from movements.directory.filters import ContactPersonFilter, OrganisationFilter, RelationFilter
from movements.models import (
    Association,
    ContactPerson,
    MeetingContent,
    Organisation,
    Point,
    Promise,
    SavedView,
    User,
)
from movements.rights.filters import (
    IncidentFilter,
    InformFilter,
    ReadingFilter,
    RequestFilter,
    ReviewFilter,
)
from tests.test_endpoints import (
    ARGUMENTS,
    LOGGED_IN,
    OF_A_ROW,
    OF_WHAT,
    PROBES,
    PUBLIC,
    WITH_A_POST,
)

# What a further id in an address names; the first one names what OF_A_ROW says.
ALSO_NAMES = {"person_pk": ContactPerson, "gone_pk": Organisation}
# Addresses that say themselves which noun the row is of.
THROWN = {word: kind.model for word, kind in bin.KINDS.items()}
OF_MANY_NOUNS = {"who_sees": readers.NOUNS, "bin_restore": THROWN, "api_bin-restore": THROWN}
# Which question an address asks. The first address of each is tried with every filter; the others,
# which put the same question (tests/test_doors.py), with what names rows and words.
ASKS = {
    **dict.fromkeys(
        (
            *("api_organisation-list", "organisation_list", "organisation_view_counts"),
            *("organisation_csv", "organisation_xlsx", "organisation_geojson"),
            *("map", "map_tile", "api_organisation_tile"),
        ),
        OrganisationFilter,
    ),
    **dict.fromkeys(("api_meeting-list", "meeting_list"), MeetingFilter),
    "api_promise-list": PromiseFilter,
    "api_relation-list": RelationFilter,
    "api_contactperson-list": ContactPersonFilter,
    "api_incident-list": IncidentFilter,
    "api_inform-list": InformFilter,
    "api_request-list": RequestFilter,
    "api_review-list": ReviewFilter,
    **dict.fromkeys(("api_reading-list", "reading_list"), ReadingFilter),
}
# Where words are looked for, and under which name they are asked.
WORDS = {
    "search": "q",
    "api_search": "q",
    "search_options": "q",
    "meeting_organisations": "q",
    "organisation_parents": "parent",
    "organisation_here_already": "name",
    "organisation_create": "name",
    "privacy": "who",
    "reading_list": "who",
    "api_reading-list": "who",
}
# What else may be asked somewhere.
ALSO_ASKED = {
    "api_municipality-list": ["county=01", "municipality=0136", "zoom=8"],
    "api_search": ["q=zq&exact=1"],
    "today": ["mine=1"],
    "api_retention": ["try=1"],
    "retention": ["prov=1"],
    "organisation_list": ["saved={hidden}"],
    "request_create": ["number=P-1001"],
    "search": ["q=zq&exact=1", "q=zq&group=organisations"],
}
# What is asked of a row, after its address: {word} is one that only hidden rows say, {id} is a
# hidden row's, of the noun in NAMES_OF.
AT_ROWS = {
    "organisation_detail": [
        *("tab=history", "tab=facts", "tab=demands", "tab=support"),
        *("tab=events&show=200", "tab=history&noun=Relation"),
    ],
    "api_organisation-history": ["by={id}", "noun=Relation"],
    **dict.fromkeys(
        (
            *("api_contactperson-history", "api_meeting-history", "api_relation-history"),
            *("api_promise-history", "person_history"),
        ),
        ["by=system&noun=Relation"],
    ),
    **dict.fromkeys(("organisation_edit", "organisation_person_edit"), ["back=x:y:z"]),
    "organisation_merge_with": ["q={word}"],
    "organisation_tie": ["association={id}", "back=x:y:z"],
    "import_review": ["show=new", "show=duplicate&page=1&row=2"],
}
# Filters whose value names a row: of which noun.
NAMES_OF = {
    "organisation": Organisation,
    "parent": Organisation,
    "association": Association,
    "view": SavedView,
    "saved": SavedView,
    "opened": Organisation,
    "owner": User,
    "user": User,
    "by": User,
}
# Tiles that hold the corner where the world's organisations lie, far out and near.
TILES = ([10, 563, 302], [12, 2254, 1209], [7, 70, 37])
# Pages that tell much of a row: asked for one of each kind, the others for one or two.
TELLS_MUCH = ("detail", "history")
# Pages that tell what stands below a row too, at other sensitivities than its own: for every one.
TELLS_MORE = {"meeting_detail", "api_meeting-detail"}
SEARCHES = ("api_search", "search", "search_options")  # those that look in all of them
SEARCHED = (
    (Organisation, "name"),
    (Organisation, "description"),
    (ContactPerson, "name"),
    (Promise, "text"),
    (Point, "text"),
    (MeetingContent, "notes"),
)


# What is nowhere: each hidden row must be answered as this one is.
NO_ROW = UUID("0190ffff-0000-7000-8000-00000000dead")


@dataclass(frozen=True)
class Call:
    """One request. `missing` is what it asks for in vain, and `instead` what is there and hidden
    from the actor, about which the answer must be the same."""

    name: str
    path: str
    missing: str = ""
    instead: tuple[str, ...] = ()


@cache
def addresses() -> dict[str, list[str]]:
    """name → the parameters of every address there is."""
    found: dict[str, list[str]] = {}

    def walk(patterns):
        for one in patterns:
            if isinstance(one, URLPattern):
                found[one.name or str(one.pattern)] = list(one.pattern.regex.groupindex)
            else:
                walk(one.url_patterns)

    walk(get_resolver().url_patterns)
    return found


def ids_in(name: str) -> list[str]:
    """The parameters of an address that name rows; what stands before them is in OF_WHAT."""
    name, _colon, _word = name.partition(":")
    return addresses()[name][len(OF_WHAT.get(name, [])) :]


def address_of(name: str, *ids) -> str:
    """The address of a row, or of a row and what belongs to it. `bin_restore:person` is the address
    bin_restore with that word for the noun."""
    name, _colon, word = name.partition(":")
    return reverse(name, args=[*([word] if word else OF_WHAT.get(name, [])), *ids])


@cache
def noun_of(name: str):
    name, _colon, word = name.partition(":")
    if word:
        return OF_MANY_NOUNS[name][word]
    return next((model for model, names in OF_A_ROW.items() if name in names), None)


@cache
def operations() -> list[tuple[str, str, dict]]:
    """(path, method, operation) of everything that the API says of itself."""
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


@cache
def actions() -> set[tuple[str, str]]:
    """(address, method) of every method that the API's own views take."""
    found: set[tuple[str, str]] = set()

    def walk(patterns):
        for one in patterns:
            if isinstance(one, URLPattern):
                methods = {m.upper() for m in getattr(one.callback, "actions", None) or {}}
                found.update((one.name, method) for method in methods - {"HEAD", "OPTIONS"})
            else:
                walk(one.url_patterns)

    walk(get_resolver().url_patterns)
    return found


@cache
def schemas() -> dict:
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]


@cache
def name_of(path: str) -> str:
    """The name of the address that a path of the description stands for."""
    filled = re.sub(r"\{(x|y|z)\}", "1", path)
    filled = re.sub(r"\{code\}", "0136", filled)
    filled = re.sub(r"\{key\}", "00000000", filled)
    filled = re.sub(r"\{\w+\}", "01900000-0000-7000-8000-000000000000", filled)
    return get_resolver().resolve(filled).url_name


# ---- what is asked


def calls(world, actor: str):
    """Every request of the matrix for an actor."""
    for name in sorted(PUBLIC | LOGGED_IN | WITH_A_POST):
        first, *others = paths_of(name)
        yield from (Call(name, path) for path in (first, *others))
        for query, missing, instead in questions(world, actor, name):
            yield Call(name, f"{first}?{query}", missing, instead)
    for model, names in OF_A_ROW.items():
        for name in sorted(names - set(OF_MANY_NOUNS)):
            yield from _of_rows(world, actor, name, model)
    for name, nouns in OF_MANY_NOUNS.items():
        for word, model in nouns.items():
            make = partial(reverse, name)
            hidden = ids(world.hidden(actor, model))
            yield Call(name, make(args=[word, NO_ROW]), str(NO_ROW), hidden)
            for row in one_of_each(world.visible(actor, model)):
                yield Call(name, make(args=[word, row.pk]))


def paths_of(name: str) -> list[str]:
    """The addresses under a name that names no row."""
    given = addresses().get(name, [])
    if given == ["z", "x", "y"]:
        return [reverse(name, args=tile) for tile in TILES]
    if not given:
        return [reverse(name)]
    made_up = {"uidb36": "1", "key": "00000000", "code": "0136"}
    return [reverse(name, args=ARGUMENTS.get(name) or [made_up.get(one, "x") for one in given])]


def _of_rows(world, actor: str, name: str, model):
    """The missing row first: where that is no question at all, none is."""
    hidden = ids(world.hidden(actor, model))
    yield Call(name, address_of(name, NO_ROW, *beside(world, actor, name)), str(NO_ROW), hidden)
    every = world.visible(actor, model)
    seen = one_of_each(every)
    much = any(one in name for one in TELLS_MUCH)
    for row in every if name in TELLS_MORE else seen if much else seen[:2]:
        yield Call(name, address_of(name, row.pk, *beside(world, actor, name, row.pk)))
    for row in seen[:2] if name in AT_ROWS else ():
        more = beside(world, actor, name, row.pk)
        yield from _at_row(world, actor, name, address_of(name, row.pk, *more))
    if seen and (hidden := hidden_beside(world, actor, name)):
        yield Call(name, address_of(name, seen[0].pk, NO_ROW), str(NO_ROW), hidden)


def _at_row(world, actor: str, name: str, path: str):
    for query in AT_ROWS[name]:
        field, _equals, value = query.partition("=")
        if value == "{id}":
            hidden = ids(world.hidden(actor, NAMES_OF[field]))
            yield Call(name, f"{path}?{field}={NO_ROW}", str(NO_ROW), hidden)
        elif value == "{word}":
            found = world.hidden_words(actor, Organisation, "name")[:1]
            yield from (Call(name, f"{path}?{field}={word}") for word in found)
        else:
            yield Call(name, f"{path}?{query}")


def beside(world, actor: str, name: str, first=None) -> list:
    """What a second id in the address names: of the first one's own where it has any."""
    found = []
    for one in ids_in(name)[1:]:
        rows = world.visible(actor, ALSO_NAMES[one])
        own = [row for row in rows if row.pk in world.belongs.get(first, ())]
        found.append(next((row.pk for row in own or rows[1:] or rows), NO_ROW))
    return found


def hidden_beside(world, actor: str, name: str) -> tuple[str, ...]:
    return tuple(pk for one in ids_in(name)[1:] for pk in ids(world.hidden(actor, ALSO_NAMES[one])))


def one_of_each(rows) -> list:
    """One row of each kind and combination of bundles."""
    return list({(row.kind, row.bundles): row for row in rows}.values())


def ids(rows) -> tuple[str, ...]:
    return tuple(str(row.pk) for row in one_of_each(rows))


def questions(world, actor: str, name: str) -> list[tuple]:
    """(query, what it asks for in vain, what is hidden that it must answer alike) of an address."""
    probes = [*PROBES.get(name, []), *ALSO_ASKED.get(name, [])]
    named = [one.partition("=")[0] for one in probes if "{hidden}" in one]
    asked = [(one, "", ()) for one in probes if "{hidden}" not in one and not _words(name, one)]
    for one in named:
        hidden = ids(world.hidden(actor, NAMES_OF[one]))
        asked.append((f"{one}={NO_ROW}", str(NO_ROW), hidden))
    if name in ASKS:
        asked += _filters(world, actor, name)
    if name in WORDS:
        nouns = SEARCHED if name in SEARCHES else SEARCHED[:1]
        asked += _in_words(world, actor, WORDS[name], nouns, more=nouns is SEARCHED)
    return [one for one in dict.fromkeys(asked) if one[0]]


def _words(name: str, probe: str) -> bool:
    return probe.startswith(f"{WORDS.get(name, 'q')}=")


def _in_words(world, actor: str, name: str, nouns, *, more=False) -> list[tuple]:
    """A word that only hidden rows say; `more`: one of each noun, and begun and misspelt. In the
    world without those rows the answer must be the same."""
    found = [words[-1] for noun in nouns if (words := world.hidden_words(actor, *noun))]
    if more and found:
        found += [found[0][:7], f"{found[0][:5]}y{found[0][6:]}"]
    return [(f"{name}={word}", "", ()) for word in (found if more else found[:1])]


def _filters(world, actor: str, name: str) -> list[tuple]:
    """Each filter of a question: ids of rows hidden and seen, words, and its choices."""
    question, asked = ASKS[name], []
    first = next(one for one, other in ASKS.items() if other is question) == name
    for field, one in question.base_filters.items():
        if field in NAMES_OF:
            hidden = ids(world.hidden(actor, NAMES_OF[field]))
            asked.append((f"{field}={NO_ROW}", str(NO_ROW), hidden))
            seen = world.visible(actor, NAMES_OF[field])[:1] if first else []
            asked += [(f"{field}={row.pk}", "", ()) for row in seen]
        elif type(one).__name__ == "CharFilter" and WORDS.get(name) != field:
            noun = next(one for one in SEARCHED if one[0] is question._meta.model)
            asked += _in_words(world, actor, field, [noun], more=first)
        elif first:
            asked += [(f"{field}={value}", "", ()) for value in _values(one)]
    return asked


def _values(one) -> list[str]:
    kind = type(one).__name__
    if kind.startswith("ModelMultiple"):
        return ["0136"]
    if "Date" in kind:
        return ["2025-01-01"]
    choices = one.extra.get("choices", ())
    return [code for code, _word in list(getattr(choices, "choices", choices))[:1]]
