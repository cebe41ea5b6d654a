"""Moves what hangs on one organisation to another, and back.

What points at an organisation is asked of the nouns themselves, so that a room built later is
moved as well. Rows are moved whoever may see them: each keeps its readers, and nothing of them is
shown here.
"""

from django.db.models import Exists, ForeignKey, OuterRef, Q, UniqueConstraint

from movements.directory.models import ContactRole, Organisation

# Noun and field -> why it stays where it is.
STAYS = {
    "HeldContact.organisation": "counted anew from the meetings",
    "SearchDocument.organisation": "derived from the organisation itself",
    "NameWord.organisation": "derived from the organisation itself",
    "Organisation.merged_into": "an old address follows the chain to its end",
    "Merge.kept": "each merge is undone for itself, the last one first",
    "Merge.gone": "each merge is undone for itself, the last one first",
    "PossibleDuplicate.one": "the nightly scan finds what is still alike",
    "PossibleDuplicate.other": "the nightly scan finds what is still alike",
    "NotTheSame.one": "copied, see merging.py: a pair is written in one way only",
    "NotTheSame.other": "copied, see merging.py: a pair is written in one way only",
    "ImportedRow.organisation": "says what an import wrote on that very row",
}


def pointing_here() -> dict:
    """Every foreign key to an organisation that moves along: "Noun.field" -> (noun, field)."""
    found = {}
    for relation in Organisation._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or not isinstance(field, ForeignKey):
            continue
        name = f"{field.model.__name__}.{field.name}"
        if name not in STAYS and not hasattr(field.model, "pgh_tracked_model"):
            found[name] = (field.model, field)
    return found


def move_rows(gone: Organisation, kept: Organisation) -> dict[str, list[str]]:
    """Moves everything but what `kept` has already; says what, by noun and field, as ids."""
    moved = {}
    for name, (model, field) in pointing_here().items():
        rows = model.objects.filter(**{field.name: gone}).exclude(pk=kept.pk)
        rows = rows.exclude(_had_already(model, field, kept))
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            model.objects.filter(pk__in=ids).update(**{field.name: kept})
            moved[name] = [str(pk) for pk in ids]
    return moved


def move_back(moved: dict[str, list[str]], gone: Organisation, kept: Organisation) -> None:
    """Gives back what is still where it was moved to; what came since stays."""
    known = pointing_here()
    for name, ids in moved.items():
        model, field = known[name]
        rows = model.objects.filter(pk__in=ids, **{field.name: kept})
        rows.exclude(pk=gone.pk).update(**{field.name: gone})


def _had_already(model, field, kept: Organisation) -> Q:
    """Rows that would stand twice on the kept one: there the database would refuse them."""
    twice = Q(pk__in=[])
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and field.name in rule.fields:
            same = {name: OuterRef(name) for name in rule.fields if name != field.name}
            there = model.objects.filter(**{field.name: kept}, **same)
            if rule.condition:
                there = there.filter(rule.condition)
            twice |= Q(Exists(there)) & (rule.condition or Q())
    if model is ContactRole:  # somebody who is the same in both is so once
        same = {"person": OuterRef("person"), "title": OuterRef("title"), "ends_on": None}
        twice |= Q(ends_on=None) & Q(Exists(ContactRole.objects.filter(organisation=kept, **same)))
    return twice
