"""/import/: a volunteer drops a register, looks through it and brings it in."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from movements.models import Import, Organisation, PendingUpload
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db

FILE = csv_bytes(
    [
        line("Åby IF", kind="Idrott", town="Tumba", email="anna.ek@gmail.com"),
        line("Åby if", town="Tumba"),
        line("", kind="Kultur"),
    ]
)


@pytest.fixture
def as_user(client, cast):
    def as_user(name):
        client.force_login(getattr(cast, name))
        return client

    return as_user


def drop(client, data=FILE, code="0127", **more):
    file = SimpleUploadedFile("botkyrka.csv", data)
    return client.post(
        reverse("import_upload"), {"file": file, "municipality": code, **more}, follow=True
    )


def counts_on(page):
    return [int(n) for n in re.findall(r"</span><b>(\d+)</b>", page.content.decode())]


@pytest.mark.parametrize("name", ["asta", "cia"])
def test_those_who_may_import_find_the_page(as_user, name):
    page = as_user(name).get(reverse("import_upload"))
    assert page.status_code == 200
    assert page.context["form"].fields["municipality"].queryset.filter(code="0127").exists()


@pytest.mark.parametrize("name", ["anna", "bo", "dag", "frid", "glenn"])
def test_the_others_do_not(as_user, name):
    assert as_user(name).get(reverse("import_upload")).status_code == 403
    assert drop(as_user(name)).status_code == 403
    assert not PendingUpload.objects.exists()


def test_the_review_shows_five_counts_and_saves_nothing(as_user):
    page = drop(as_user("cia"))
    assert page.status_code == 200
    assert counts_on(page) == [1, 0, 1, 1, 0]
    assert not Organisation.objects.exists()


def test_each_count_opens_its_rows_with_number_and_reason(as_user):
    client = as_user("cia")
    page = drop(client)
    new = page.content.decode()
    assert "Åby IF" in new
    assert "anna.ek" not in new
    duplicate = client.get(page.request["PATH_INFO"] + "?show=duplicate").content.decode()
    assert "Åby IF (2)" in duplicate
    error = client.get(page.request["PATH_INFO"] + "?show=error")
    assert [row["number"] for row in error.context["lines"]] == [4]


def test_importing_brings_the_rows_in_and_throws_the_file_away(as_user, norr):
    client = as_user("asta")
    path = drop(client).request["PATH_INFO"]
    page = client.post(path, follow=True)
    assert page.status_code == 200
    assert counts_on(page) == [1, 0, 1, 1, 0]
    assert Organisation.objects.get().registered_by == norr
    assert Import.objects.get().association == norr
    assert not PendingUpload.objects.exists()
    assert client.get(path).status_code == 404


def test_the_file_can_be_thrown_away(as_user):
    client = as_user("cia")
    client.post(drop(client).request["PATH_INFO"], {"discard": "1"})
    assert not PendingUpload.objects.exists()
    assert not Organisation.objects.exists()


def test_nobody_else_sees_a_file_under_review(as_user):
    path = drop(as_user("cia")).request["PATH_INFO"]
    assert as_user("asta").get(path).status_code == 404
    assert as_user("asta").post(path).status_code == 404
    assert PendingUpload.objects.exists()


def test_a_file_that_cannot_be_read_is_said_at_its_field(as_user):
    page = drop(as_user("cia"), data=b"%PDF-1.7")
    assert page.context["form"].errors["file"]
    assert not PendingUpload.objects.exists()


def test_a_municipality_of_another_county_is_no_choice(as_user):
    page = drop(as_user("cia"), code="1480")
    assert page.context["form"].errors["municipality"]


def test_an_old_review_is_thrown_away_when_another_begins(as_user, cast, district):
    PendingUpload.objects.create(
        district=district,
        uploaded_by=cast.asta,
        content=b"x",
        municipality=municipality("0127"),
        expires_at=timezone.now() - timedelta(hours=1),
    )
    drop(as_user("cia"))
    assert list(PendingUpload.objects.values_list("uploaded_by", flat=True)) == [cast.cia.pk]


def test_a_review_opens_no_more_when_its_day_is_over(as_user):
    client = as_user("cia")
    path = drop(client).request["PATH_INFO"]
    PendingUpload.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert not Organisation.objects.exists()


def test_the_board_does_not_see_another_districts_imports(as_user, cast, district):
    from movements.models import District

    batch = Import.objects.create(
        district=District.objects.get(name="Grannen"),
        sha256="0" * 64,
        municipality=municipality("0127"),
    )
    assert as_user("cia").get(reverse("import_done", args=[batch.pk])).status_code == 404


def test_the_review_asks_the_same_number_of_questions_whatever_the_rows(
    as_user, django_assert_max_num_queries
):
    client = as_user("cia")
    rows = [line(f"Klubb {n}", kind="Idrott", town="Tumba") for n in range(300)]
    path = drop(client, csv_bytes(rows)).request["PATH_INFO"]
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200
