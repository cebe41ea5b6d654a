"""Two ties of one association become one when their organisations do: one at a time.

The stricter of the two stands, since what its readers know must not be told by the other; the
other is ended today and stays to be read by those who could read it. What the stricter one learns
it learns from the more open one, never the other way about.
"""

from django.utils import timezone
from django.utils.dateparse import parse_date

from movements.access.rows import Sensitivity
from movements.directory.models import Organisation, Relation

LADDER = tuple(Relation.Step)[:6]  # declined and dormant stand beside it
LEARNED = ("step", "lead_id", "cadence_months", "next_contact_on", "wishes", "started_on")
DAYS = ("next_contact_on", "started_on")


def join_ties(gone: Organisation, kept: Organisation) -> list[dict]:
    """Leaves one unended tie for each association; says what was done, to be taken back."""
    unended = Relation.objects.filter(ended_on=None).exclude(sensitivity=Sensitivity.NAMED)
    here = {tie.association_id: tie for tie in unended.filter(organisation=kept)}
    done = []
    for theirs in unended.filter(organisation=gone).order_by("id"):
        mine = here.get(theirs.association_id)
        if mine:
            done.append(_join(mine, theirs))
    return done


def part_ties(done: list[dict]) -> None:
    """Takes it back, as far as nobody has changed the ties since."""
    for one in done:
        ended = Relation.objects.filter(pk=one["ended"]).first()
        _forget(one, ended)
        untouched = ended and ended.ended_on == parse_date(one["on"])
        if untouched and not _in_the_way(ended):
            ended.ended_on = None
            ended.save(update_fields=["ended_on"])


def _join(mine: Relation, theirs: Relation) -> dict:
    stands, ends = mine, theirs
    if Sensitivity(theirs.sensitivity).strictness > Sensitivity(mine.sensitivity).strictness:
        stands, ends = theirs, mine
    before, today, wished = _state(stands), timezone.localdate(), bool(stands.wishes)
    _learn(stands, ends)
    ends.ended_on = today
    ends.save(update_fields=["ended_on"])
    stands.save(update_fields=LEARNED)
    return {
        "stands": str(stands.pk),
        "before": before,
        "after": _state(stands),
        "wished": wished,
        "ended": str(ends.pk),
        "on": today.isoformat(),
    }


def _learn(stands: Relation, ends: Relation) -> None:
    if stands.step != Relation.Step.DECLINED and _rung(ends) > _rung(stands):
        stands.step = ends.step
    stands.lead_id = stands.lead_id or ends.lead_id
    stands.cadence_months = stands.cadence_months or ends.cadence_months
    days = [day for day in (stands.next_contact_on, ends.next_contact_on) if day]
    stands.next_contact_on = min(days, default=None)
    stands.started_on = min(stands.started_on, ends.started_on)
    wishes = "\n".join(dict.fromkeys(filter(None, (stands.wishes, ends.wishes))))
    if len(wishes) <= Relation._meta.get_field("wishes").max_length:
        stands.wishes = wishes


def _rung(tie: Relation) -> int:
    return LADDER.index(tie.step) + 1 if tie.step in LADDER else 0


def _state(tie: Relation) -> dict:
    """What was learned, but the words: those stand in the history."""
    state = {name: getattr(tie, name) for name in LEARNED if name != "wishes"}
    return {name: str(value) if value is not None else None for name, value in state.items()}


def _forget(one: dict, ended: Relation | None) -> None:
    tie = Relation.objects.filter(pk=one["stands"]).first()
    if tie is None:
        return
    now = _state(tie)
    for name, old in one["before"].items():
        if now[name] == one["after"][name]:
            value = parse_date(old) if old and name in DAYS else old
            setattr(tie, name, int(value) if name == "cadence_months" and value else value)
    learned = ended.wishes if ended else ""
    if learned and one["wished"]:
        tie.wishes = tie.wishes.removesuffix(f"\n{learned}")
    elif learned and tie.wishes == learned:
        tie.wishes = ""
    tie.save()


def _in_the_way(tie: Relation) -> bool:
    """Whether the association has tied itself anew to the same organisation since."""
    others = Relation.objects.filter(
        organisation=tie.organisation_id, association=tie.association_id, ended_on=None
    )
    return others.exclude(pk=tie.pk).exclude(sensitivity=Sensitivity.NAMED).exists()
