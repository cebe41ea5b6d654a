"""What a meeting does to the tie between the association and an organisation, and its undoing.

A tie is moved only by a meeting that all its readers may know of: an open tie that came a step
further after a meeting kept within the association would tell that they had met.
"""

from datetime import date

from django.db.models import Case, Q, When
from django.utils.dateparse import parse_date

from movements.access.rows import Sensitivity
from movements.dialogue.models import Meeting, Point, TieMove
from movements.directory.models import Relation

STEPS = list(Relation.Step)


def bring_forward(meeting: Meeting, organisations) -> None:
    """A first meeting makes the tie; a talk takes it at least to where the talk has come."""
    if meeting.sensitivity == Sensitivity.NAMED:
        return
    heard = Point.objects.filter(content__meeting=meeting, kind=Point.Kind.DEMAND).exists()
    reached = Relation.Step.DEMANDS_HEARD if heard else Relation.Step.FIRST_TALK
    ties = _ties(meeting, organisations)
    for organisation in organisations:
        tie = ties.get(organisation.pk)
        before = _state(tie) if tie else {}
        tie = tie or _new_tie(meeting, organisation)
        if _told_by(tie, meeting):
            _move(tie, meeting, reached)
            TieMove.objects.create(
                district_id=meeting.district_id,
                meeting=meeting,
                relation=tie,
                before=before,
                after=_state(tie),
            )


def take_back(meeting: Meeting) -> None:
    """Puts the ties back to where they were before the meeting.

    A tie that a later meeting has moved since, or whose fields somebody has changed, stays as it
    is; a later move then remembers what was before this one. A tie that this meeting made, and
    that nobody has touched, goes with it: it would tell that they had met.
    """
    moves = meeting.tie_moves.select_related("relation").order_by("id")
    for move in moves:
        later = (
            move.relation.moves.filter(id__gt=move.pk, meeting__archived_at=None)
            .order_by("id")
            .first()
        )
        if later:
            later.before = move.before
            later.save(update_fields=["before"])
        elif move.before:
            _restore(move)
        elif _untouched(move):
            move.relation.delete()
    meeting.tie_moves.all().delete()


def _ties(meeting: Meeting, organisations) -> dict:
    """The tie with each organisation that the author knows of; the association's own before one
    that only those named know of."""
    hidden = Q(sensitivity=Sensitivity.NAMED)
    known = (
        Relation.objects.select_for_update(no_key=True)
        .filter(association=meeting.association, organisation__in=organisations, ended_on=None)
        .filter(~hidden | Q(named__contains=[meeting.author_id]))
        .order_by(Case(When(hidden, then=0), default=1), "id")
    )
    return {tie.organisation_id: tie for tie in known}


def _new_tie(meeting: Meeting, organisation) -> Relation:
    return Relation(
        district_id=meeting.district_id,
        organisation=organisation,
        association=meeting.association,
        started_on=meeting.day,
        sensitivity=meeting.sensitivity,
    )


def _told_by(tie: Relation, meeting: Meeting) -> bool:
    fact, readers = Sensitivity(meeting.sensitivity), Sensitivity(tie.sensitivity)
    return fact.strictness <= readers.strictness


def _move(tie: Relation, meeting: Meeting, reached: str) -> None:
    if tie.step == Relation.Step.DORMANT or STEPS.index(tie.step) < STEPS.index(reached):
        tie.step = reached
    tie.lead_id = tie.lead_id or meeting.author_id
    tie.next_contact_on = None if meeting.no_follow_up else _next_contact(tie, meeting)
    tie.save()


def _next_contact(tie: Relation, meeting: Meeting) -> date | None:
    """What was agreed now; else the later of what stands after the meeting and the cadence."""
    if meeting.follow_up_on:
        return meeting.follow_up_on
    ahead = (tie.next_contact_on, tie.next_contact_on_after(meeting.day))
    return max((day for day in ahead if day and day > meeting.day), default=None)


def _state(tie: Relation) -> dict:
    return {
        "step": str(tie.step),
        "lead": str(tie.lead_id or ""),
        "next_contact_on": tie.next_contact_on.isoformat() if tie.next_contact_on else "",
    }


def _restore(move: TieMove) -> None:
    tie, now = move.relation, _state(move.relation)
    kept = {name: old for name, old in move.before.items() if now[name] == move.after[name]}
    if "step" in kept:
        tie.step = kept["step"]
    if "lead" in kept:
        tie.lead_id = kept["lead"] or None
    if "next_contact_on" in kept:
        tie.next_contact_on = (
            parse_date(kept["next_contact_on"]) if kept["next_contact_on"] else None
        )
    tie.save()


def _untouched(move: TieMove) -> bool:
    tie = move.relation
    return (
        _state(tie) == move.after
        and tie.ended_on is None
        and not tie.wishes
        and tie.cadence_months is None
    )
