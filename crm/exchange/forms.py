"""What is asked of an import: which file and whose, what its columns and its words mean."""

import hashlib

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.templatetags.words import first_upper
from movements.access.funnel import allowed, places_for
from movements.directory.listing import municipalities_of
from movements.exchange.people import VERB as KEEP_PEOPLE
from movements.exchange.reading import MAX_BYTES
from movements.exchange.refusals import too_large
from movements.exchange.review import FIELD_CHOICES, PEOPLE_CHOICES, meaning_choices
from movements.privacy.models import Basis

VERB = "import_organisations"


class UploadForm(forms.Form):
    """A register to look through. Choices reach no further than the reader may import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 50 MB. Nothing is saved before you have looked at it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose a file with rows in it."),
        },
    )
    municipality = forms.ModelChoiceField(
        label=_("Whose register is it?"),
        queryset=None,  # the reader's, below
        to_field_name="code",
        empty_label=_("Choose municipality"),
        help_text=_("What is new becomes active in this municipality."),
        error_messages={"required": _("Choose the municipality that the register is from.")},
    )
    association = forms.ChoiceField(label=_("Who registers what is new?"), required=False)

    def __init__(self, *args, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.associations = {str(a.pk): a for a in places_for(reader, VERB)}
        self.in_district = allowed(reader, VERB, reader.district)
        self.fields["municipality"].queryset = municipalities_of(reader)
        self.fields["association"].choices = self._registrars()
        if len(self.fields["association"].choices) < 2:
            del self.fields["association"]
        own = reader.association if reader.association else None
        if own is not None and not self.is_bound:
            self.initial.setdefault("association", str(own.pk))
            self.initial.setdefault("municipality", _own_municipality(own))

    def _registrars(self):
        district = [("", _("The district"))] if self.in_district else []
        return district + [(key, a.name) for key, a in self.associations.items()]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large().messages)
        return file

    @property
    def registrar(self):
        """The association that registers, None for the district."""
        if "association" in self.fields:
            return self.associations.get(self.cleaned_data["association"])
        return None if self.in_district else next(iter(self.associations.values()), None)


def _own_municipality(association):
    return association.municipalities.order_by("code").values_list("code", flat=True).first()


MONTHS_KEPT = 24  # suggested; the association may say otherwise
PEOPLE = ("basis", "source", "keep_until", "informed_at")
ROW_SHOWN = 60  # characters of a line that may be the header


class ColumnsForm(forms.Form):
    """How one file is read: its sheet, its header row, and what each of its columns is."""

    def __init__(self, *args, layout, draft, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout, self.draft = layout, draft
        self.place = [self._sheet(), self._header_row()]
        for column in layout.columns:
            self.fields[f"column_{column.index}"] = self._column(column)
        self.may_keep_people = bool(layout.people_columns) and (
            draft.association is not None and allowed(reader, KEEP_PEOPLE, draft.association)
        )
        if self.may_keep_people:
            self._people()

    def _sheet(self):
        titles = [title for title, _rows in self.layout.sheets if title]
        if len(titles) < 2:
            return ""
        self.fields["sheet"] = forms.ChoiceField(
            label=_("Sheet"),
            choices=[(t, f"{t} ({rows})") for t, rows in self.layout.sheets],
            initial=self.layout.sheet,
        )
        return "sheet"

    def _header_row(self):
        choices = [("0", _("There is no header row"))]
        for number, cells in self.layout.preview:
            text = " · ".join(self._not_about_people(number, cells))[:ROW_SHOWN].rstrip(" ·")
            choices.append((str(number), f"{number}: {text}"))
        here = str(self.layout.header_row)
        if here not in dict(choices):
            choices.append((here, here))
        self.fields["header_row"] = forms.ChoiceField(
            label=_("Row with the headers"),
            help_text=_("Rows above it are not read."),
            choices=choices,
            initial=here,
        )
        return "header_row"

    def _not_about_people(self, number, cells):
        """The cells of a line as they may be shown: what is under a column about people is not."""
        hidden = {column.index for column in self.layout.columns if column.is_people}
        if number <= self.layout.header_row:
            hidden = set()
        return [text for n, text in enumerate(cells) if text and n not in hidden]

    def _column(self, column):
        choices = PEOPLE_CHOICES if column.is_people else FIELD_CHOICES
        named = [(code, first_upper(str(label))) for code, label in choices]
        return forms.ChoiceField(
            label=_("What is in the column %(header)s?")
            % {"header": column.header or column.index + 1},
            choices=named,
            required=False,
            initial=column.field if column.field in dict(named) else "",
        )

    def _people(self):
        said = self.draft.people
        later = timezone.localdate() + relativedelta(months=MONTHS_KEPT)
        self.fields["keep_people"] = forms.BooleanField(
            label=_("Take the contact persons in"), required=False, initial=bool(said)
        )
        self.fields["basis"] = forms.ChoiceField(
            label=_("On what basis may they be kept?"),
            choices=[("", _("Choose basis")), *Basis.choices],
            required=False,
            initial=said.get("basis", ""),
        )
        self.fields["source"] = forms.CharField(
            label=_("Where do the details come from?"),
            required=False,
            max_length=200,
            initial=said.get("source", ""),
        )
        for name, label, first in (
            ("keep_until", _("Keep until"), said.get("keep_until") or later.isoformat()),
            ("informed_at", _("When were they informed?"), said.get("informed_at") or ""),
        ):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                initial=first,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    @property
    def changed_place(self):
        """Whether another sheet or header row was chosen: the columns are then others."""
        return any(name and name in self.changed_data for name in self.place)

    def chosen_columns(self):
        """{column number: field}, or None when all is as it was understood.

        What is about people goes along only where somebody changed it: else its own header says
        which person it is about.
        """
        changed = [n for n in self.changed_data if n.startswith("column_")]
        if not changed:
            return None
        return {
            column.index: self.cleaned_data[f"column_{column.index}"]
            for column in self.layout.columns
            if not column.is_people or f"column_{column.index}" in changed
        }

    def chosen_people(self):
        """The terms on which people come in, {} for left out, None when nothing was changed."""
        if not self.may_keep_people:
            return None
        keep = self.cleaned_data["keep_people"]
        said = {name: self._plain(self.cleaned_data.get(name)) for name in PEOPLE} if keep else {}
        return None if said == self.draft.people else said

    @staticmethod
    def _plain(value):
        return value.isoformat() if hasattr(value, "isoformat") else value or None

    def clean(self):
        said = super().clean()
        if said.get("keep_people") and not said.get("basis"):
            self.add_error("basis", gettext("Say on what basis they may be kept."))
        if said.get("keep_people") and not said.get("source"):
            self.add_error("source", gettext("Say where the details come from."))
        return said


class ValuesForm(forms.Form):
    """What the words of a file mean, one choice a word; the suggestion is chosen at first."""

    def __init__(self, *args, meanings, **kwargs):
        super().__init__(*args, **kwargs)
        self.meanings = {self._name(one): one for one in meanings}
        choices = {}
        for name, one in self.meanings.items():
            if one.field not in choices:
                named = sorted(meaning_choices(one.field), key=lambda pair: str(pair[1]))
                choices[one.field] = [("", _("Not known")), *named]
            self.fields[name] = forms.ChoiceField(
                label=_("What is “%(word)s”?") % {"word": one.text},
                choices=choices[one.field],
                required=False,
                initial=one.code or one.suggestion,
            )

    @staticmethod
    def _name(one):
        said = f"{one.field}\x1f{one.text.casefold()}".encode()
        return "value_" + hashlib.sha256(said).hexdigest()[:16]

    def chosen(self):
        """{field: {text: code}} of what differs from what is understood by itself."""
        values = {}
        for name, one in self.meanings.items():
            code = self.cleaned_data[name]
            if code != one.code:
                values.setdefault(one.field, {})[one.text] = code
        return values
