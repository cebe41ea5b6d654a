"""The rules page as two tables, in Swedish and English, for docs/access.md.

A word that the rules page comes to use must be given here too: an unknown one raises KeyError.
"""

from movements.access.models import Role
from movements.access.rules import MAY, SEES

SV, EN = 0, 1
ROLES = {
    (Role.STEWARD, Role.ASSOCIATION_ADMIN): (
        "kontaktansvarig, föreningsansvarig",
        "steward, association admin",
    ),
    (Role.BOARD,): ("distriktsstyrelse", "board"),
    (Role.REPRESENTATIVE,): ("förtroendevald", "representative"),
    (Role.PRIVACY_OFFICER,): ("dataskyddsansvarig", "privacy officer"),
    (Role.ADMINISTRATOR,): ("systemansvarig", "administrator"),
}
# (what the post holds, path) -> which rows
REACH = {
    ("district_id", "district"): ("alla i distriktet", "all in the district"),
    ("associations", "association__in"): ("den egna föreningens", "their association's"),
    ("associations", "person__association__in"): (
        "den egna föreningens",
        "their association's",
    ),
    ("administers", "association__in"): (
        "den egna föreningens",
        "their association's",
    ),
    ("associations", "registered_by__in"): (
        "registrerade av den egna föreningen",
        "registered by their association",
    ),
    ("associations", "relations__association__in"): (
        "i relation med den egna föreningen",
        "in a relation with their association",
    ),
    ("associations", "association_ids__overlap"): (
        "där den egna föreningen har hållit i det eller står med,",
        "held by their association, or that list it,",
    ),
    ("bodies", "body__in"): ("den egna nämndens", "their body's"),
    ("user_ids", "named__overlap"): ("där de är namngivna", "that name them"),
    ("user_ids", "uploaded_by__in"): ("deras egna", "their own"),
    ("user_ids", "draft__uploaded_by__in"): ("deras egna", "their own"),
    ("user_ids", "owner__in"): ("deras egna", "their own"),
    ("user_ids", "user__in"): ("deras egna", "their own"),
}
ONLY = {
    ("existence_protected", False): ("utom skyddade", "but protected ones"),
    ("existence_protected", True): ("om de är skyddade", "if they are protected"),
    ("merged_into", None): ("utom dem som gått upp i en annan", "but those merged into another"),
    ("relations__ended_on", None): ("som inte har avslutats", "that has not ended"),
    ("sensitivity", "open"): ("med läsare Distriktet", "readable by the district"),
    ("sensitivity", "association"): ("med läsare Föreningen", "readable by the association"),
    ("person__restricted_at", None): (
        "utom begränsade personers",
        "but those of restricted people",
    ),
    ("sensitivity", "named"): ("med läsare Ansvariga", "readable by named people"),
    ("organisation", None): (
        "som inte är en skyddad organisations",
        "of no protected organisation",
    ),
    ("sensitivity__in", ("open", "association")): ("utom Ansvarigas", "but those of named people"),
}
WITHIN = {
    "batch": ("importen", "the import"),
    "organisation": ("organisationen", "the organisation"),
    "meeting": ("mötet", "the meeting"),
    "one": ("den ena", "the one"),
    "other": ("den andra", "the other"),
    "kept": ("den som är kvar", "the one that was kept"),
    "content": ("innehållet", "the content"),
    "person": ("personen", "the person"),
    "relation": ("relationen", "the relation"),
}
HELD = {
    "association": ("i den egna föreningen", "in their association"),
    "district": ("i hela distriktet", "anywhere in the district"),
}
TITLES = {
    "sees": ("Vem ser vad", "Who sees what"),
    "may": ("Vem får göra vad", "Who may do what"),
    "row": ("Rad", "Row"),
    "verb": ("Verb", "Verb"),
    "also": ("om de också ser", "where they also see"),
    "and": ("och", "and"),
    "services": ("tjänster", "services"),
}
HEAD = """\
# Vem ser vad, och vem får göra vad · Who sees what, and who may do what

Utskriven ur `movements/access/rules.py`; ändra den filen och kör `manage.py print_rules`. Den som
inte har någon post ser ingenting, och ingenting korsar ett distrikts gräns.

Printed from `movements/access/rules.py`; change that file and run `manage.py print_rules`. Whoever
holds no post sees nothing, and nothing crosses a district's border.
"""


def printed() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD]
    for language in (SV, EN):
        parts += [_title("sees", language), _seen(language)]
        parts += [_title("may", language), _done(language)]
    return "\n".join(parts)


def seen_by(noun: str, language: int) -> list[tuple[str, str]]:
    """[(who, which rows of the noun they see)], those who see none left out; services last."""
    page = SEES[noun]
    told = [
        (said[language], _apart({role: _ways(page.get(role, ()), language) for role in roles}))
        for roles, said in ROLES.items()
    ]
    served = _services(page)
    told += [(TITLES["services"][language], served)] if served != "–" else []
    return [(who, which) for who, which in told if which not in ("–", "")]


def _title(name: str, language: int) -> str:
    return f"## {TITLES[name][language]}\n"


def _seen(language: int) -> str:
    """A line for each noun, a column for each role."""
    lines = [_row([TITLES["row"][language], *_heads(language)]), _row(["---"] * (len(ROLES) + 2))]
    for noun, page in SEES.items():
        cells = [
            _apart({role: _ways(page.get(role, ()), language) for role in roles}) for roles in ROLES
        ]
        lines.append(_row([f"`{noun}`", *cells, _services(page)]))
    return "\n".join(lines) + "\n"


def _done(language: int) -> str:
    lines = [_row([TITLES["verb"][language], *_heads(language)]), _row(["---"] * (len(ROLES) + 2))]
    for verb, page in MAY.items():
        cells = [_apart({role: _held(page, role, language) for role in roles}) for roles in ROLES]
        lines.append(_row([f"`{verb}`", *cells, _services(page)]))
    return "\n".join(lines) + "\n"


def _heads(language: int) -> list[str]:
    return [*(said[language] for said in ROLES.values()), TITLES["services"][language]]


def _held(page: dict, role: str, language: int) -> str:
    return HELD[page[role]][language] if role in page else "–"


def _apart(cells: dict[str, str]) -> str:
    """What the roles of one column have in common; said apart when they differ."""
    if len(set(cells.values())) == 1:
        return next(iter(cells.values()))
    return "; ".join(f"{role}: {said}" for role, said in cells.items() if said != "–")


def _services(page: dict) -> str:
    named = [role.removeprefix("service:") for role in page if role.startswith("service:")]
    return ", ".join(named) or "–"


def _ways(ways, language: int) -> str:
    return "; ".join(_way(way, language) for way in ways) or "–"


def _way(way, language: int) -> str:
    said = [REACH[way.held, way.path][language]]
    said += [ONLY[condition][language] for condition in way.only]
    if way.within:
        parents = f" {TITLES['and'][language]} ".join(WITHIN[one][language] for one in way.within)
        said.append(f"{TITLES['also'][language]} {parents}")
    return " ".join(said)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
