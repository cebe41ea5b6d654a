"""The pages of what leaves: the table of retention, and one person at a time."""

import pytest
from django.urls import reverse

from movements.access.identity import acting_as
from movements.models import ContactPerson, RetentionRule
from tests.rights.canary import NAME

pytestmark = pytest.mark.django_db
TABLE = "/dataskydd/gallring/"


@pytest.fixture
def go(client, cast):
    def ask(who, path, said=None):
        client.force_login(getattr(cast, who))
        return client.get(path) if said is None else client.post(path, said)

    return ask


def erase_page(planted):
    return reverse("organisation_person_erase", args=[planted.organisation.pk, planted.person.pk])


def test_the_officer_sees_and_confirms_the_table(go, cast):
    assert "inte bekräftad" in go("frid", TABLE).text or "not confirmed" in go("frid", TABLE).text
    assert go("frid", TABLE, {"names": "36"}).url == TABLE
    rows = dict(RetentionRule.objects.values_list("code", "period"))
    assert (rows["names"], rows["read_log"]) == (36, 24)
    assert "Frid" in go("frid", TABLE).text


@pytest.mark.parametrize("typed", ["0", "fyra", "99999", "-1"])
def test_a_time_that_is_none_is_told_and_kept_as_typed(go, typed):
    answer = go("frid", TABLE, {"names": typed})
    assert answer.status_code == 400
    assert f'value="{typed}"' in answer.text
    assert not RetentionRule.objects.exists()


def test_trying_the_rules_names_nobody(go, planted):
    answer = go("frid", f"{TABLE}?prov=1")
    assert answer.context["tried"]
    assert NAME not in answer.text


@pytest.mark.parametrize("who", ["anna", "asta", "cia", "dag", "glenn"])
def test_the_table_is_the_officers(go, who):
    assert go(who, TABLE).status_code == 403


def test_a_person_is_erased_from_a_page_of_its_own(go, cast, planted):
    page = go("asta", erase_page(planted))
    assert NAME in page.text
    wrong = go("asta", erase_page(planted), {"why": ""})
    assert "why" in wrong.context["form"].errors
    named = go("asta", erase_page(planted), {"why": f"{NAME} vill"})
    assert "why" in named.context["form"].errors
    done = go("asta", erase_page(planted), {"why": "Begäran B-2026-1"})
    assert done.url == reverse("organisation_detail", args=[planted.organisation.pk])
    with acting_as(cast.reader("asta"), why="test"):
        assert not ContactPerson.objects.exists()
    assert go("asta", erase_page(planted)).status_code == 404


@pytest.mark.parametrize(("who", "code"), [("bo", 404), ("frid", 404), ("cia", 403)])
def test_others_do_not_come_there(go, planted, who, code):
    assert go(who, erase_page(planted)).status_code == code
