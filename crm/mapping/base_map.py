"""Where an administrator chooses a base map, and what the map page then may fetch."""

from django import forms
from django.conf import settings
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
from movements.access.base_maps import origin
from movements.access.configuring import choose_base_map
from movements.access.holding import hold
from movements.access.integrations import Integrations
from movements.access.traces import latest
from movements.directory.geocoding import chosen_by

CHOSEN = ("base_map", "base_map_url", "attribution")
OFFERED = [
    (kind.value, kind.label) for kind in (Integrations.BaseMap.NONE, Integrations.BaseMap.RASTER)
]


class BaseMapForm(Rewriting):
    """No base map, or a server of one's own choice."""

    base_map = forms.ChoiceField(
        label=gettext_lazy("Under the borders"),
        choices=OFFERED,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Without a base map the map page asks no other server."),
    )
    base_map_url = forms.CharField(
        label=gettext_lazy("Address of the base map"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "With {z}, {x} and {y}, on a server that the installation allows. Everyone who opens "
            "the map fetches pictures there of where they look."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    attribution = forms.CharField(
        label=gettext_lazy("Who made the base map"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Stands on the map, such as © Lantmäteriet."),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def base_map(request):
    """One form; what is chosen is on the map at the next visit."""
    forbid_unless(may(request.reader, "configure_integrations"))
    chosen = chosen_by(request.reader)
    if chosen and request.method == "POST":
        chosen = hold(request.reader, chosen)
    chosen = chosen or Integrations()
    initial = {name: getattr(chosen, name) for name in CHOSEN}
    form, conflict = rewritten(request, lambda data: BaseMapForm(data, initial=initial))
    if conflict:
        back = reverse("base_map")
        return conflict_page(request, conflict, latest(chosen), back_url=back)
    if request.method == "POST" and form.is_valid():
        try:
            choose_base_map(by=request.reader, **form.said())
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("base_map")
    return render(request, "mapping/base_map.html", {"form": form})


def policy_with(chosen: Integrations) -> dict:
    """The content security policy of a page that shows the base map: one server more to ask.

    The map fetches its pictures by script, so images from there are let in no more than before.
    """
    asked = [*settings.SECURE_CSP["connect-src"], origin(chosen.base_map_url)]
    return {**settings.SECURE_CSP, "connect-src": asked}
