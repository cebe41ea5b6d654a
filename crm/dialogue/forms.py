"""Forms of dialogue: the log form, made for a phone, and why a promise is released."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import selection
from movements.access.rows import Sensitivity
from movements.dialogue.actions import Promised, Said
from movements.dialogue.choices import Mode, SupportKind
from movements.dialogue.files import KINDS, MOST_BYTES, too_large
from movements.directory.actions import colleagues
from movements.directory.filters import OrganisationFilter

MODES = (
    (Mode.VISIT, _("In person")),
    (Mode.PHONE, _("Call")),
    (Mode.DIGITAL, _("Online")),
    (Mode.CHAT, _("Text")),
)
MODE_ICONS = {
    Mode.VISIT: "users-round",
    Mode.PHONE: "phone",
    Mode.DIGITAL: "video",
    Mode.CHAT: "message-circle",
}
READER_ICONS = {"open": "users-round", "association": "house", "named": "lock"}
FIRST_SUPPORT = (
    SupportKind.PREMISES,
    SupportKind.RAISE_ISSUE,
    SupportKind.EQUIPMENT,
    SupportKind.CONTACTS,
)
# Words short enough for a chip on a phone; the list of nine has the full ones.
SHORT_SUPPORT = {
    SupportKind.RAISE_ISSUE: _("Raise it"),
    SupportKind.OUR_MEETINGS: _("Our meetings"),
}
PROMISE_DAYS = 14
# The verb's names for what was wrong -> the form's.
FIELD_OF = {
    "organisations": "organisation",
    "owner": "promise_owner",
    "due_on": "promise_due",
    "fact_readers": "hide",
}


def _support(kinds) -> list:
    return [(kind, SHORT_SUPPORT.get(kind, SupportKind(kind).label)) for kind in kinds]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def writing(rows: int, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", **attrs})


class LogForm(forms.Form):
    """Everything but the organisation is optional, and filled in as it most often is."""

    organisation = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Organisation"),
        widget=forms.MultipleHiddenInput,  # drawn by the picker: never a list of all there are
        error_messages={
            "required": _("Choose which organisation you met."),
            "invalid_choice": _("Choose which organisation you met."),
            "invalid_pk_value": _("Choose which organisation you met."),
        },
    )
    mode = forms.ChoiceField(
        label=_("How and when?"), choices=MODES, initial=Mode.VISIT, widget=forms.RadioSelect
    )
    when = forms.ChoiceField(
        label=_("When?"),
        choices=(
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("other", _("Another day")),
        ),
        initial="today",
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label=_("Which day?"), required=False, widget=DateInput)
    demands = forms.CharField(
        label=_("What do they want to change?"), required=False, widget=writing(2)
    )
    support = forms.CharField(label=_("How can we help?"), required=False, widget=writing(1))
    support_kinds = forms.MultipleChoiceField(
        label=_("Kinds of support"),
        choices=_support(FIRST_SUPPORT),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_support = forms.MultipleChoiceField(
        label=_("More kinds of support"),
        choices=_support(kind for kind in SupportKind if kind not in FIRST_SUPPORT),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    promised = forms.BooleanField(label=_("Promise"), required=False)
    promise = forms.CharField(label=_("What did we promise?"), required=False, widget=writing(2))
    promise_owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    promise_due = forms.DateField(label=_("By when?"), required=False, widget=DateInput)
    follow_up = forms.ChoiceField(
        label=_("Follow up in"),
        required=False,
        choices=(
            ("weeks", _("3 weeks")),
            ("months", _("3 months")),
            ("date", _("Date")),
            ("no", _("No")),
        ),
        widget=forms.RadioSelect,
    )
    follow_up_on = forms.DateField(label=_("Follow up on"), required=False, widget=DateInput)
    readers = forms.ChoiceField(
        label=_("Who can read?"),
        choices=Sensitivity,
        initial=Sensitivity.ASSOCIATION,
        widget=forms.RadioSelect,
    )
    named = forms.MultipleChoiceField(
        label=_("Who more than you?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hide = forms.BooleanField(label=_("Hide that we have met"), required=False)
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, reader, association, **kwargs):
        super().__init__(data, **kwargs)
        self.reader = reader
        self.fields["organisation"].queryset = selection(OrganisationFilter, reader, {})
        posts = colleagues(association).select_related("user").order_by("user__name")
        self.people = {str(post.user_id): post.user for post in posts}
        names = [(pk, user.name) for pk, user in self.people.items()]
        me = str(reader.user.pk)
        self.fields["promise_owner"].choices = names
        self.fields["promise_owner"].initial = me
        self.fields["named"].choices = [(pk, name) for pk, name in names if pk != me]
        today = timezone.localdate()
        self.fields["promise_due"].initial = today + timedelta(days=PROMISE_DAYS)
        self.fields["day"].widget.attrs["max"] = today.isoformat()

    def clean(self):
        asked = super().clean()
        if asked.get("when") == "other":
            self._need("day", _("Choose a day that has been."))
        if asked.get("follow_up") == "date":
            self._need("follow_up_on", _("Choose a day after the meeting."))
        if asked.get("promised"):
            self._need("promise", _("Write what you promised."))
        return asked

    def _need(self, name: str, text) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, text)

    def deed(self) -> dict:
        """What log_meeting is asked to do, from a form that is valid."""
        asked = self.cleaned_data
        day = self._day()
        hidden = Sensitivity.NAMED if asked["hide"] else Sensitivity.OPEN
        return {
            "organisations": self._in_order(asked["organisation"]),
            "day": day,
            "mode": asked["mode"],
            "said": Said(
                demands=asked["demands"],
                support=asked["support"],
                support_kinds=[*asked["support_kinds"], *asked["more_support"]],
                promises=self._promises(day),
            ),
            "readers": asked["readers"],
            "fact_readers": hidden,
            "named": [self.people[pk] for pk in asked["named"]],
            "follow_up_on": self._follow_up(),
            "no_follow_up": asked["follow_up"] == "no",
            "form_token": asked["form_token"],
        }

    def refuse(self, wrong) -> None:
        """Puts what the verb found wrong at the fields that a person sees."""
        for name, texts in wrong.message_dict.items():
            name = FIELD_OF.get(name, name)
            self.add_error(name if name in self.fields else None, texts)

    def _in_order(self, organisations) -> list:
        order = {pk: place for place, pk in enumerate(self.data.getlist("organisation"))}
        return sorted(organisations, key=lambda one: order.get(str(one.pk), len(order)))

    def _day(self) -> date:
        today = timezone.localdate()
        when = self.cleaned_data["when"]
        chosen = {"today": today, "yesterday": today - timedelta(days=1)}
        return chosen.get(when) or self.cleaned_data["day"]

    def _promises(self, day: date) -> list[Promised]:
        asked = self.cleaned_data
        if not (asked["promised"] and asked["promise"]):
            return []
        owner = self.people.get(asked["promise_owner"], self.reader.user)
        due = asked["promise_due"] or timezone.localdate() + timedelta(days=PROMISE_DAYS)
        return [Promised(asked["promise"], owner, due)]

    def _follow_up(self) -> date | None:
        today = timezone.localdate()
        days = {
            "weeks": today + timedelta(weeks=3),
            "months": today + relativedelta(months=3),
            "date": self.cleaned_data["follow_up_on"],
        }
        return days.get(self.cleaned_data["follow_up"])


class ReleaseForm(forms.Form):
    """A promise that will not be kept is owed a reason."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Those it was given to have a right to know."),
        widget=writing(3),
        error_messages={"required": _("Write why, and tell those it was given to.")},
    )


class FileForm(forms.Form):
    """One file. What it is, is settled by what is in it, and not by its name."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, text, document or spreadsheet, at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS.values())}),
        max_length=250,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another one."),
            "max_length": _("The name of the file is too long. Make it shorter."),
        },
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:  # before it is read into the memory
            raise ValidationError(too_large().message_dict["file"])
        return sent
