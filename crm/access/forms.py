"""What one chooses for one's own account, and whom one asks to hold a post."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from movements.access.models import IN_ASSOCIATION, Role, User


class AppearanceForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("theme", "language")
        widgets = {"theme": forms.RadioSelect, "language": forms.RadioSelect}


class InviteForm(forms.Form):
    """Whom, to which role, where. Which role is held where is the verb's to say."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only this address can use the link."),
        error_messages={"required": _("Write an e-mail address.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    place = forms.ChoiceField(label=_("Where"))
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        whole = any(place.kind == "district" for place in places)
        roles = Role.choices if whole else [(role.value, role.label) for role in IN_ASSOCIATION]
        self.fields["role"].choices = roles
        self.fields["place"].choices = _by_kind(places)
        if len(places) == 1:
            self.fields["place"].required = False
            self.fields["place"].widget = forms.HiddenInput()

    def asked(self) -> dict:
        """What the verb wants."""
        said = dict(self.cleaned_data)
        only = next(iter(self.places))
        said["place"] = self.places[said["place"] or only].place
        return said


def _by_kind(places) -> list:
    """The district, then the associations and the bodies, each under its word."""
    words = {"association": _("Associations"), "body": _("Bodies")}
    chosen = [(one.key, str(one.place)) for one in places if one.kind == "district"]
    for kind, word in words.items():
        inside = [(one.key, _full_name(one)) for one in places if one.kind == kind]
        chosen += [(word, inside)] if inside else []
    return chosen


def _full_name(one) -> str:
    town = getattr(one.place, "municipality", None)
    return f"{one.place}, {town.name}" if town else str(one.place)


class HandOverForm(forms.Form):
    taker = forms.ChoiceField(
        label=_("Who takes it over?"), error_messages={"required": _("Choose who takes it over.")}
    )

    def __init__(self, *args, takers, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), user.name) for user in takers]
        self.fields["taker"].choices = [("", _("Choose")), *people]


class SignUpForm(forms.Form):
    """The address is not asked for: it is the one that was invited."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        help_text=_("At least 12 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        error_messages={"required": _("Choose a password.")},
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
