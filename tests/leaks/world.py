"""One world of rows: every noun, every sensitivity, two associations, a body, another district.

`keep` makes a row, fills every text that nobody gave with a canary of its own, and remembers who
may come to know of it. tests/leaks/rows.py says which rows there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from movements.access.rows import DistrictRow
from movements.models import User
from tests.leaks import canaries, oracle

# Derived by triggers and verbs under keys of their own: they follow the organisation that they are
# derived from, and further words of PRODUCT.md where it has any.
BOARDS = oracle.BOARD | {oracle.HEDDA}
DERIVED = {"SearchDocument", "NameWord", "HeldContact"}


def nouns() -> list:
    """Every noun of the house that belongs to a district, histories aside."""
    return [
        model
        for model in apps.get_app_config("movements").get_models()
        if issubclass(model, DistrictRow) and not hasattr(model, "pgh_tracked_model")
    ]


def histories() -> dict:
    """noun → its history table."""
    found = {}
    for model in apps.get_app_config("movements").get_models():
        if tracked := getattr(model, "pgh_tracked_model", None):
            found[tracked] = model
    return found


@dataclass(frozen=True)
class Row:
    """A row, the bundles that it stands in, and who may therefore know of it."""

    model: type
    pk: object
    bundles: tuple[str, ...]
    knowing: frozenset[str]  # those who see the row
    told: frozenset[str]  # and those who may read of it all the same
    kind: str = ""  # each is done something else about; so is what has been put away


@dataclass
class World:
    """What is there, and who may know what of it."""

    rows: list[Row] = field(default_factory=list)
    knowing: dict[str, frozenset[str]] = field(default_factory=dict)  # canary or id → who
    told_fields: dict[str, str] = field(default_factory=dict)  # canary → Model.field
    users: dict[str, User] = field(default_factory=dict)
    named: dict[str, object] = field(default_factory=dict)  # what a test calls by a name
    holders: dict = field(default_factory=dict)  # association's id → what the oracle calls it
    districts: dict = field(default_factory=dict)  # district's id → who meets organisations there
    belongs: dict = field(default_factory=dict)  # organisation's id → its contact persons' ids
    token: str = ""

    def keep(self, model, *bundles: str, told=None, **given):
        """Makes a row. `told`: who more may read of it than those who see the row; {field: who}
        where that is so of some fields alone."""
        kind = str(given.get("kind", ""))
        if given.get("archived_at"):  # each association's own is brought back by itself
            kind += f" put away {given.get('association')}"
        number, seen, row = len(self.rows), oracle.who_may_know(bundles), model()
        more = told if isinstance(told, dict) else {}
        read_by = seen if isinstance(told, dict) else frozenset(told or ()) | seen
        for one in model._meta.concrete_fields:
            of = (model.__name__, number, one.name)
            if one.name in given:
                value, canary = canaries.put(given.pop(one.name), *of)
                setattr(row, one.name, value)
            else:
                value, canary = canaries.in_field(one, *of)
                if canary:
                    setattr(row, one.attname, value)
            if canary:
                who = read_by | frozenset(more.get(one.name, ()))
                self.remember(canary, who, f"{model.__name__}.{one.name}")
        for name, value in given.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        self.rows.append(Row(model, row.pk, bundles, seen, read_by, kind))
        self.remember(row.pk.hex, read_by | frozenset(more.get("id", ())), f"{model.__name__}.id")
        return row

    def person(self, name: str, *bundles: str) -> User:
        """A user: known by name to the district, by password to nobody; by e-mail to
        themselves and those who write to them."""
        mine = canaries.word("User", name, "name")
        mail, secret = (canaries.word("User", name, what) for what in ("email", "password"))
        user = User.objects.create(name=mine, email=f"{mail}@example.org", password=secret)
        colleagues = oracle.who_may_know(bundles) | {name}
        for canary, who, what in (
            (mine, colleagues, "name"),
            (mail, oracle.who_writes_to(name), "email"),
            (secret, set(), "password"),
            (user.pk.hex, colleagues, "id"),
        ):
            self.remember(canary, who, f"User.{what}")
        self.users[name] = user
        self.rows.append(Row(User, user.pk, bundles, *[frozenset(colleagues)] * 2))
        return user

    def remember(self, canary: str, who: Iterable[str], what: str) -> None:
        """Two rows may say the same; whoever may know one of them may be told it."""
        who = frozenset(who) | ({oracle.TOKEN} if oracle.NORA in who else frozenset())
        self.knowing[canary] = self.knowing.get(canary, frozenset()) | who
        self.told_fields[canary] = what

    def adopt_derived(self) -> None:
        """Takes in the rows that triggers and verbs have derived from those kept."""
        known = {row.pk: row for row in self.rows}
        for name in sorted(DERIVED):
            model = apps.get_model("movements", name)
            for row in model.objects.all():  # made by triggers, under keys of their own
                above = known.get(row.organisation_id)
                there = above.knowing if above else self.districts[row.district_id]
                seen = self._seen_of(row, there)
                bundles = above.bundles if above else ()
                # Nobody sees a search document; whoever sees the organisation searches it.
                told = there if name == "SearchDocument" else seen
                self.rows.append(Row(model, row.pk, bundles, seen, told))
                self.remember(row.pk.hex, (), f"{name}.id")

    def adopt(self, row, *bundles: str) -> None:
        """Takes in a row that a verb has made."""
        seen = oracle.who_may_know(bundles)
        self.rows.append(Row(type(row), row.pk, bundles, seen, seen))
        self.remember(row.pk.hex, seen, f"{type(row).__name__}.id")

    def also_as(self, model, row, *bundles: str) -> None:
        """The same row as another noun shows it: a view of it, to others than those who see it."""
        seen = oracle.who_may_know(bundles)
        self.rows.append(Row(model, row.pk, bundles, seen, seen))

    def _seen_of(self, row, above: frozenset[str]) -> frozenset[str]:
        """Who may see a derived row, by the words of PRODUCT.md on what it is derived from."""
        kind = type(row).__name__
        if kind == "SearchDocument":  # joined to what is seen, and shown to nobody
            return frozenset()
        if kind == "NameWord":
            return above
        # "Contact": that of meetings which their association and the board know of.
        own = {"norr": oracle.NORR, "söder": oracle.SODER, "there": {oracle.HANS}}
        return above & (own.get(self.holders.get(row.association_id), set()) | BOARDS)

    def hidden(self, actor: str, model=None) -> list[Row]:
        """The rows that the actor may not come to know of."""
        rows = (row for row in self.rows if model in (None, row.model))
        return [row for row in rows if actor not in row.told]

    def visible(self, actor: str, model) -> list[Row]:
        return [row for row in self.rows if row.model is model and actor in row.knowing]

    def leaked(self, actor: str, told: set[str]) -> set[str]:
        """Which fields of which rows `told` says to an actor who may not know them."""
        return {
            f"{self.told_fields[one]} {one}"
            for one in told
            if one in self.knowing and actor not in self.knowing[one]
        }

    def hidden_words(self, actor: str, model, name: str) -> list[str]:
        """Canaries of a field that the actor may not know: what a probing search asks for."""
        what = f"{model.__name__}.{name}"
        return [
            canary
            for canary, said in self.told_fields.items()
            if said == what and actor not in self.knowing[canary]
        ]


def tables() -> list:
    """The nouns that are tables: a view of one changes with it."""
    return [model for model in nouns() if model._meta.managed]


def relations_of(model) -> list:
    """The columns by which a row points at another: keys, and ids that are no keys."""
    return [
        one
        for one in model._meta.concrete_fields
        if not one.primary_key
        and isinstance(one.target_field if one.is_relation else one, models.UUIDField)
    ]
