"""Where public registers are fetched from, how it went, and what has vanished from them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.conflict import Rewriting, conflict_page, rewritten
from crm.directory.forms import put_errors
from crm.menu import has_room, may
from crm.pages import forbid_unless, page
from movements.access.funnel import visible
from movements.access.holding import hold
from movements.access.models import Association
from movements.access.traces import latest
from movements.directory.listing import municipalities_of
from movements.exchange.fetching import ask_for_register, keep_register
from movements.exchange.models import SourceRow
from movements.exchange.registers import RegisterSource

REGISTER = ("name", "url", "municipality", "association", "is_active")
VERB = "configure_integrations"
SHOWN = 200  # vanished organisations on the page of a register


class RegisterForm(Rewriting):
    """A register: whose, where, who answers for what is new."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a name for the register.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=300,
        help_text=gettext_lazy(
            "Of the kind https://…/APIAssociationRegister/GetAssociationsList/. Only this address "
            "is asked, and contact people in the answer are left out."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"required": gettext_lazy("Write the address of the register.")},
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"),
        queryset=None,
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose whose register it is.")},
    )
    association = forms.ModelChoiceField(
        label=gettext_lazy("Registers what is new"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The district"),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Fetch every week"), required=False, initial=True
    )

    def __init__(self, *args, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities_of(reader)
        self.fields["association"].queryset = visible(Association, reader).order_by("name")


@page
@require_safe
def registers(request):
    """All registers of the district, and how the last fetch went."""
    forbid_unless(has_room(request.reader, "register"))
    rows = _rows(request.reader).order_by("name", "id")
    context = {"registers": rows, "may_configure": may(request.reader, VERB)}
    return render(request, "exchange/registers.html", context)


def _rows(reader):
    """Without the borders of their municipalities."""
    rows = visible(RegisterSource, reader).select_related("municipality", "association")
    return rows.defer("municipality__border", "municipality__centre")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    forbid_unless(may(request.reader, VERB))
    form = RegisterForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid() and (kept := _kept(request, form)):
        messages.success(request, _("%(name)s is kept.") % {"name": kept.name})
        return redirect("register_detail", kept.pk)
    return render(request, "exchange/register_form.html", {"form": form, "register": None})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    forbid_unless(may(request.reader, VERB))
    register = _rows(request.reader).get(pk=pk)
    if request.method == "POST":
        register = hold(request.reader, register)
    initial = {name: getattr(register, name) for name in REGISTER}
    form, conflict = rewritten(
        request, lambda data: RegisterForm(data, reader=request.reader, initial=initial)
    )
    if conflict:
        back = reverse("register_detail", args=[pk])
        return conflict_page(request, conflict, latest(register), back_url=back)
    if request.method == "POST" and form.is_valid() and _kept(request, form, register):
        messages.success(request, _("The changes are saved."))
        return redirect("register_detail", pk)
    return render(request, "exchange/register_form.html", {"form": form, "register": register})


def _kept(request, form, register=None):
    try:
        return keep_register(by=request.reader, register=register, **form.said())
    except ValidationError as wrong:
        put_errors(form, wrong)
        return None


@page
@require_safe
def register(request, pk):
    """How the last fetch went, and which organisations are in the register no more."""
    shown = _rows(request.reader).get(pk=pk)
    gone = visible(SourceRow, request.reader).filter(source=shown).exclude(vanished_at=None)
    gone = gone.filter(organisation__archived_at=None).select_related("organisation")
    gone = gone.defer("values", "organisation__description").order_by("-vanished_at", "id")
    context = {
        "register": shown,
        "gone": gone[:SHOWN],
        "may_configure": may(request.reader, VERB),
    }
    return render(request, "exchange/register.html", context)


@page
@require_POST
def fetch_now(request, pk):
    shown = _rows(request.reader).get(pk=pk)
    ask_for_register(by=request.reader, register=shown)
    messages.success(request, _("The register is being fetched. Come back in a few minutes."))
    return redirect("register_detail", pk)
