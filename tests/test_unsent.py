"""What somebody had typed when their login ran out: shown to them alone, and saved with one tap."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from crm.writer import mark
from movements.directory.actions import register_organisation
from movements.models import Organisation, Session

NEW = reverse("organisation_create")
TYPED = {"name": "Kören vid sjön", "kind": "culture", "reach": "local", "anyway": "1"}


class Fields(HTMLParser):
    """The hidden fields of the form that leads to `path`."""

    def __init__(self, text: str, path: str):
        super().__init__()
        self.path, self.inside, self.found = path, False, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = unescape(said.get("action", "")) == self.path
        if tag == "input" and self.inside:
            self.found.setdefault(said["name"], []).append(said["value"])


@pytest.fixture
def logged_out(cast):
    """Anna's browser; her session has run out while she was writing."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    token = str(client.get(NEW).context["csrf_token"])
    Session.objects.all().delete()
    client.typed = TYPED | {"csrfmiddlewaretoken": token, "writer": mark(cast.anna)}
    return client


def test_a_form_of_any_page_carries_the_mark_of_its_writer(cast, client):
    client.force_login(cast.anna)
    assert 'name="writer"' in client.get(NEW).text
    login = Client().get(reverse("account_login")).text
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="' in login
    assert 'name="writer"' not in login


def test_it_is_there_after_the_next_login_and_is_saved_with_one_tap(logged_out, cast):
    sent = logged_out.post(NEW, logged_out.typed)
    assert sent["Location"] == f"{reverse('account_login')}?next={NEW}"
    assert not Organisation.objects.exists()
    logged_out.force_login(cast.anna)
    page = logged_out.get(NEW)
    assert "Kören vid sjön" in page.text
    fields = Fields(page.text, NEW).found
    assert logged_out.post(NEW, fields).status_code == 302
    assert Organisation.objects.get().name == "Kören vid sjön"
    assert "typed" not in logged_out.get(NEW).context, "it is told once"


def test_it_is_shown_to_nobody_else_and_is_then_gone(logged_out, cast):
    logged_out.post(NEW, logged_out.typed)
    logged_out.force_login(cast.bo)
    assert "Kören vid sjön" not in logged_out.get(NEW).text
    logged_out.force_login(cast.anna)
    assert "Kören vid sjön" not in logged_out.get(NEW).text


def test_other_pages_are_as_ever_while_it_waits(logged_out, cast):
    logged_out.post(NEW, logged_out.typed)
    logged_out.force_login(cast.anna)
    assert "Kören vid sjön" not in logged_out.get(reverse("today")).text
    assert "Kören vid sjön" in logged_out.get(NEW).text


@pytest.mark.parametrize("wrong", [{"writer": ""}, {"writer": "x"}, {"name": "å" * 70_000}])
def test_without_a_true_mark_or_beyond_measure_nothing_waits(logged_out, cast, wrong):
    logged_out.post(NEW, logged_out.typed | wrong)
    assert not Session.objects.exists()


def test_a_password_never_waits(logged_out, cast):
    logged_out.post(NEW, logged_out.typed | {"old_password": "hemligt"})
    assert not Session.objects.exists()


def test_a_button_leads_back_to_the_page_that_it_stood_on(cast, acting, norr):
    with acting("anna") as anna:
        made = register_organisation(by=anna, association=norr, name="Kören")
    there = reverse("organisation_detail", args=[made.pk])
    path = reverse("organisation_confirm", args=[made.pk])
    answer = Client().post(path, headers={"Referer": f"http://testserver{there}"})
    assert answer["Location"] == f"{reverse('account_login')}?next={there.replace('/', '%2F')}"


def test_a_tab_from_before_a_new_login_loses_nothing(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    old = TYPED | {"csrfmiddlewaretoken": "a" * 64, "writer": mark(cast.anna)}
    page = client.post(NEW, old)
    assert page.status_code == 403
    assert "Kören vid sjön" in page.text
    assert client.post(NEW, Fields(page.text, NEW).found).status_code == 302


@pytest.mark.parametrize("whose", ["bo", ""])
def test_another_site_is_told_nothing_and_saves_nothing(cast, whose):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    writer = mark(getattr(cast, whose)) if whose else ""
    page = client.post(NEW, TYPED | {"csrfmiddlewaretoken": "a" * 64, "writer": writer})
    assert page.status_code == 403
    assert "Kören vid sjön" not in page.text
    assert not Organisation.objects.exists()
