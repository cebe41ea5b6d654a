"""*Ångra*, pressed: what crm/undone.py offered is done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.pages import on_this_site, page
from crm.undone import choosing, contexts_in
from movements.access.funnel import NotAllowed
from movements.access.undoing import ChangedSince
from movements.access.undoing import undo as undo_deed


@require_POST
@page
def undo(request, token):
    """Undoes one's own latest deed, and goes back to the page that it was asked from. What
    somebody has changed since is chosen in its form first, where there is one."""
    try:
        try:
            undo_deed(by=request.reader, contexts=contexts_in(request.reader, token))
        except ChangedSince:
            if form := choosing(request.reader, token):
                return redirect(form)
            raise
    except NotAllowed as refused:
        raise ValidationError(_("You may not undo this any more.")) from refused
    messages.success(request, _("It is undone."))
    return redirect(on_this_site(request, request.headers.get("referer")))
