"""The unit switcher, appearance and language, the component sheet, help."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.access.forms import AppearanceForm
from crm.middleware import UNIT
from crm.pages import on_this_site, page
from crm.parts_sheet import examples
from movements.access.actions import change_appearance


def _back(request) -> str:
    """Where the person was, if that is on this site."""
    return on_this_site(request, request.POST.get("next"))


@require_POST
@page
def unit_switch(request):
    """Keeps the page: the map of the association becomes the map of the county."""
    posts = request.reader.posts + request.reader.elsewhere
    wanted = request.POST.get("unit", "")
    if wanted in {str(post.pk) for post in posts}:
        request.session[UNIT] = wanted
    return redirect(_back(request))


@page
def appearance(request):
    """The menu sends one of the two choices; the other stays as it was."""
    chosen = {"theme": request.user.theme, "language": request.user.language}
    form = AppearanceForm(chosen | request.POST.dict())
    if request.method == "POST" and form.is_valid():
        change_appearance(by=request.reader, **form.cleaned_data)
        return redirect(_back(request))
    return render(request, "access/appearance.html", {"form": form})


@page
def parts(request):
    return render(request, "access/parts.html", examples())


@page
def help_page(request):
    return render(request, "access/help.html")
