"""Where an administrator chooses who looks addresses up."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.conflict import Rewriting, conflict_page, rewritten
from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import forbid_unless, page
from movements.access.configuring import choose_address_server
from movements.access.holding import hold
from movements.access.integrations import Integrations
from movements.access.traces import latest
from movements.directory.geocoding import chosen_by


class AddressServerForm(Rewriting):
    """The built-in place names, or a server of one's own choice."""

    geocoder = forms.ChoiceField(
        label=gettext_lazy("Addresses are looked up by"),
        choices=Integrations.Geocoder.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("With the built-in place names no address leaves the house."),
    )
    geocoder_url = forms.CharField(
        label=gettext_lazy("Address of the server"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Street, postcode and town are sent there; never a protected one."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request):
    """One form; who changes an address is told where it goes."""
    forbid_unless(may(request.reader, "configure_integrations"))
    chosen = chosen_by(request.reader)
    if chosen and request.method == "POST":
        chosen = hold(request.reader, chosen)
    chosen = chosen or Integrations()
    initial = {"geocoder": chosen.geocoder, "geocoder_url": chosen.geocoder_url}
    form, conflict = rewritten(request, lambda data: AddressServerForm(data, initial=initial))
    if conflict:
        back = reverse("settings_addresses")
        return conflict_page(request, conflict, latest(chosen), back_url=back)
    if request.method == "POST" and form.is_valid():
        try:
            choose_address_server(by=request.reader, **form.said())
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("settings_addresses")
    return render(request, "directory/addresses.html", {"form": form})
