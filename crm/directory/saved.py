"""Saved views: the tabs above the list of organisations, and the pages that keep them."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.conflict import Rewriting, conflict_page, rewritten
from crm.directory.filter_bar import FilterBar
from crm.directory.forms import put_errors
from crm.menu import may
from crm.pages import forbid_unless, one_or_404, page
from movements.access.funnel import MalformedQuestion, places_for, selection
from movements.access.holding import hold
from movements.access.keyset import capped_count
from movements.access.traces import Trace
from movements.directory.filters import OrganisationFilter
from movements.directory.listing import municipalities_of
from movements.directory.saved import SavedView
from movements.directory.saving import (
    archive_view,
    asked_by,
    change_view,
    question_of,
    restore_view,
    save_view,
    views_of,
    written,
)

IN_ROW = 5  # views among the tabs; the others under Fler vyer
MINE, SHARED = "mine", "shared"


def expanded(request, name: str):
    """`?view=…` alone becomes the address that the view stands for, so that its filters are seen.

    None when the address names no view, or one that cannot be opened: the selection then says so.
    """
    asked = request.GET.get("view", "")
    if not asked or [one for one in request.GET if one not in ("view", "saved")]:
        return None
    try:
        query = asked_by(request.reader, asked)
    except MalformedQuestion:
        return None
    return redirect(f"{reverse(name)}?{_with_saved(written(query), asked)}")


def _with_saved(query: str, pk) -> str:
    return f"{query}&{urlencode({'saved': str(pk)})}"


def _list_url(view: SavedView) -> str:
    return f"{reverse('organisation_list')}?{_with_saved(view.query, view.pk)}"


class Views:
    """The tabs for an address: which is open, whether it has been changed, what one may do."""

    def __init__(self, request, bar: FilterBar, *, counted: bool = False):
        self.request, self.reader, self.bar = request, request.reader, bar
        self.asked, self.counted = written(bar.query), counted
        self.counts_url = f"{reverse('organisation_view_counts')}?{request.GET.urlencode()}"

    @cached_property
    def saved(self) -> list[SavedView]:
        return list(views_of(self.reader))

    @cached_property
    def open(self) -> SavedView | None:
        """The view that the address began as."""
        pk = self.request.GET.get("saved", "")
        return next((view for view in self.saved if str(view.pk) == pk), None)

    @property
    def changed(self) -> bool:
        return self.open is not None and self.open.query != self.asked

    @property
    def mine(self) -> bool:
        return self.open is not None and self.open.owner_id == self.reader.user.pk

    @property
    def may_save(self) -> bool:
        return may(self.reader, "keep_view")

    @property
    def new_url(self) -> str:
        return f"{reverse('organisation_view_create')}?{self.asked}"

    @property
    def saved_url(self) -> str:
        return _list_url(self.open)

    @cached_property
    def tabs(self) -> list[dict]:
        everything = reverse("organisation_list")
        tabs = [self._tab(_("All"), everything, "", current=not self.asked and not self.open)]
        if self.bar.own_codes:
            query = urlencode([("municipality", code) for code in sorted(self.bar.own_codes)])
            word = ngettext("My municipality", "My municipalities", len(self.bar.own_codes))
            here = self.asked == query and not self.open
            tabs.append(self._tab(word, f"{everything}?{query}", query, current=here))
        return [*tabs, *(self._of(view) for view in self.saved)]

    @property
    def row(self) -> list[dict]:
        """The tabs that stand in the row; the open one always does."""
        first = self.tabs[: len(self.tabs) - len(self.saved) + IN_ROW]
        late = [tab for tab in self.tabs[len(first) :] if tab["current"]]
        return [*first[: len(first) - len(late)], *late] if late else first

    @property
    def more(self) -> list[dict]:
        return [tab for tab in self.tabs if tab not in self.row]

    def _of(self, view: SavedView) -> dict:
        icon = "house" if view.association_id else "user-round"
        told = _("Shared with the association") if view.association_id else _("Only you")
        current = view == self.open
        return self._tab(
            view.name, _list_url(view), view.query, current=current, icon=icon, told=told
        )

    def _tab(self, word, url, query: str, *, current: bool, icon="", told="") -> dict:
        tab = {"word": word, "url": url, "icon": icon, "told": told, "current": current}
        return tab | {"count": self._count(query) if self.counted else None}

    def _count(self, query: str):
        """How many the reader sees, at most 10 000; None for a view that cannot be read."""
        try:
            rows = selection(OrganisationFilter, self.reader, question_of(query))
        except MalformedQuestion:
            return None
        return capped_count(rows)[0]

    @cached_property
    def tags(self) -> list[dict]:
        """Each filter in words, with the address without it."""
        names = [one for one in OrganisationFilter.base_filters if self.bar.query.get(one)]
        return [{"said": self.bar.said(one), "url": self.bar.without(one)} for one in names]


@page
@require_safe
def counts(request):
    """The tabs once more, each with how many the reader sees: fetched when the list stands."""
    bar = FilterBar(request.GET, municipalities_of(request.reader))
    views = Views(request, bar, counted=True)
    return render(request, "directory/view_tabs.html", {"views": views})


class ViewForm(Rewriting):
    """A name, and who sees it."""

    name = forms.CharField(
        label=gettext_lazy("What is the view called?"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write a name for the view.")},
    )
    share = forms.ChoiceField(
        label=gettext_lazy("Who sees the view?"), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args, places, **more):
        super().__init__(*args, **more)
        shared = [(str(one.pk), _("All in %(name)s") % {"name": one.name}) for one in places]
        self.fields["share"].choices = [("", _("Only I")), *shared]
        self.places = {str(one.pk): one for one in places}

    @property
    def said(self) -> dict:
        data = self.cleaned_data
        return {"name": data["name"], "association": self.places.get(data["share"])}


@page
@require_http_methods(["GET", "POST"])
def create(request):
    """Saves the filters of the address under a name."""
    forbid_unless(may(request.reader, "keep_view"))
    query = request.POST.get("query", "") or request.GET.urlencode()
    form = ViewForm(request.POST or None, places=places_for(request.reader, "share_view"))
    if request.method == "POST" and form.is_valid():
        try:
            view = save_view(
                by=request.reader, question=OrganisationFilter, query=query, **form.said
            )
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_list_url(view))
    return _page(request, form, query, None)


@page
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Another name, or other readers."""
    view = _own(request, pk)
    if request.method == "POST":
        view = hold(request.reader, view)
    shared = str(view.association_id or "")
    places = places_for(request.reader, "share_view")
    initial = {"name": view.name, "share": shared}
    form, conflict = rewritten(request, lambda data: ViewForm(data, places=places, initial=initial))
    if conflict:
        return conflict_page(request, conflict, Trace(), back_url=_list_url(view))
    if request.method == "POST" and form.is_valid():
        try:
            change_view(by=request.reader, view=view, question=OrganisationFilter, **form.said)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_list_url(view))
    return _page(request, form, view.query, view)


def _page(request, form, query: str, view):
    asked = FilterBar(QueryDict(query), municipalities_of(request.reader))
    tags = Views(request, asked).tags
    back = _list_url(view) if view else f"{reverse('organisation_list')}?{written(asked.query)}"
    context = {"form": form, "query": query, "view": view, "tags": tags, "back_url": back}
    return render(request, "directory/view.html", context)


@page
@require_POST
def keep(request, pk):
    """The filters as they are now become those of the view."""
    view = _own(request, pk)
    try:
        view = change_view(
            by=request.reader,
            view=view,
            question=OrganisationFilter,
            query=request.POST.get("query", ""),
        )
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("The view is saved."))
    return redirect(_list_url(view))


@page
@require_POST
def put_away(request, pk):
    view = archive_view(by=request.reader, view=_own(request, pk))
    undo = reverse("organisation_view_restore", args=[view.pk])
    messages.success(request, _("The view is taken away."), extra_tags=f"undo:{undo}")
    return redirect("organisation_list")


@page
@require_POST
def bring_back(request, pk):
    view = restore_view(by=request.reader, view=_own(request, pk))
    messages.success(request, _("The view is back."))
    return redirect(_list_url(view))


def _own(request, pk) -> SavedView:
    view = one_or_404(SavedView, request.reader, pk)
    forbid_unless(view.owner_id == request.reader.user.pk)
    return view
