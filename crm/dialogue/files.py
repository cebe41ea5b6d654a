"""Files of a meeting: send one, download it, take it away and bring it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.dialogue import views
from crm.dialogue.forms import FileForm
from crm.pages import one_or_404, page
from movements.dialogue.attaching import attach_file, detach_file, file_to_send, restore_file
from movements.dialogue.attachments import Attachment
from movements.dialogue.files import SEALED
from movements.dialogue.models import Meeting


@require_POST
@page
def meeting_attach(request, pk):
    """Keeps the file with the meeting; a refused one is said on the meeting's own page."""
    meeting = one_or_404(Meeting, request.reader, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = attach_file(
                by=request.reader, meeting=meeting, name=sent.name, content=sent.read()
            )
        except ValidationError as refused:
            form.add_error("file", refused.message_dict["file"])
        else:
            undo = reverse("attachment_detach", args=[kept.pk])
            messages.success(request, _("The file is kept."), extra_tags=f"undo:{undo}")
            return redirect(_there(kept))
    return views.show(request, meeting, form=form, status=422)


@page
def attachment_file(request, pk):
    """The file, as a download: never shown inside a page of ours."""
    found = file_to_send(request.reader, pk)
    return HttpResponse(
        bytes(found.content),
        content_type=found.kind,
        headers={
            "Content-Disposition": content_disposition_header(True, found.name),
            "Content-Security-Policy": SEALED,
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
@page
def attachment_detach(request, pk):
    attachment = one_or_404(Attachment, request.reader, pk)
    detach_file(by=request.reader, attachment=attachment)
    undo = reverse("attachment_restore", args=[pk])
    messages.success(request, _("The file is taken away."), extra_tags=f"undo:{undo}")
    return redirect(_there(attachment))


@require_POST
@page
def attachment_restore(request, pk):
    attachment = one_or_404(Attachment, request.reader, pk)
    restore_file(by=request.reader, attachment=attachment)
    messages.success(request, _("The file is back."))
    return redirect(_there(attachment))


def _there(attachment: Attachment) -> str:
    return f"{reverse('meeting_detail', args=[attachment.meeting_id])}#files"
