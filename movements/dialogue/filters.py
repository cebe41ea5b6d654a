"""The questions one may ask of meetings and promises."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import Question, visible
from movements.dialogue.choices import Mode
from movements.dialogue.models import Meeting, MeetingOrganisation, Promise


class MeetingFilter(Question):
    """Meetings: with whom, when, how, by which association."""

    organisation = django_filters.UUIDFilter(method="having", label=_("Organisation"))
    association = django_filters.UUIDFilter(field_name="association", label=_("Association"))
    mode = django_filters.MultipleChoiceFilter(choices=Mode, distinct=False, label=_("How"))
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", label=_("To"))

    class Meta:
        model = Meeting
        fields: tuple = ()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.live())

    def having(self, rows, name, value):
        parties = visible(MeetingOrganisation, self.reader).filter(organisation=value)
        return rows.filter(pk__in=parties.values("meeting"))


class PromiseFilter(Question):
    """Promises: whose, to whom, and which are late."""

    organisation = django_filters.UUIDFilter(field_name="organisation", label=_("Organisation"))
    owner = django_filters.UUIDFilter(field_name="owner", label=_("Responsible"))
    status = django_filters.MultipleChoiceFilter(
        choices=Promise.Status, distinct=False, label=_("Status")
    )
    overdue = django_filters.ChoiceFilter(choices=[("1", _("Yes"))], method="late", label=_("Late"))

    class Meta:
        model = Promise
        fields: tuple = ()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.live())

    def late(self, rows, name, value):
        return rows.overdue(timezone.localdate())
