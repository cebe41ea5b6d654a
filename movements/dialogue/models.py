"""A meeting is two rows: the fact that we met, and what was said. Each has its own readers."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from movements.access.history import tracked
from movements.access.models import Association, Body, User
from movements.access.rows import Archivable, DistrictRow, SameDistrict, Sensitivity
from movements.access.sight import Scoped
from movements.dialogue.choices import Mode, SupportKind
from movements.directory.models import FREE, ContactPerson, Held, Organisation, Relation

_ORDER = "ARRAY['open', 'association', 'named']::varchar[]"


def held_by(name: str) -> list:
    """Constraints of a row with one holder: an association or a body."""
    return [
        SameDistrict(field="association", to="movements_association", name=f"{name}_association"),
        SameDistrict(field="body", to="movements_body", name=f"{name}_body"),
        models.CheckConstraint(
            name=f"{name}_has_one_holder",
            condition=Q(association__isnull=False, body=None)
            | Q(association=None, body__isnull=False),
        ),
    ]


class HeldInDialogue(Held):
    """Abstract: held by one association or body; `association_ids` read it as the holder's own.

    They are columns of the row itself (the holder and the other associations listed on the
    meeting), so that the rule of sight never needs to ask another table.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    association_ids = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta(Held.Meta):
        abstract = True

    @property
    def holder(self):
        return self.association or self.body


class MeetingQuerySet(Scoped):
    def counted(self, on):
        """Contact, in every count, colour and cadence: held, not undone, fact not `named`."""
        return self.live().filter(day__lte=on).exclude(sensitivity=Sensitivity.NAMED)


@tracked
class Meeting(DistrictRow, HeldInDialogue, Archivable):
    """The fact: which organisations, when, how, which association. Open unless someone chose."""

    day = models.DateField(_("day"))
    mode = models.CharField(_("how"), max_length=20, choices=Mode, default=Mode.VISIT)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="logged_meetings")
    organisations = models.ManyToManyField(
        Organisation, through="MeetingOrganisation", related_name="meetings"
    )
    # Said at the meeting. The tie carries it too, where the tie's readers may know of the meeting.
    follow_up_on = models.DateField(_("follow up"), null=True, blank=True)
    # Said too: nothing was agreed, whatever the tie's cadence says.
    no_follow_up = models.BooleanField(_("no follow-up"), default=False)
    form_token = models.UUIDField(null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            *held_by("meeting"),
            models.UniqueConstraint(
                fields=["district", "author", "form_token"], name="meeting_saved_once"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-day", "-id"], name="meeting_latest"),
            GinIndex(fields=["association_ids"], name="meeting_associations"),
            models.Index(  # Idag: what was agreed to be followed up
                fields=["association", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False, archived_at=None),
                name="meeting_follow_up",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="content_stays_within",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("sensitivity"),
                func=f"""
                IF EXISTS (SELECT 1 FROM movements_meetingcontent c WHERE c.meeting_id = NEW.id
                    AND array_position({_ORDER}, c.sensitivity)
                      < array_position({_ORDER}, NEW.sensitivity)) THEN
                  RAISE EXCEPTION 'content of meeting % would be wider than its fact', NEW.id
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
                """,  # noqa: S608  (nothing from outside: the order of three words)
            )
        ]

    def __str__(self):
        return f"{self.get_mode_display()} {self.day}"


class MeetingOrganisation(DistrictRow):
    """Which organisations were there."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,  # a part of the fact
        related_name="parties",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="attendances"
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="meeting", to="movements_meeting", name="meetingorganisation_meeting"
            ),
            SameDistrict(
                field="organisation",
                to="movements_organisation",
                name="meetingorganisation_organisation",
            ),
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="meetingorganisation_once"
            ),
        ]

    def __str__(self):
        return f"{self.meeting}: {self.organisation}"


class TieMove(DistrictRow):
    """What a meeting did to a tie, so that undoing the meeting can put the tie back.

    `before` and `after` hold step, lead and next check-in as text; `before` is empty when the
    meeting made the tie. Seen by those who see both the meeting and the tie.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,  # says something of that meeting only
        related_name="tie_moves",
    )
    relation = models.ForeignKey(
        Relation,
        on_delete=models.CASCADE,  # a tie that is gone needs no putting back
        related_name="moves",
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="meeting", to="movements_meeting", name="tiemove_meeting"),
            SameDistrict(field="relation", to="movements_relation", name="tiemove_relation"),
            models.UniqueConstraint(fields=["meeting", "relation"], name="tiemove_once"),
        ]

    def __str__(self):
        return f"{self.meeting}: {self.relation}"


@tracked
class MeetingContent(DistrictRow, HeldInDialogue):
    """What was said. Its readers are never more than those of the fact."""

    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.CASCADE,  # what was said at a meeting that never was
        related_name="content",
    )
    notes = models.TextField(_("notes"), blank=True, max_length=20_000, **FREE)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="written_contents")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            *held_by("meetingcontent"),
            SameDistrict(field="meeting", to="movements_meeting", name="meetingcontent_meeting"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_wider",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("sensitivity"),
                func=f"""
                IF array_position({_ORDER}, NEW.sensitivity) < (
                    SELECT array_position({_ORDER}, m.sensitivity)
                    FROM movements_meeting m WHERE m.id = NEW.meeting_id) THEN
                  RAISE EXCEPTION 'content would be wider than the fact of meeting %',
                    NEW.meeting_id USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608
            )
        ]

    def __str__(self):
        return str(self.meeting)


class Participant(DistrictRow):
    """Who was there: one of us, or one of their contact persons."""

    content = models.ForeignKey(
        MeetingContent,
        on_delete=models.CASCADE,  # a part of what was written
        related_name="participants",
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    person = models.ForeignKey(
        ContactPerson,
        on_delete=models.CASCADE,  # when a person is erased, so is their presence
        null=True,
        blank=True,
        related_name="participations",
    )

    export_fields = ("content", "created_at")

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(
                field="content", to="movements_meetingcontent", name="participant_content"
            ),
            SameDistrict(field="person", to="movements_contactperson", name="participant_person"),
            models.CheckConstraint(
                name="participant_is_ours_or_theirs",
                condition=Q(user__isnull=False, person=None) | Q(user=None, person__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_with_restricted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF EXISTS (SELECT 1 FROM movements_contactperson p
                    WHERE p.id = NEW.person_id AND p.restricted_at IS NOT NULL) THEN
                  RAISE EXCEPTION 'person % is restricted', NEW.person_id
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return str(self.user or self.person)


@tracked
class Point(DistrictRow):
    """One thing that was said. A demand is a point until someone raises it."""

    class Kind(models.TextChoices):
        DEMAND = "demand", _("Demand")
        SUPPORT = "support", _("Support wanted")
        QUESTION = "question", _("Question")
        INFORMATION = "information", _("Information")

    content = models.ForeignKey(
        MeetingContent,
        on_delete=models.CASCADE,  # a part of what was written
        related_name="points",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("text"), blank=True, max_length=4000, **FREE)
    support_kinds = ArrayField(
        models.CharField(max_length=20, choices=SupportKind), default=list, blank=True
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="content", to="movements_meetingcontent", name="point_content"),
            SameDistrict(
                field="organisation", to="movements_organisation", name="point_organisation"
            ),
            models.CheckConstraint(
                name="point_says_something", condition=~Q(text="") | ~Q(support_kinds=[])
            ),
        ]

    def __str__(self):
        return self.text or ", ".join(self.support_words)

    @property
    def support_words(self) -> list[str]:
        """The kinds of support in words."""
        return [str(SupportKind(kind).label) for kind in self.support_kinds]


class PromiseQuerySet(Scoped):
    def open(self):
        return self.filter(status=Promise.Status.OPEN)

    def overdue(self, on):
        """Late is derived, never stored."""
        return self.open().filter(due_on__lt=on)


@tracked
class Promise(DistrictRow, HeldInDialogue, Archivable):
    """What we said we would do. It carries the readers of what it was said in."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", pgettext_lazy("promise", "Kept")
        RELEASED = "released", _("Released")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="promises"
    )
    content = models.ForeignKey(
        MeetingContent, on_delete=models.PROTECT, null=True, blank=True, related_name="promises"
    )
    text = models.TextField(_("what we promised"), max_length=1000, **FREE)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="promises", verbose_name=_("responsible")
    )
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    reason = models.TextField(_("reason"), blank=True, max_length=1000, **FREE)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            *Held.Meta.constraints,
            *held_by("promise"),
            SameDistrict(
                field="organisation", to="movements_organisation", name="promise_organisation"
            ),
            SameDistrict(field="content", to="movements_meetingcontent", name="promise_content"),
            models.CheckConstraint(name="promise_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="promise_closed_has_a_day",
                condition=Q(status="open", closed_on=None)
                | ~Q(status="open") & Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_released_has_a_reason",
                condition=~Q(status="released") | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "status", "due_on"]),
            models.Index(  # Idag: what is owed, the longest overdue first
                fields=["district", "due_on", "id"],
                condition=Q(status="open", archived_at=None),
                name="promise_owed",
            ),
        ]

    def __str__(self):
        return self.text

    def days_late(self, on) -> int:
        """Days past due; 0 when in time or closed."""
        return max((on - self.due_on).days, 0) if self.status == self.Status.OPEN else 0
