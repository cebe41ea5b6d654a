"""The forms of the directory: what is asked about an organisation, a tie and a contact person."""

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.conflict import Rewriting
from crm.templatetags.words import first_upper
from crm.vocabulary import READERS
from movements.access.rows import Sensitivity
from movements.directory.choices import (
    Language,
    LegalForm,
    OrganisationKind,
    PolicyArea,
    Reach,
    Sector,
)
from movements.directory.federations import called
from movements.directory.listing import all_municipalities, municipalities_of
from movements.directory.models import Channel, ContactPerson, Organisation, Relation
from movements.privacy.models import Basis

OWN_MEMBER = "own_member"  # asked for so often that the answer is given in words
KEEP_MONTHS = 24  # without two-way contact for so long a contact person is looked over
READER_ICONS = {code: icon for code, (icon, _word) in READERS.items()}
CADENCES = (1, 2, 3, 4, 6, 12)


def _said(choices):
    """The choices with large first letters, in the language of whoever looks."""
    return lambda: [(value, first_upper(word)) for value, word in choices.choices]


def put_errors(form, wrong: ValidationError) -> None:
    """What a verb refused, at the fields it is about; the rest at the top of the form."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, messages in wrong.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


def _as_long_as(form, model, names) -> None:
    """The lengths that the noun has, so that the form says no before the database does."""
    for name in names:
        longest = model._meta.get_field(name).max_length
        form.fields[name].widget.attrs["maxlength"] = longest
        form.fields[name].validators.append(forms.CharField(max_length=longest).validators[0])


def _day(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        **{"error_messages": {"invalid": _("Write the date as 2026-11-26.")}, **more},
    )


def _several(label, choices, **more) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def _readers_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who can read?"), choices=Sensitivity, widget=forms.RadioSelect
    )


class OrganisationForm(Rewriting):
    """The facts of an organisation. Its people have a form of their own."""

    name = forms.CharField(
        label=_("Name"), error_messages={"required": _("Write the organisation's name.")}
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_said(OrganisationKind), initial="other")
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=None, required=False, empty_label=_("Not known")
    )
    policy_areas = _several(_("Policy areas"), _said(PolicyArea))
    town = forms.CharField(label=_("Town"), required=False)
    address = forms.CharField(label=_("Street address"), required=False)
    postcode = forms.CharField(label=_("Postcode"), required=False)
    areas = forms.ModelMultipleChoiceField(
        label=_("Active in"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave empty if it is active where its address is."),
    )
    email = forms.EmailField(
        label=_("Common e-mail"),
        required=False,
        help_text=_("To the organisation, such as info@. A person's goes with the contact person."),
        error_messages={"invalid": _("Write an e-mail address, such as info@forening.se.")},
    )
    phone = forms.CharField(label=_("Switchboard"), required=False)
    homepage = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": _("Write a web address, such as forening.se.")},
    )
    organisation_number = forms.CharField(
        label=_("Organisation number"),
        required=False,
        help_text=_("Ten digits, such as 802000-1234."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    parent = forms.CharField(
        label=_("Part of"),
        required=False,
        max_length=300,
        help_text=_("The federation or parent organisation. Write its name."),
        widget=forms.TextInput(attrs={"list": "parents", "autocomplete": "off"}),
    )
    is_informal = forms.BooleanField(label=_("Informal network, without number"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False)
    reach = forms.ChoiceField(label=_("Reach"), choices=_said(Reach), widget=forms.RadioSelect)
    sectors = _several(
        _("Sectors"), _said(Sector), help_text=_("Only for unions: whose work it organises.")
    )
    languages = _several(_("Languages"), _said(Language))
    description = forms.CharField(
        label=_("What they do"),
        required=False,
        help_text=_("About the organisation, never about a person."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    address_protected = forms.BooleanField(
        label=_("Protected address"),
        required=False,
        help_text=_("No address and no point is kept or shown, only the municipality."),
    )
    existence_protected = forms.BooleanField(
        label=_("Protected existence"),
        required=False,
        help_text=_("Only associations in contact with it, and the board, know that it exists."),
    )
    association = forms.ChoiceField(label=_("Registered by"), required=False)

    def __init__(self, *args, reader, associations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.fields["reach"].initial = Reach.LOCAL
        self.fields["municipality"].queryset = all_municipalities()
        self.fields["areas"].queryset = municipalities_of(reader)
        self.fields["legal_form"].choices = [("", _("Not known")), *_said(LegalForm)()]
        lengths = ("name", "address", "town", "phone", "homepage", "email", "description")
        _as_long_as(self, Organisation, lengths)
        self.associations = {str(one.pk): one for one in associations}
        self.fields["association"].choices = [(k, a.name) for k, a in self.associations.items()]
        if len(self.associations) < 2:
            del self.fields["association"]

    def facts(self) -> dict:
        """What the verbs take as facts."""
        left = ("association", "areas", "existence_protected", "seen", "parent")
        return {name: value for name, value in self.cleaned_data.items() if name not in left}

    def clean_parent(self):
        """The organisation of that name; what somebody left as it was asks for nothing."""
        if "parent" not in self.changed_data:
            return None
        return called(self.reader, self.cleaned_data["parent"])

    def registrar(self, default):
        """The association that registers: the one chosen, else the reader's own."""
        chosen = self.associations.get(self.cleaned_data.get("association") or "")
        return chosen or default

    @property
    def more_is_filled(self) -> bool:
        """Whether something stands in the folded part, so that it must be open."""
        folded = ("parent", "sectors", "languages", "legal_form", "description")
        folded += ("organisation_number",)
        return any(self[name].value() or self[name].errors for name in folded)


class TieForm(Rewriting):
    """An association's tie to an organisation."""

    step = forms.ChoiceField(
        label=_("How far have you come?"), choices=Relation.Step, widget=forms.RadioSelect
    )
    lead = forms.ChoiceField(label=_("Responsible"), required=False)
    cadence_months = forms.TypedChoiceField(
        label=_("Meet every"), required=False, coerce=int, empty_value=None
    )
    next_contact_on = _day(_("Next check-in"), required=False)
    wishes = forms.CharField(
        label=_("Wishes about independence"),
        required=False,
        help_text=_("How they want to be named, or not, together with us."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sensitivity = _readers_field()

    def __init__(self, *args, leads=(), **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), user.name) for user in leads]
        self.fields["lead"].choices = [("", _("Nobody yet")), *people]
        known = {*CADENCES, self.initial.get("cadence_months")} - {None}
        every = [(n, _months(n)) for n in sorted(known)]
        self.fields["cadence_months"].choices = [("", _("No rhythm")), *every]
        _as_long_as(self, Relation, ["wishes"])

    def clean_next_contact_on(self):
        day = self.cleaned_data["next_contact_on"]
        if day and day != self.initial.get("next_contact_on") and day < timezone.localdate():
            raise ValidationError(_("Choose a day that has not been."))
        return day


def _months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


class PersonForm(Rewriting):
    """Somebody we may call: why they are here, from where, and until when."""

    name = forms.CharField(label=_("Name"), error_messages={"required": _("Write the name.")})
    title = forms.CharField(label=_("Role in the organisation"), required=False, max_length=80)
    phone = forms.CharField(
        label=_("Phone"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an e-mail address, such as namn@forening.se.")},
    )
    basis = forms.ChoiceField(
        label=_("Why may we keep this?"),
        choices=[*Basis.choices, (OWN_MEMBER, _("One of our own members"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why we may keep this.")},
    )
    source = forms.CharField(
        label=_("Where is it from?"),
        help_text=_("Such as: they told us at a meeting, or the organisation's website."),
        error_messages={"required": _("Write where the details are from.")},
    )
    informed_at = _day(
        _("Told that we keep this"),
        required=False,
        help_text=_("Must be done within 30 days. Empty if it is not done yet."),
    )
    keep_until = _day(
        _("Keep until"),
        error_messages={
            "required": _("Choose until when we may keep this."),
            "invalid": _("Write the date as 2026-11-26."),
        },
    )
    sensitivity = _readers_field()
    association = forms.ChoiceField(label=_("Kept by"), required=False)

    def __init__(self, *args, associations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep_until"].initial = timezone.localdate() + relativedelta(months=KEEP_MONTHS)
        self.fields["sensitivity"].initial = Sensitivity.ASSOCIATION
        _as_long_as(self, ContactPerson, ["name", "source"])
        self.associations = {str(one.pk): one for one in associations}
        self.fields["association"].choices = [(k, a.name) for k, a in self.associations.items()]
        if len(self.associations) < 2:
            del self.fields["association"]

    def clean_basis(self):
        if self.cleaned_data["basis"] == OWN_MEMBER:
            raise ValidationError(
                _("Your own members belong in the member register. They are not kept here.")
            )
        return self.cleaned_data["basis"]

    def keeper(self, default):
        """The association that keeps the person: the one chosen, else the reader's own."""
        return self.associations.get(self.cleaned_data.get("association") or "") or default

    def fields_of_person(self) -> dict:
        names = ("name", "basis", "source", "informed_at", "keep_until", "sensitivity")
        return {name: self.cleaned_data[name] for name in names}

    def channels(self) -> list[tuple[str, str]]:
        """(kind, value) pairs; what is left empty is no way to reach them."""
        ways = ((Channel.Kind.PHONE, "phone"), (Channel.Kind.EMAIL, "email"))
        return [(kind, self.cleaned_data[name]) for kind, name in ways if self.cleaned_data[name]]
