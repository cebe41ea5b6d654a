"""Two organisations that are one become one, and can be parted again for ninety days.

It stands here, above the directory, because the tally of contacts is counted anew from meetings.
Merging never widens who can see anything: every row keeps its readers, and what is protected is
not merged, or stays protected. Rows that the one who merges may not see are moved untold.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import require, visible
from movements.access.identity import lent_to
from movements.dialogue.actions import count_contacts
from movements.directory.duplicates import carry_over, forget_suggestions, take_away
from movements.directory.facts import refuse_unknown, save_row
from movements.directory.merges import Merge
from movements.directory.models import UNION_KINDS, ActivityArea, Organisation
from movements.directory.moving import move_back, move_rows
from movements.directory.tying import join_ties, part_ties
from movements.directory.versions import version

ADDRESS = ("address", "postcode", "town")
PLACE = (*ADDRESS, "municipality_id", "point")
# What one chooses between, field by field, and the columns that go with each.
CHOICES = {
    name: (name,)
    for name in (
        *("name", "kind", "legal_form", "organisation_number", "is_informal", "reach"),
        *("description", "homepage", "email", "phone"),
    )
} | {"place": PLACE}
UNITED = ("policy_areas", "sectors", "languages")
COLUMNS = tuple(column for columns in CHOICES.values() for column in columns)
COLUMNS += (*UNITED, "registered_by_id", "confirmed_on", "parent_id")


@transaction.atomic
def merge_organisations(*, by, kept: Organisation, gone: Organisation, take=()) -> Merge:
    """Makes `gone` a part of `kept`: it is archived, its address leads here, all its rows move.

    `take` names what is taken from `gone` (CHOICES); areas, policy areas, sectors and languages
    are united. Raises ValidationError when it could tell somebody of what they do not know.
    """
    require(by, "merge_organisations", kept)
    require(by, "merge_organisations", gone)
    refuse_unknown(dict.fromkeys(take), tuple(CHOICES))
    kept, gone = _both(by, kept, gone)
    _refuse_protected(kept, gone)
    with lent_to("upkeep"):
        return _merge(by, kept, gone, take)


def _merge(by, kept: Organisation, gone: Organisation, take) -> Merge:
    before = version(kept)
    had = {"areas": _areas(gone), "parent": str(kept.parent_id or "")}
    _put_away(gone, kept)
    _take_facts(kept, gone, take)
    ties = join_ties(gone, kept)
    moved = move_rows(gone, kept)
    denied = carry_over(gone, kept)
    forget_suggestions(gone)
    count_contacts(kept.district, [kept, gone])
    return Merge.objects.create(
        district_id=kept.district_id,
        kept=kept,
        gone=gone,
        merged_by=by.user,
        before=before,
        after=version(kept),
        moved={"rows": moved, "ties": ties, "denied": denied, **had},
    )


@transaction.atomic
def undo_merge(*, by, merge: Merge) -> Organisation:
    """Parts the two again and gives back what was moved; gives back the one that had gone.

    What has been logged on the kept one since stays there, and so does what somebody has changed.
    Protection is never lifted by it. Raises ValidationError when it is too late, or when it would
    tell of a protected organisation.
    """
    require(by, "undo_merge", merge)
    merge = visible(Merge, by).select_for_update(of=["self"]).get(pk=merge.pk)
    if not merge.can_be_undone:
        raise ValidationError(_("It is too late to undo: 90 days have gone, or it is done."))
    kept, gone = _locked(merge.kept_id, merge.gone_id)
    if kept.existence_protected:
        text = _("%(name)s has been protected since. To undo could tell of it.")
        raise ValidationError(text % {"name": kept.name})
    with lent_to("upkeep"):
        _part(kept, gone, merge)
    merge.undone_at, merge.undone_by = timezone.now(), by.user
    merge.save(update_fields=["undone_at", "undone_by"])
    return gone


def _part(kept: Organisation, gone: Organisation, merge: Merge) -> None:
    was = _give_back_facts(kept, merge)
    _bring_back(gone, kept)
    move_back(merge.moved["rows"], gone, kept)
    _give_back_parent(kept, *was)
    part_ties(merge.moved["ties"])
    take_away(merge.moved["denied"])
    _restore_areas(gone, merge.moved["areas"])
    _cut_circles(gone)
    count_contacts(kept.district, [kept, gone])


def why_not(kept: Organisation, gone: Organisation) -> str:
    """Why two that the reader sees cannot be merged, in a sentence; "" when they can."""
    if kept.pk == gone.pk:
        return _("Choose two different organisations.")
    if kept.existence_protected or gone.existence_protected:
        return _(
            "An organisation whose existence is protected cannot be merged: somebody could come"
            " to know of it. End the protection first, or archive one of the two."
        )
    return ""


def _refuse_protected(kept: Organisation, gone: Organisation) -> None:
    if text := why_not(kept, gone):
        raise ValidationError(text)


def _both(by, kept, gone) -> tuple[Organisation, Organisation]:
    """The two as they are now, locked; gone or hidden ones answer alike."""
    seen = set(visible(Organisation, by).live().filter(pk__in=[kept.pk, gone.pk]).values_list("pk"))
    locked = _locked(kept.pk, gone.pk)
    if {(one.pk,) for one in locked} != seen or any(one.archived_at for one in locked):
        raise Organisation.DoesNotExist
    return locked


def _locked(kept_id, gone_id) -> tuple[Organisation, Organisation]:
    """Locked in the order in which all deeds lock."""
    rows = Organisation.objects.filter(pk__in=[kept_id, gone_id]).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(no_key=True)}
    return found[kept_id], found[gone_id]


def _put_away(gone: Organisation, kept: Organisation) -> None:
    """Before the kept one gets its number: two living ones cannot share one."""
    if kept.address_protected:
        _protect_address(gone)
    gone.archived_at, gone.merged_into = timezone.now(), kept
    gone.save()


def _take_facts(kept: Organisation, gone: Organisation, take) -> None:
    for name in take:
        for column in CHOICES[name]:
            setattr(kept, column, getattr(gone, column))
    for name in UNITED:
        both = [*getattr(kept, name), *getattr(gone, name)]
        setattr(kept, name, list(dict.fromkeys(both)))
    if kept.kind not in UNION_KINDS:
        kept.sectors = []
    if gone.address_protected:
        _protect_address(kept)
    days = [day for day in (kept.confirmed_on, gone.confirmed_on) if day]
    kept.confirmed_on = max(days, default=None)
    kept.registered_by_id = kept.registered_by_id or gone.registered_by_id
    kept.parent_id = _parent_after(kept, gone)
    save_row(kept)


def _protect_address(organisation: Organisation) -> None:
    organisation.address_protected = True
    organisation.address = organisation.postcode = organisation.town = ""
    organisation.point = None


def _parent_after(kept: Organisation, gone: Organisation):
    """The parent of the kept one: its own, else the other's, and never in a circle."""
    for parent in (kept.parent_id, gone.parent_id):
        if parent and not {kept.pk, gone.pk} & set(_upwards(parent)):
            return parent
    return None


def _upwards(pk) -> list:
    """An organisation and all that it is a part of, whatever the circle."""
    line = []
    while pk and pk not in line:
        line.append(pk)
        pk = Organisation.objects.filter(pk=pk).values_list("parent", flat=True).first()
    return line


def _areas(organisation: Organisation) -> list:
    return list(organisation.activity_areas.values_list("municipality", flat=True))


# ---- undoing


def _give_back_facts(kept: Organisation, merge: Merge) -> tuple:
    """What the merge wrote and nobody has changed since becomes what it was. Gives back the parent
    that the kept one had before, and the one it had after."""
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=kept.pk)
    facts = {
        row["pgh_id"]: row
        for row in events.filter(pgh_id__in=[merge.before, merge.after]).values("pgh_id", *COLUMNS)
    }
    if len(facts) < 2 and merge.before != merge.after:
        return None, None  # the history has been thinned: what stands, stands
    before, after = facts[merge.before], facts[merge.after]
    together = [*CHOICES.values(), *((name,) for name in UNITED)]
    together += [("registered_by_id",), ("confirmed_on",)]
    for columns in together:
        if columns == PLACE and kept.address_protected:
            continue
        if all(getattr(kept, column) == after[column] for column in columns):
            for column in columns:
                setattr(kept, column, before[column])
    if kept.kind not in UNION_KINDS:
        kept.sectors = []
    save_row(kept)
    return before["parent_id"], after["parent_id"]


def _give_back_parent(kept: Organisation, before, after) -> None:
    """Last, when the parts are back where they were: until then it could be one of them."""
    if before != after and kept.parent_id == after and kept.pk not in _upwards(before):
        kept.parent_id = before
        save_row(kept, update_fields=["parent"])


def _bring_back(gone: Organisation, kept: Organisation) -> None:
    gone.archived_at = gone.merged_into = None
    if kept.address_protected:
        _protect_address(gone)
    save_row(gone)


def _restore_areas(gone: Organisation, areas: list) -> None:
    there = set(_areas(gone))
    ActivityArea.objects.bulk_create(
        ActivityArea(district_id=gone.district_id, organisation=gone, municipality_id=area)
        for area in areas
        if area not in there
    )


def _cut_circles(gone: Organisation) -> None:
    """Somebody may have put a part above the whole since."""
    if gone.parent_id and gone.pk in _upwards(gone.parent_id):
        gone.parent = None
        gone.save(update_fields=["parent"])
