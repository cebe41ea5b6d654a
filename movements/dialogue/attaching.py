"""Deeds of files: put one with a meeting, take it away again, bring it back; and read one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import get_visible, require, visible
from movements.access.identity import because
from movements.access.read_log import ReadLog, has_read
from movements.access.rows import Sensitivity
from movements.dialogue.attachments import Attachment
from movements.dialogue.files import examined, refuse
from movements.dialogue.models import Meeting, MeetingContent
from movements.dialogue.words_in_files import words_in
from movements.privacy.numbers import REFUSED, has_personal_number

MOST_TOGETHER = 50 * 1024 * 1024  # of one meeting


@transaction.atomic
def attach_file(*, by, meeting: Meeting, name: str, content: bytes) -> Attachment:
    """Keeps a file with a meeting, for those who read what was said there.

    Where nothing is written, or it is hidden from `by`, for the association and those of the fact.
    Raises ValidationError on `file`: a kind that is not taken, too large, too many, locked,
    or with a personal identity number in it.
    """
    require(by, "attach_file", meeting)
    get_visible(Meeting, by, meeting.pk)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.is_archived:
        raise refuse(_("The meeting is taken away. Bring it back first."))
    file = examined(name, content)
    words = words_in(file.kind, file.content)
    if has_personal_number(file.name) or has_personal_number(words):
        raise ValidationError({"file": [REFUSED]})
    _check_room(by, meeting, len(file.content))
    return Attachment.objects.create(
        district_id=meeting.district_id,
        association=meeting.association,
        body_id=meeting.body_id,
        association_ids=meeting.association_ids,
        **_readers(by, meeting),
        meeting=meeting,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        content=file.content,
        words=words,
        author=by.user,
    )


@transaction.atomic
def detach_file(*, by, attachment: Attachment) -> Attachment:
    """Takes a file away; `restore_file` brings it back."""
    require(by, "attach_file", attachment)
    because("detach_file")
    return _moved(by, attachment, timezone.now())


@transaction.atomic
def restore_file(*, by, attachment: Attachment) -> Attachment:
    """Brings back a file that was taken away, if the meeting still has room for it."""
    require(by, "attach_file", attachment)
    because("restore_file")
    if attachment.is_archived:
        Meeting.objects.select_for_update(no_key=True).get(pk=attachment.meeting_id)
        _check_room(by, attachment.meeting, attachment.size)
    return _moved(by, attachment, None)


def files_of(reader, meeting: Meeting) -> list[Attachment]:
    """The files of a meeting that `reader` may open, without what is in them."""
    return list(visible(Attachment, reader).filter(meeting=meeting).listed())


def file_to_send(reader, pk) -> Attachment:
    """One file with what is in it. Hidden, missing and taken away answer alike: DoesNotExist."""
    found = get_visible(Attachment, reader, pk)
    if found.is_archived:
        raise Attachment.DoesNotExist
    if found.sensitivity != Sensitivity.OPEN:
        has_read(ReadLog.Deed.NOTE, contents=[found.pk])
    return found


def _readers(by, meeting: Meeting) -> dict:
    """Those of what was said; a child never has more readers than what it hangs on."""
    content = visible(MeetingContent, by).filter(meeting=meeting).first()
    if content is not None:
        return {"sensitivity": content.sensitivity, "named": content.named}
    sensitivity = Sensitivity.strictest(meeting.sensitivity, Sensitivity.ASSOCIATION)
    return {"sensitivity": sensitivity, "named": meeting.named}


def _check_room(by, meeting: Meeting, more: int) -> None:
    """Counts the files that `by` sees: a refusal must not tell that there are others."""
    there = visible(Attachment, by).filter(meeting=meeting).bytes_together()
    if there + more > MOST_TOGETHER:
        raise refuse(_("The meeting has no room for it: its files may be 50 MB together."))


def _moved(by, attachment: Attachment, when) -> Attachment:
    get_visible(Attachment, by, attachment.pk)
    row = (
        Attachment.objects.select_for_update(no_key=True)
        .defer("content", "words")
        .get(pk=attachment.pk)
    )
    if row.is_archived != (when is not None):
        row.archived_at = when
        row.save(update_fields=["archived_at"])
    return row


def throw_away(rows) -> int:
    """Removes files for good, with every version of them; how many. For what may erase."""
    ids = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).delete()
    Attachment.pgh_event_model.objects.filter(pgh_obj_id__in=ids).delete()
    return len(ids)
