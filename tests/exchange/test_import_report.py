"""After *Importera*: how far it has come, what came of it, and taking it back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from movements.models import DraftRow, Import, Organisation, PendingUpload
from tests.conftest import municipality
from tests.exchange.drops import at, counts_on, dropped
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db


def test_a_started_import_shows_how_far_it_has_come(as_user, work):
    client = as_user("cia")
    pk = dropped(client, csv_bytes([line("Åby IF", town="Tumba")]))
    page = client.post(at("import_start", pk), follow=True)
    assert page.resolver_match.view_name == "import_progress"
    assert "<progress" in page.content.decode()
    asked = client.get(at("import_progress", pk), headers={"Accept": "application/json"}).json()
    assert (asked["progress"], asked["url"]) == (0, "")
    assert client.get(at("import_columns", pk))["Location"].startswith(at("import_progress", pk))
    work(pk)
    assert client.get(at("import_progress", pk))["Location"] == at("import_done", pk)
    asked = client.get(at("import_progress", pk), headers={"Accept": "application/json"}).json()
    assert asked["url"] == at("import_done", pk)


def test_a_failed_job_says_why_and_can_be_begun_again(as_user):
    client = as_user("cia")
    pk = dropped(client)
    PendingUpload.objects.update(state="failed", problem="Kraften gick.")
    page = client.get(at("import_progress", pk))
    assert "Kraften gick." in page.content.decode()
    DraftRow.objects.update(verdict="other")
    assert client.post(at("import_start", pk))["Location"] == at("import_review", pk)


def test_an_interrupted_job_says_that_it_began_again(as_user):
    client = as_user("cia")
    pk = dropped(client)
    PendingUpload.objects.update(state="working", restarts=1, progress=40)
    page = client.get(at("import_progress", pk))
    assert "Inget kommer in två gånger." in page.content.decode()


def test_the_report_counts_and_leads_to_the_organisations(brought_in, norr):
    client, pk = brought_in("asta", association=str(norr.pk))
    page = client.get(at("import_done", pk))
    assert counts_on(page) == [1, 0, 0, 1, 0]
    assert page.context["errors"]
    assert Organisation.objects.get().registered_by == norr
    assert client.get(at("import_errors", pk)).status_code == 200


def test_every_row_is_accounted_for_in_words_of_what_has_happened(as_user, work):
    client = as_user("cia")
    pk = dropped(client)
    client.post(at("import_decide", pk), {"number": "3", "verdict": "skip", "show": "duplicate"})
    client.post(at("import_start", pk))
    work(pk)
    page = client.get(at("import_done", pk))
    counts = Import.objects.get().counts
    assert sum(counts_on(page)) + counts["left_out"] == counts["rows"]
    text = page.content.decode()
    assert "1 rad togs inte med: du valde det" in text
    assert ("lades till" in text, "läggs till" in text) == (True, False)


def test_an_import_is_undone_after_saying_what_goes(brought_in):
    client, pk = brought_in()
    page = client.get(at("import_undo", pk))
    assert "1 organisation tas bort." in page.content.decode()
    page = client.post(at("import_undo", pk), follow=True)
    assert page.resolver_match.view_name == "import_done"
    assert page.context["undone_words"]
    assert not Organisation.objects.exists()
    assert client.get(at("import_undo", pk))["Location"] == at("import_done", pk)


def test_what_was_changed_by_hand_since_is_kept_and_listed(brought_in, acting):
    client, pk = brought_in()
    with acting("cia"):
        Organisation.objects.update(homepage="https://aby.example")
    assert client.get(at("import_undo", pk)).context["kept"][0]["name"] == "Åby IF"
    page = client.post(at("import_undo", pk), follow=True)
    assert [one["name"] for one in page.context["kept"]] == ["Åby IF"]
    assert Organisation.objects.exists()


def test_after_thirty_days_nothing_offers_to_undo(brought_in):
    client, pk = brought_in()
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert not client.get(at("import_done", pk)).context["may_undo"]
    client.post(at("import_undo", pk))
    assert Organisation.objects.exists()


def test_earlier_imports_are_listed_with_who_and_until_when(brought_in):
    client, _pk = brought_in()
    one = client.get(reverse("import_upload")).context["imports"][0]
    assert (one["name"], one["undone"], bool(one["until"])) == ("botkyrka.csv", False, True)


def test_the_board_does_not_see_another_districts_imports(as_user, cast, district):
    from movements.models import District

    batch = Import.objects.create(
        district=District.objects.get(name="Grannen"),
        sha256="0" * 64,
        municipality=municipality("0127"),
    )
    client = as_user("cia")
    assert client.get(at("import_done", batch.pk)).status_code == 404
    assert client.get(at("import_undo", batch.pk)).status_code == 404
    assert client.get(reverse("import_upload")).context["imports"] == []
