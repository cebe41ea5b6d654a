"""A deed that is sent twice is done once: what was asked under a key, and what came of it.

Nothing of what was sent or answered is kept, only a fingerprint, an id and, of a page's form, where
it led: the answer to the second is made anew, and tells no more than its reader may see then.
"""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.models import User
from movements.access.rows import DistrictRow

KEPT = timedelta(hours=24)
LONGEST = 255
FORM = "form:"  # how the keys of pages begin


class DoneOnce(DistrictRow):
    """What one user has asked for under a key of their own. `made` is the row that came of it."""

    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # says something of that user's retries only
        related_name="+",
    )
    key = models.CharField(max_length=LONGEST)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    made = models.UUIDField(null=True)
    # Of a form: the page that it led to, and the way back.
    went_to = models.TextField(blank=True, default="")
    undo = models.TextField(blank=True, default="")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["user", "key"], name="doneonce_key"),
        ]

    def __str__(self):
        return self.key


class AnotherBody(ValidationError):
    """The key has been used for something else."""


def begin(by, key: str, fingerprint: str) -> DoneOnce:
    """What stands under the key: a new row, or the one of an earlier deed (its `status` is set).

    Two at once: the second waits here until the first is done, and then finds its row. Undone with
    everything else when the deed fails. Raises AnotherBody.
    """
    if len(key) > LONGEST:
        told = _("At most %(most)s characters.") % {"most": LONGEST}
        raise ValidationError({"Idempotency-Key": [told]})
    mine = DoneOnce.objects.filter(user=by.user)
    mine.filter(created_at__lt=timezone.now() - KEPT).delete()
    new = DoneOnce(district=by.district, user=by.user, key=key, fingerprint=fingerprint)
    DoneOnce.objects.bulk_create([new], ignore_conflicts=True)
    found = mine.get(key=key)
    if found.fingerprint != fingerprint:
        raise AnotherBody(_("This key has been used for something else. Choose a new one."))
    return found


def finish(once: DoneOnce, *, status: int, made: UUID | None = None, **of_form: str) -> None:
    """The deed is done, and this came of it. `of_form`: went_to and undo."""
    once.made, once.status = made, status
    for name, said in of_form.items():
        setattr(once, name, said)
    once.save(update_fields=["made", "status", *of_form])


def forget(once: DoneOnce) -> None:
    """Nothing was done: the same may be asked again."""
    once.delete()


def forget_forms(by, but: DoneOnce | None) -> None:
    """The forms that a user has sent so far are new ones when they come again, but for that one."""
    sent = DoneOnce.objects.filter(user=by.user, key__startswith=FORM)
    sent.exclude(pk=but.pk if but else None).delete()
