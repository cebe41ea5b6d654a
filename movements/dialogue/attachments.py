"""A file that belongs to a meeting, with the readers of what was said there."""

import pgtrigger
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.models import User
from movements.access.rows import Archivable, DistrictRow, SameDistrict
from movements.access.sight import Scoped
from movements.dialogue.files import LONGEST_NAME
from movements.dialogue.models import _ORDER, HeldInDialogue, Meeting, held_by
from movements.directory.models import Held


class AttachmentQuerySet(Scoped):
    def listed(self):
        """Those that are there, oldest first, without what is in them."""
        return self.live().defer("content", "words").order_by("id")

    def mentioning(self, patterns: list[str]):
        """Those with one of these regular expressions in their words or their name."""
        said = Q(pk=None)
        for one in patterns:
            said |= Q(words__regex=one) | Q(name__regex=one)
        return self.filter(said)

    def bytes_together(self) -> int:
        return self.live().aggregate(bytes=Sum("size"))["bytes"] or 0


@tracked(but=["content", "words"])
class Attachment(DistrictRow, HeldInDialogue, Archivable):
    """A file as it may be downloaded. What is in it stands in the row itself: it is then saved,
    backed up, guarded and erased together with what it belongs to, and no server keeps a disk."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,  # a file of a meeting that never was
        related_name="attachments",
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    kind = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    content = models.BinaryField()
    # What erasure and subject access look through; shown to nobody (words_in_files.py).
    words = models.TextField(blank=True, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attachments")

    objects = AttachmentQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            *held_by("attachment"),
            SameDistrict(field="meeting", to="movements_meeting", name="attachment_meeting"),
            models.CheckConstraint(name="attachment_has_a_name", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_wider",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("sensitivity"),
                func=f"""
                IF array_position({_ORDER}, NEW.sensitivity) < (
                    SELECT max(array_position({_ORDER}, above.sensitivity)) FROM (
                      SELECT m.sensitivity FROM movements_meeting m WHERE m.id = NEW.meeting_id
                      UNION ALL SELECT c.sensitivity FROM movements_meetingcontent c
                      WHERE c.meeting_id = NEW.meeting_id) above) THEN
                  RAISE EXCEPTION 'a file would be wider than meeting %', NEW.meeting_id
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608  (nothing from outside: the order of three words)
            )
        ]

    def __str__(self):
        return self.name
