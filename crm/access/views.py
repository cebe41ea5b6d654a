"""The unit switcher, appearance and language, the component sheet, help."""

from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from crm.access.forms import AppearanceForm, LanguageForm
from crm.middleware import UNIT
from crm.pages import on_this_site, page
from crm.parts_sheet import examples
from movements.access.actions import change_appearance
from movements.access.readers import whose_door


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


@require_POST
@login_required
def language(request):
    """For whoever has an account, also before the second factor."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        change_appearance(by=request.reader, theme=request.user.theme, **form.cleaned_data)
    return redirect(on_this_site(request, request.headers.get("referer")))


@login_required
@require_safe
def own_address(request):
    """Shown, and changed by nobody: a letter for a new password goes there. allauth's own page at
    this address would take in others."""
    return render(request, "account/email.html")


class LogIn(LoginView):
    def get_context_data(self, **more):
        return super().get_context_data(**more) | {"whose_door": whose_door()}


def without_phone(request):
    """What to do when the second factor is out of reach; for anybody."""
    return render(request, "account/without_phone.html")


@page
def parts(request):
    return render(request, "access/parts.html", examples())


@page
def help_page(request):
    return render(request, "access/help.html")
