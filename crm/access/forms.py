"""What one chooses for one's own account."""

from django import forms

from movements.access.models import User


class AppearanceForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("theme", "language")
        widgets = {"theme": forms.RadioSelect, "language": forms.RadioSelect}
