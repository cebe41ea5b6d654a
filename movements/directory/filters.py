"""The questions one may ask of the directory; their query strings mean the same at every door."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import MalformedQuestion, Question, selection, visible
from movements.directory.choices import OrganisationKind, PolicyArea
from movements.directory.contact import contact_known_to
from movements.directory.models import ContactPerson, Organisation, Relation
from movements.directory.organisations import QUIET_MONTHS
from movements.directory.saving import asked_by
from movements.directory.search import matching, meaning
from movements.places.models import Municipality


class OrganisationFilter(Question):
    """Organisations: which, where, and since when nobody has met them.

    `order` says in which order a list or a file of them stands (listing.py), and `saved` as which
    saved view a question began; they ask nothing. `view` asks what a saved view asks, and stands
    alone.
    """

    neutral = frozenset({"order", "saved"})

    q = django_filters.CharFilter(method="with_words", label=_("Name, place or word"))
    # distinct would compare whole rows; the kind is a column of the row itself and doubles nothing
    kind = django_filters.MultipleChoiceFilter(
        choices=OrganisationKind, distinct=False, label=_("Kind")
    )
    policy_area = django_filters.MultipleChoiceFilter(
        choices=PolicyArea, method="about", label=_("Policy area")
    )
    municipality = django_filters.ModelMultipleChoiceFilter(
        queryset=Municipality.objects.current().defer("border"),
        to_field_name="code",
        method="active_in",
        label=_("Municipality"),
    )
    quiet_for = django_filters.TypedChoiceFilter(
        choices=[(months, months) for months in QUIET_MONTHS],
        coerce=int,
        method="quiet",
        label=_("Quiet for months"),
    )
    living = django_filters.ChoiceFilter(
        choices=[("1", _("Yes"))], method="only_living", label=_("Living contact")
    )
    white_spots = django_filters.ChoiceFilter(
        choices=[("1", _("Yes"))], method="only_white_spots", label=_("White spots")
    )

    step = django_filters.MultipleChoiceFilter(
        choices=Relation.Step, method="in_tie", label=_("Step")
    )
    association = django_filters.UUIDFilter(method="in_tie", label=_("In contact with"))
    parent = django_filters.UUIDFilter(method="part_of", label=_("Part of"))
    view = django_filters.UUIDFilter(method="as_saved", label=_("Saved view"))

    class Meta:
        model = Organisation
        fields: tuple = ()

    @property
    def contact(self):
        """What this reader may know of contact."""
        return contact_known_to(self.reader)

    def filter_queryset(self, queryset):
        """White spots come last: they are spots of the kind and area that was asked for."""
        asked = dict(self.form.cleaned_data)
        white = asked.pop("white_spots", None)
        other = {"kind", "policy_area"}
        rows = queryset.live()
        for name in other:
            rows = self.filters[name].filter(rows, asked[name])
        if white:
            rows = rows.in_white_spots(timezone.localdate(), self.contact)
        rows = self.tied(rows, asked.pop("step"), asked.pop("association"))
        for name in asked.keys() - other:
            rows = self.filters[name].filter(rows, asked[name])
        return rows

    def tied(self, rows, steps, association):
        """In an unended relation that is both of these, among those that the reader may see."""
        if not steps and not association:
            return rows
        ties = visible(Relation, self.reader).filter(organisation=OuterRef("pk"), ended_on=None)
        ties = ties.filter(step__in=steps) if steps else ties
        ties = ties.filter(association=association) if association else ties
        return rows.filter(Exists(ties))

    def in_tie(self, rows, name, value):
        return rows  # applied in filter_queryset: step and association are of one relation

    def part_of(self, rows, name, value):
        """Through the funnel: an id alone must not confirm that a hidden organisation exists."""
        return rows.filter(parent__in=visible(Organisation, self.reader).filter(pk=value))

    def with_words(self, rows, name, value):
        """Misspellings are judged among all that the reader may see, whatever else is asked; once
        for a reader, who is a new one with every request."""
        meant = self.reader.remembered.get(("words", value))
        if meant is None:
            seen = visible(Organisation, self.reader).live()
            meant = self.reader.remembered["words", value] = meaning(seen, self.reader, value)
        return matching(rows, meant)

    def as_saved(self, rows, name, value):
        others = [n for n in self.base_filters if n != name and n in (self.data or {})]
        if others:
            raise MalformedQuestion({name: [_("A view stands alone, without other filters.")]})
        asked = asked_by(self.reader, value)
        try:
            kept = selection(type(self), self.reader, asked)
        except MalformedQuestion as wrong:
            told = _("The view can no longer be read: %(why)s")
            raise MalformedQuestion({name: [told % {"why": " ".join(wrong.messages)}]}) from wrong
        return rows.filter(pk__in=kept.order_by().values("pk"))

    def about(self, rows, name, value):
        return rows.filter(policy_areas__overlap=value) if value else rows

    def active_in(self, rows, name, value):
        return rows.active_in([place.pk for place in value]) if value else rows

    def quiet(self, rows, name, value):
        return rows.quiet_for(value, timezone.localdate(), self.contact) if value else rows

    def only_living(self, rows, name, value):
        return rows.living(timezone.localdate(), self.contact)

    def only_white_spots(self, rows, name, value):
        return rows  # applied in filter_queryset, after kind and policy area


class ContactPersonFilter(Question):
    """Contact persons, by organisation."""

    organisation = django_filters.UUIDFilter(method="at", label=_("Organisation"))
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Name"))

    class Meta:
        model = ContactPerson
        fields: tuple = ()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.live())

    def at(self, rows, name, value):
        seen = visible(Organisation, self.reader).filter(pk=value).values("pk")
        return rows.filter(pk__in=rows.model.objects.filter(roles__organisation__in=seen))


class RelationFilter(Question):
    """Relations, by organisation, association and step; ended ones only when asked for."""

    organisation = django_filters.UUIDFilter(method="with_one", label=_("Organisation"))
    association = django_filters.UUIDFilter(field_name="association", label=_("Association"))
    step = django_filters.MultipleChoiceFilter(
        choices=Relation.Step, distinct=False, label=_("Step")
    )
    ended = django_filters.ChoiceFilter(
        choices=[("1", _("Yes"))], method="also_ended", label=_("Ended too")
    )

    class Meta:
        model = Relation
        fields: tuple = ()

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("ended"):
            queryset = queryset.filter(ended_on=None)
        return super().filter_queryset(queryset)

    def with_one(self, rows, name, value):
        """Through the funnel: an id alone must not confirm that a hidden organisation exists."""
        return rows.filter(organisation__in=visible(Organisation, self.reader).filter(pk=value))

    def also_ended(self, rows, name, value):
        return rows
