"""What was said at a meeting: its shape, its checks, and the rows it becomes."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from movements.access.models import Association, User
from movements.access.rows import Sensitivity
from movements.dialogue.choices import SupportKind
from movements.dialogue.models import Meeting, MeetingContent, Point, Promise
from movements.directory.actions import colleagues
from movements.privacy.numbers import REFUSED, has_personal_number


@dataclass(frozen=True)
class Promised:
    """What we said we would do, who does it, and by when."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True)
class Said:
    """What was said at a meeting. All of it is optional."""

    demands: str = ""
    support: str = ""
    support_kinds: list[str] = field(default_factory=list)
    notes: str = ""
    promises: list[Promised] = field(default_factory=list)

    def __bool__(self) -> bool:
        texts = (self.demands, self.support, self.notes)
        return any(text.strip() for text in texts) or bool(self.support_kinds or self.promises)


def check_said(association: Association, said: Said, day: date) -> None:
    """Raises ValidationError with a message per field: demands, support, notes, promise …"""
    problems = _too_long(said) | _personal_numbers(said)
    if set(said.support_kinds) - set(SupportKind.values):
        problems["support_kinds"] = _("Choose among the nine kinds of support.")
    if said.promises:
        ours = set(colleagues(association).values_list("user", flat=True))
        for promise in said.promises:
            problems |= _wrong_with(promise, ours, day)
    if problems:
        raise ValidationError(problems)


def write_content(
    meeting: Meeting, parties: list, said: Said, *, sensitivity: str, named: list
) -> MeetingContent | None:
    """The rows of what was said, all with the same readers; nothing when nothing was said.

    `parties` are the organisations that were there, the first the one a promise is given to.
    """
    if not said:
        return None
    carried = {
        "district_id": meeting.district_id,
        "association": meeting.association,
        "association_ids": meeting.association_ids,
        "sensitivity": sensitivity,
        "named": named if sensitivity == Sensitivity.NAMED else [],
    }
    content = MeetingContent.objects.create(
        **carried, meeting=meeting, notes=said.notes.strip(), author=meeting.author
    )
    _write_points(content, parties, said)
    for promise in said.promises:
        Promise.objects.create(
            **carried,
            organisation=parties[0],
            content=content,
            text=promise.text.strip(),
            owner=promise.owner,
            due_on=promise.due_on,
        )
    return content


def _too_long(said: Said) -> dict:
    most = {
        "demands": Point._meta.get_field("text").max_length,
        "support": Point._meta.get_field("text").max_length,
        "notes": MeetingContent._meta.get_field("notes").max_length,
    }
    return {
        name: _("Write at most %(count)s characters.") % {"count": limit}
        for name, limit in most.items()
        if len(getattr(said, name)) > limit
    }


def _personal_numbers(said: Said) -> dict:
    texts = ("demands", "support", "notes")
    return {name: REFUSED for name in texts if has_personal_number(getattr(said, name))}


def _wrong_with(promise: Promised, ours: set, day: date) -> dict:
    problems = {}
    if not promise.text.strip():
        problems["promise"] = _("Write what you promised.")
    elif len(promise.text) > Promise._meta.get_field("text").max_length:
        limit = Promise._meta.get_field("text").max_length
        problems["promise"] = _("Write at most %(count)s characters.") % {"count": limit}
    elif has_personal_number(promise.text):
        problems["promise"] = REFUSED
    if promise.owner.pk not in ours:
        problems["owner"] = _("Choose somebody with a post in the association.")
    if promise.due_on < day:
        problems["due_on"] = _("Choose a day after the meeting.")
    return problems


def _write_points(content: MeetingContent, parties: list, said: Said) -> None:
    """A point belongs to an organisation; what several said together belongs to none alone."""
    shared = {
        "district_id": content.district_id,
        "content": content,
        "organisation": parties[0] if len(parties) == 1 else None,
    }
    points = []
    if said.demands.strip():
        points.append(Point(**shared, kind=Point.Kind.DEMAND, text=said.demands.strip()))
    if said.support.strip() or said.support_kinds:
        kinds = list(dict.fromkeys(said.support_kinds))
        text = said.support.strip()
        points.append(Point(**shared, kind=Point.Kind.SUPPORT, text=text, support_kinds=kinds))
    Point.objects.bulk_create(points)
