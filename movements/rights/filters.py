"""The questions one may ask of the registers of the law."""

from datetime import date, datetime, time

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import Question
from movements.access.read_log import ReadLog
from movements.rights.choices import RequestKind, Status
from movements.rights.readings import LONGEST, about
from movements.rights.registers import Incident, LegalBasis, RightsRequest
from movements.rights.reviews import Review

YES = [("1", _("Yes"))]


class RequestFilter(Question):
    """Requests: of which kind, how far, whose, and which are late."""

    kind = django_filters.MultipleChoiceFilter(choices=RequestKind, distinct=False, label=_("Kind"))
    status = django_filters.MultipleChoiceFilter(choices=Status, distinct=False, label=_("Status"))
    association = django_filters.UUIDFilter(field_name="association", label=_("Association"))
    overdue = django_filters.ChoiceFilter(choices=YES, method="late", label=_("Late"))

    class Meta:
        model = RightsRequest
        fields: tuple = ()

    def late(self, rows, name, value):
        return rows.overdue(timezone.localdate())


class IncidentFilter(Question):
    """Incidents: which wait for the authority."""

    open = django_filters.ChoiceFilter(choices=YES, method="waiting", label=_("Not reported"))

    class Meta:
        model = Incident
        fields: tuple = ()

    def waiting(self, rows, name, value):
        return rows.unreported()


class InformFilter(Question):
    """Those who have not been told that they are here: whose, and who should have been."""

    association = django_filters.UUIDFilter(field_name="association", label=_("Association"))
    overdue = django_filters.ChoiceFilter(choices=YES, method="late", label=_("Late"))

    class Meta:
        model = LegalBasis
        fields: tuple = ()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.to_inform())

    def late(self, rows, name, value):
        return rows.filter(inform_by__lt=timezone.localdate())


class ReviewFilter(Question):
    """Who waits to be looked over: whose, and what has been said of them."""

    association = django_filters.UUIDFilter(
        field_name="person__association", label=_("Association")
    )
    state = django_filters.ChoiceFilter(
        choices=[("waiting", _("Waiting")), ("asked", _("Asked")), ("kept", _("Kept"))],
        method="said",
        label=_("Status"),
    )

    class Meta:
        model = Review
        fields: tuple = ()

    def said(self, rows, name, value):
        if value == "asked":
            return rows.asked()
        today = timezone.localdate()
        return rows.waiting(today) if value == "waiting" else rows.kept(today)


class ReadingFilter(Question):
    """The read log: about whom, by whom, what they did, when. Asking about whom is noted too."""

    who = django_filters.CharFilter(
        method="about", max_length=LONGEST, label=_("Name, address or number")
    )
    user = django_filters.UUIDFilter(field_name="user", label=_("Read by"))
    deed = django_filters.MultipleChoiceFilter(
        choices=ReadLog.Deed, distinct=False, label=_("What they did")
    )
    since = django_filters.DateFilter(method="from_day", label=_("From"))
    until = django_filters.DateFilter(method="to_day", label=_("To"))

    class Meta:
        model = ReadLog
        fields: tuple = ()

    def about(self, rows, name, value):
        return about(self.reader, rows, value)

    # By moments: a day worked out of each line would read them all, and no index.
    def from_day(self, rows, name, value):
        return rows.filter(created_at__gte=_moment(value, time.min))

    def to_day(self, rows, name, value):
        return rows.filter(created_at__lte=_moment(value, time.max))


def _moment(day: date, at: time) -> datetime:
    """Of our own clock. The years that calendars do not turn into other zones hold no lines."""
    within = min(max(day, date(2000, 1, 1)), date(9000, 1, 1))
    return timezone.make_aware(datetime.combine(within, at))
