"""Which file, whose register it is, and who registers what is new."""

from django import forms
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import allowed, places_for
from movements.directory.listing import municipalities_of
from movements.exchange.reading import MAX_BYTES
from movements.exchange.refusals import too_large

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
