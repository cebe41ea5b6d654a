"""Somebody who saves, and presses the way back that the page offers."""

import re
from datetime import date, timedelta

import pghistory.models
import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from movements.directory.actions import (
    register_organisation,
)
from movements.models import (
    User,
)

SINCE = "Somebody has changed it since"
KEPT = {"basis": "consent", "source": "Mötet", "keep_until": date(2030, 1, 1)}
LATE = "It is too late to undo this here"


class Browser(Client):
    """One that shows toasts, and can press what stands in them."""

    def toasts(self) -> list[tuple[str, str]]:
        """(text, address of the way back or "") on the page that follows."""
        page = self.get("/hjalp/?lang=en").text
        area = page[page.index('id="toasts"') :]
        found = re.findall(r'class="snack">.*?<span>(.*?)</span>(.*?)</div>', area, re.DOTALL)
        return [(text, "".join(re.findall(r'action="([^"]+)"', rest))) for text, rest in found]

    def way_back(self) -> str:
        ((_text, address),) = self.toasts()
        return address

    def pressed(self, address: str) -> str:
        """What is said when it has been pressed."""
        assert self.post(address).status_code == 302
        return " ".join(text for text, _way in self.toasts())


@pytest.fixture
def open_as(cast):
    def open_as(name: str) -> Browser:
        User.objects.filter(pk=getattr(cast, name).pk).update(language="en")
        browser = Browser()
        browser.force_login(getattr(cast, name))
        return browser

    return open_as


@pytest.fixture
def tenants(acting, norr):
    with acting("anna") as anna:
        return register_organisation(by=anna, association=norr, name="Hyresgästerna", town="Handen")


def page_of(browser, path: str) -> dict:
    form = browser.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def edited(browser, tenants, **facts) -> str:
    """Saves the form with those facts. The way back."""
    path = reverse("organisation_edit", args=[tenants.pk])
    assert browser.post(path, page_of(browser, path) | facts).status_code == 302
    return browser.way_back()


def an_hour_passes(tenants):
    """In the tests all is one transaction, and has one moment."""
    ago = timedelta(hours=1)
    tenants.pgh_event_model.objects.update(pgh_created_at=F("pgh_created_at") - ago)
    pghistory.models.Context.objects.update(created_at=F("created_at") - ago)


def offered(browser, tenants) -> list[str]:
    """The ways back that stand in the history, the latest first."""
    page = browser.get(f"{reverse('organisation_detail', args=[tenants.pk])}?tab=history").text
    return re.findall(r'action="(/angra/[^"]+)"', page[page.index('class="deeds') :])
