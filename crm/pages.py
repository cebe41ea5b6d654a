"""What the pages share: who may come in, the three kinds of page, and the shell around them."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from crm.menu import has_room, menu
from crm.templatetags.words import number
from movements.access.funnel import MalformedQuestion, get_visible, selection, visible
from movements.access.keyset import capped_count
from movements.directory.models import Organisation
from movements.rights.clocks import waiting


def page(view):
    """A page for people: logged in, and holding a post somewhere."""

    @login_required
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not request.reader.posts:
            return render(request, "access/no_post.html", status=403)
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as missing:  # gone, or hidden, between the page and the verb
            raise Http404 from missing
        except ValidationError as refused:
            return _refused(request, refused)

    return inner


def _refused(request, refused: ValidationError):
    """A deed behind a button alone, which has no form to say it in: nothing is done, and the page
    it was on says why."""
    if request.method != "POST":
        raise refused
    transaction.set_rollback(True)
    messages.error(request, " ".join(refused.messages))
    return redirect(on_this_site(request, request.headers.get("referer")))


def one_or_404(model: type[Model], reader, pk):
    """One visible row; hidden and missing answer alike."""
    try:
        return get_visible(model, reader, pk)
    except model.DoesNotExist as missing:
        raise Http404 from missing


def asked(question, request, query=None):
    """The selection that the address asks for: (rows, None), or (no rows, what was wrong)."""
    query = request.GET if query is None else query
    try:
        return selection(question, request.reader, query), None
    except MalformedQuestion as malformed:
        return selection(question, request.reader, {}).none(), malformed


def turned(request, name: str, token: str) -> str:
    """The address of a neighbouring page, with the same question."""
    if not token:
        return ""
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    query[name] = token
    return f"?{query.urlencode()}"


def on_this_site(request, address: str | None) -> str:
    """The address if it is one of ours, else Today. A bare word would be taken for a view."""
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if safe and "/" in address else reverse("today")


def forbid_unless(condition) -> None:
    if not condition:
        raise PermissionDenied


def counted_in_menu(reader):
    """What the menu counts: the organisations of the unit."""
    rows = visible(Organisation, reader).live().filter(district=reader.district_id)
    if not reader.posts:
        return rows.none()
    place = reader.unit.place
    if reader.unit.association_id and place.kind != place.Kind.INDUSTRY:
        return rows.active_in(reader.unit.area)  # by id: the database knows how many are there
    if reader.unit.body_id and place.municipality_id:
        return rows.active_in([place.municipality_id])
    return rows


def in_words(count: int, capped: bool) -> str:
    """ "412", or "1 000+" where nobody counted further."""
    return f"{number(count)}+" if capped else number(count)


def counts(reader) -> dict[str, str]:
    """What the menu says beside its words."""
    if not reader.posts:
        return {}
    said = {"organisation": in_words(*capped_count(counted_in_menu(reader)))}
    return said | waiting(reader) if has_room(reader, "privacy") else said


def shell(request) -> dict:
    """Context of every page: the reader, the menu, the look. Costs no query for a stranger."""
    reader = getattr(request, "reader", None)
    if reader is None or reader.user is None:
        return {"reader": None, "menu": None, "theme": "auto", "accent": "petrol"}
    if not hasattr(request, "counts"):
        request.counts = counts(reader)
    return {
        "reader": reader,
        "menu": menu(request),
        "theme": reader.user.theme,
        "accent": reader.district.accent if reader.district else "petrol",
    }
