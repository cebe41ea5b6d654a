"""What is done about a request: gathered and handed out, erased, restricted, lifted, dismissed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import forbid_unless, one_or_404, page
from crm.rights.forms import EraseForm, WeighForm
from crm.rights.requests import deed
from crm.sending import shown_once_at
from movements.rights import deeds
from movements.rights.registers import RightsRequest


@page
@require_POST
def request_gather(request, pk):
    return deed(request, pk, deeds.gather, _("The extract is gathered and sealed."))


@page
@require_POST
def request_passphrase(request, pk):
    """The passphrase, to the association, this once."""
    row = one_or_404(RightsRequest, request.reader, pk)
    phrase = deeds.tell_passphrase(by=request.reader, request=row)
    shown_once_at(request, reverse("request_detail", args=[pk]))
    answer = render(request, "rights/passphrase.html", {"row": row, "passphrase": phrase})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@page
@require_POST
def request_hand_out(request, pk):
    """The sealed file itself; the request is closed by it."""
    row = one_or_404(RightsRequest, request.reader, pk)
    return sealed_file(deeds.hand_out(by=request.reader, request=row))


def sealed_file(extract) -> HttpResponse:
    """The sealed file, as it will be sent."""
    return HttpResponse(
        bytes(extract.content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{extract.code}.zip.age"',
            "Cache-Control": "no-store",
        },
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def request_erase(request, pk):
    """What would go, and then the deed: the number is written to be sure."""
    row = one_or_404(RightsRequest, request.reader, pk)
    forbid_unless(may(request.reader, "handle_requests"))
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.erase_for(by=request.reader, request=row, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The person is erased, and the request is closed."))
            return redirect("request_detail", pk)
    try:
        goes = deeds.what_goes(by=request.reader, request=row)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("request_detail", pk)
    return render(request, "rights/request_erase.html", {"row": row, "form": form, "goes": goes})


@page
@require_POST
def request_restrict(request, pk):
    return deed(request, pk, deeds.restrict_for, _("The person is restricted."))


@page
@require_POST
def request_lift(request, pk):
    form = WeighForm(request.POST, prefix="weigh")
    return deed(request, pk, deeds.lift_for, _("The restriction is lifted."), "weigh", form)


@page
@require_POST
def request_dismiss(request, pk):
    form = WeighForm(request.POST, prefix="weigh")
    return deed(request, pk, deeds.dismiss, _("The objection is dismissed."), "weigh", form)
