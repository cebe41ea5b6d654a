"""What is asked when somebody has been told, asks for something, or something has gone wrong."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.directory.persons import number_in
from movements.privacy.models import Informed
from movements.rights.choices import (
    CameBy,
    Cause,
    DataKind,
    Happened,
    Outcome,
    PeopleKind,
    RequestKind,
    Severity,
    Telling,
)

WRITE_A_DATE = _("Write the date as 2026-11-26.")
WRITE_A_TIME = _("Write date and time as 2026-11-26 09:40.")


def day(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": WRITE_A_DATE, "required": WRITE_A_DATE},
        **more,
    )


def moment(label, **more) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": WRITE_A_TIME, "required": WRITE_A_TIME},
        **more,
    )


def text(label, rows: int = 0, most: int = 2000, **more) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


def one_of(label, choices, **more) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


def several(label, choices, **more) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class InformedForm(forms.Form):
    """When and how they were told."""

    on = day(_("Told on"))
    how = one_of(_("How?"), Informed, error_messages={"required": _("Choose how they were told.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class RequestForm(forms.Form):
    """A request as it came in: of what kind, when, how, about which number."""

    kind = one_of(
        _("What do they ask for?"),
        RequestKind,
        error_messages={"required": _("Choose what they ask for.")},
    )
    came_on = day(_("Came on"))
    came_by = one_of(
        _("How did it come?"), CameBy, error_messages={"required": _("Choose how it came.")}
    )
    person_number = text(
        _("Number of the person"),
        most=20,
        required=False,
        help_text=_("Such as P-2291. Look them up first. Empty if nothing is kept about them."),
    )
    reference = text(
        _("Where is the letter kept?"),
        most=80,
        required=False,
        help_text=_("A mailbox or a file. Never a name."),
    )
    concerns = text(
        _("What is it about?"), most=200, required=False, help_text=_("In short, without names.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["came_on"].initial = timezone.localdate()

    def clean_person_number(self):
        said = self.cleaned_data["person_number"]
        if not said:
            return None
        number = number_in(said) or (int(said) if said.isdecimal() else None)
        if number is None:
            raise forms.ValidationError(_("Write the number as P-2291."))
        return number


class ReasonForm(forms.Form):
    """Why it takes longer."""

    reason = text(
        _("Why does it take longer?"),
        rows=2,
        most=300,
        help_text=_("The person is told this within the first month."),
        error_messages={"required": _("Write why it takes longer. The person is told.")},
    )


class AnswerForm(forms.Form):
    """What the association has done."""

    answer = text(
        _("What have you done?"),
        rows=2,
        most=300,
        help_text=_("Without names: the privacy officer reads it."),
        error_messages={"required": _("Write what has been done, without names.")},
    )


class WeighForm(forms.Form):
    """Why an objection is dismissed, or a restriction lifted."""

    reason = text(
        _("Why?"),
        rows=2,
        most=300,
        help_text=_("Without names. The person is told this."),
        error_messages={"required": _("Write why. The person is told.")},
    )


class KeepForm(forms.Form):
    """Why somebody is kept a year longer."""

    reason = text(
        _("Why are they kept?"),
        most=200,
        help_text=_("Such as a role that is filled again in spring. Without names."),
        error_messages={"required": _("Write why they are kept, without names.")},
    )


class ConsentForm(forms.Form):
    """When they said yes."""

    on = day(_("Said yes on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class LeaveForm(forms.Form):
    """Why somebody leaves, and whether they come back."""

    why = text(
        _("Why are they erased?"),
        most=200,
        help_text=_("Without a name. It is kept in the history of what was masked."),
        error_messages={"required": _("Write why the person is erased.")},
    )
    refuse_hereafter = forms.BooleanField(
        label=_("They have asked not to be registered again"), required=False
    )


class EraseForm(forms.Form):
    """Sure, and whether they come back."""

    typed = text(
        _("Write the number to be sure"),
        most=20,
        error_messages={"required": _("Write the number to be sure.")},
    )
    refuse_hereafter = forms.BooleanField(
        label=_("They have asked not to be registered again"), required=False, initial=True
    )


class OutcomeForm(forms.Form):
    """What came of a request."""

    outcome = one_of(
        _("What came of it?"),
        Outcome,
        error_messages={"required": _("Choose what came of it.")},
    )
    reason = text(
        _("Why, if not as asked?"),
        rows=2,
        most=300,
        required=False,
        help_text=_("The person is told, and that they may complain to the authority."),
    )


class IncidentForm(forms.Form):
    """The fields of the authority's own form, in its order."""

    title = text(
        _("Short name"),
        most=120,
        error_messages={"required": _("Give it a short name, without names of people.")},
    )
    discovered_at = moment(_("When was it discovered?"))
    discovered_how = text(_("How was it discovered?"), most=300, required=False)
    began_at = moment(_("When did it begin?"), required=False)
    ended_at = moment(_("When did it end?"), required=False)
    happened = one_of(
        _("What happened?"),
        Happened,
        error_messages={"required": _("Choose what happened.")},
    )
    what = text(
        _("Describe what happened"),
        rows=4,
        most=4000,
        error_messages={"required": _("Describe what happened, without names of people.")},
    )
    cause = one_of(_("Why did it happen?"), Cause, required=False)
    cause_more = text(_("More about the cause"), rows=2, required=False)
    associations = several(_("Whose people does it touch?"), ())
    people_kinds = several(_("Which groups are affected?"), PeopleKind)
    people_count = forms.IntegerField(label=_("How many people?"), min_value=0, required=False)
    records_count = forms.IntegerField(label=_("How many records?"), min_value=0, required=False)
    data_kinds = several(_("What kinds of data?"), DataKind)
    consequences = text(_("What can follow for them?"), rows=3, most=4000, required=False)
    severity = one_of(_("How serious is it for them?"), Severity, required=False)
    measures = text(_("What have you done, or will do?"), rows=3, most=4000, required=False)
    telling = one_of(_("Are those affected told?"), Telling, required=False)
    told_on = day(_("Told on"), required=False)
    why_not_told = text(_("Why are they not told?"), rows=2, required=False)
    across_borders = forms.BooleanField(
        label=_("People in other countries are affected"), required=False
    )

    def __init__(self, *args, associations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["associations"].choices = [(str(one.pk), one.name) for one in associations]


class ReportForm(forms.Form):
    """That the authority has been told, or why it need not be."""

    at = moment(_("When did you report it?"))
    number = text(_("The authority's number"), most=40, required=False)
    late_because = text(_("Why did it take longer than 72 hours?"), rows=2, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = timezone.localtime()


class UnreportedForm(forms.Form):
    because = text(
        _("Why need the authority not know?"),
        rows=2,
        error_messages={"required": _("Write why the authority need not know.")},
    )


class ReadmitForm(forms.Form):
    """Who is let off the list of those not to be registered, and why."""

    name = text(_("Name"), most=120, error_messages={"required": _("Write the name.")})
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an e-mail address, such as info@forening.se.")},
    )
    phone = text(_("Phone"), most=32, required=False)
    reason = text(
        _("Why?"),
        most=200,
        help_text=_("Without names. It is kept; who it was about is not."),
        error_messages={"required": _("Write why they are lifted, without names.")},
    )


class SettingsForm(forms.Form):
    """Who answers for personal data."""

    controller = text(_("Controller"), most=200, required=False)
    controller_number = text(_("Organisation number"), most=13, required=False)
    controller_address = text(_("Postal address"), most=200, required=False)
    officer_name = text(_("Privacy officer"), most=120, required=False)
    officer_email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an e-mail address, such as info@forening.se.")},
    )
    officer_phone = text(_("Phone"), most=32, required=False)
