"""Is it here already? Asked before somebody registers an organisation a second time, and what is
known of pairs: that somebody has said that they are two, or that they may be one."""

from django.db import transaction
from django.db.models import Case, Q, When

from movements.access.funnel import require, visible
from movements.directory.candidates import card_of, like
from movements.directory.likeness import Card, Verdict, Why
from movements.directory.merges import NotTheSame, PossibleDuplicate
from movements.directory.models import Organisation
from movements.directory.validators import plain_digits

MOST = 5  # more than this is no hint
SHORTEST = 3  # letters of a name from which it says anything


def already_here(
    by, name: str, municipalities=(), organisation_number: str = "", homepage: str = ""
) -> list[tuple[Organisation, Verdict]]:
    """Visible, living organisations that this may be, the likeliest first, each with why.

    An organisation that `by` may not see is never matched: that would tell that it exists.
    `municipalities` are those where it sits and where it is active.
    """
    number = plain_digits(organisation_number)
    if len(name.strip()) < SHORTEST and not number:
        return []
    places = frozenset(getattr(place, "pk", place) for place in municipalities if place)
    card = Card(name.strip(), number if len(number) == 10 else "", homepage, municipalities=places)
    return _told(visible(Organisation, by).live(), card)


def alike_to(by, organisation: Organisation) -> list[tuple[Organisation, Verdict]]:
    """The same, of an organisation that is here: which others it may be. Seldom any."""
    denied = visible(NotTheSame, by).with_one(organisation).values_list("one", "other")
    others = {pk for pair in denied for pk in pair} | {organisation.pk}
    rows = visible(Organisation, by).live().exclude(pk__in=others)
    return _told(rows, card_of(organisation))


def _told(rows, card: Card) -> list[tuple[Organisation, Verdict]]:
    found = {one.organisation_id: one.verdict for one in like(rows, [card])}
    known = (
        rows.filter(pk__in=found)
        .select_related("municipality")
        .defer("municipality__border", "municipality__centre", "description")
    )
    told = {one.pk: one for one in known}
    return [(told[pk], verdict) for pk, verdict in found.items() if pk in told][:MOST]


@transaction.atomic
def dismiss_duplicate(*, by, one: Organisation, other: Organisation) -> NotTheSame:
    """These are two: the pair is never suggested again, not by the scan, not at import."""
    require(by, "dismiss_duplicate", one)
    require(by, "dismiss_duplicate", other)
    seen = visible(Organisation, by).filter(pk__in=[one.pk, other.pk])
    if one.pk == other.pk or seen.count() != 2:
        raise Organisation.DoesNotExist
    _say_not_the_same(by, [(one.pk, other.pk)])
    return NotTheSame.objects.get(**_in_order(one.pk, other.pk))


@transaction.atomic
def take_back_dismissal(*, by, one: Organisation, other: Organisation) -> None:
    """It was said too soon: they stand in the queue again, if they are alike."""
    require(by, "dismiss_duplicate", one)
    pair = _in_order(one.pk, other.pk)
    visible(NotTheSame, by).filter(**pair).delete()
    verdicts = [verdict for found, verdict in alike_to(by, one) if found.pk == other.pk]
    PossibleDuplicate.objects.bulk_create(
        (
            PossibleDuplicate(
                district_id=one.district_id, why=said.why, certain=said.certain, **pair
            )
            for said in verdicts
        ),
        ignore_conflicts=True,
    )


def remember_not_the_same(*, by, pairs) -> None:
    """The same for many pairs of ids at once, for an import whose reviewer said "another one".

    Pairs of which `by` may not see both are left out.
    """
    ids = {pk for pair in pairs for pk in pair}
    seen = set(visible(Organisation, by).filter(pk__in=ids).values_list("pk", flat=True))
    _say_not_the_same(by, [pair for pair in pairs if set(pair) <= seen and len(set(pair)) == 2])


def _say_not_the_same(by, pairs) -> None:
    NotTheSame.objects.bulk_create(
        (
            NotTheSame(district_id=by.district_id, said_by=by.user, **_in_order(*pair))
            for pair in pairs
        ),
        ignore_conflicts=True,
    )
    for pair in pairs:
        PossibleDuplicate.objects.filter(**_in_order(*pair)).delete()


def _in_order(one, other) -> dict:
    first, second = sorted((one, other))
    return {"one_id": first, "other_id": second}


# ---- the queue


def suggestions(reader):
    """Pairs of living organisations that the reader may see, the likeliest first."""
    return (
        visible(PossibleDuplicate, reader)
        .filter(one__archived_at=None, other__archived_at=None)
        .annotate(rank=Case(*(When(why=why, then=why.rank) for why in Why)))
        .order_by("-certain", "rank", "one__name", "id")
    )


def suggested_with(reader, organisation):
    """The same, of one organisation."""
    return suggestions(reader).filter(Q(one=organisation) | Q(other=organisation))


# ---- what follows a merge


def carry_over(gone: Organisation, kept: Organisation) -> list[str]:
    """What was said not to be the gone one is not the kept one either. Gives back ids."""
    denied = []
    for pair in NotTheSame.objects.filter(Q(one=gone) | Q(other=gone)):
        third = pair.other_id if pair.one_id == gone.pk else pair.one_id
        if third != kept.pk:
            denied.append(
                NotTheSame(
                    district_id=kept.district_id,
                    said_by_id=pair.said_by_id,
                    **_in_order(kept.pk, third),
                )
            )
    known = set(NotTheSame.objects.filter(Q(one=kept) | Q(other=kept)).values_list("one", "other"))
    new = [pair for pair in denied if (pair.one_id, pair.other_id) not in known]
    NotTheSame.objects.bulk_create(new)
    return [str(pair.pk) for pair in new]


def take_away(denied: list[str]) -> None:
    """The way back of `carry_over`."""
    NotTheSame.objects.filter(pk__in=denied).delete()


def forget_suggestions(organisation: Organisation) -> None:
    PossibleDuplicate.objects.filter(Q(one=organisation) | Q(other=organisation)).delete()


def where_it_went(reader, pk) -> Organisation:
    """The organisation that a merged one became, however many merges later.

    Raises Organisation.DoesNotExist when it never was merged, or when the reader may not see
    what it became: an old address tells no more than the new one.
    """
    passed = set()
    while pk not in passed:
        passed.add(pk)
        on = Organisation.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if on is None:
            break
        pk = on
    if len(passed) < 2:
        raise Organisation.DoesNotExist
    return visible(Organisation, reader).get(pk=pk)
