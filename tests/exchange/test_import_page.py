"""/import/: a volunteer drops a register, looks through it, brings it in and takes it back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from movements.models import DraftRow, Organisation, PendingUpload
from tests.exchange.drops import at, counts_on, drop, dropped
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db

STEPS = ["import_review", "import_columns", "import_values", "import_progress", "import_errors"]
DEEDS = ["import_decide", "import_start", "import_discard"]


def as_it_is(form):
    """What a browser would send of a form that nobody has touched."""
    return {name: form[name].value() or "" for name in form.fields}


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


def test_nobody_else_reaches_any_step_of_a_draft(as_user):
    pk = dropped(as_user("cia"))
    for who, refused in (("asta", 404), ("anna", 403)):
        client = as_user(who)
        assert {client.get(at(name, pk)).status_code for name in STEPS} == {refused}
        assert {client.post(at(name, pk)).status_code for name in DEEDS} == {refused}
    assert PendingUpload.objects.exists()


def test_no_step_opens_when_the_day_of_the_draft_is_over(as_user):
    client = as_user("cia")
    pk = dropped(client)
    PendingUpload.objects.update(expires_at=timezone.now())
    assert {client.get(at(name, pk)).status_code for name in STEPS} == {404}
    assert {client.post(at(name, pk)).status_code for name in DEEDS} == {404}
    assert not Organisation.objects.exists()


# --- the file -------------------------------------------------------------------------------------


def test_the_file_opens_at_its_columns_and_saves_nothing(as_user):
    page = drop(as_user("cia"))
    assert page.resolver_match.view_name == "import_columns"
    assert not Organisation.objects.exists()


def test_a_file_that_cannot_be_read_is_said_at_its_field(as_user):
    page = drop(as_user("cia"), data=b"%PDF-1.7")
    assert page.context["form"].errors["file"]
    assert not PendingUpload.objects.exists()


def test_a_municipality_of_another_county_is_no_choice(as_user):
    page = drop(as_user("cia"), code="1480")
    assert page.context["form"].errors["municipality"]


def test_a_draft_under_way_is_found_again_by_its_owner_alone(as_user):
    dropped(as_user("cia"))
    page = as_user("cia").get(reverse("import_upload"))
    assert [one["name"] for one in page.context["drafts"]] == ["botkyrka.csv"]
    assert as_user("asta").get(reverse("import_upload")).context["drafts"] == []


def test_the_file_can_be_thrown_away(as_user):
    client = as_user("cia")
    client.post(at("import_discard", dropped(client)))
    assert not PendingUpload.objects.exists()
    assert not Organisation.objects.exists()


# --- columns and words ----------------------------------------------------------------------------


def test_a_column_is_corrected_and_the_next_file_remembers_it(as_user, work):
    client = as_user("cia")
    text = "Namn;Märkning;Ort\nÅby IF;Fotboll;Tumba\nKören;Sång;Alby\n".encode()
    pk = dropped(client, text)
    page = client.get(at("import_columns", pk))
    sent = as_it_is(page.context["form"]) | {"column_1": "activities"}
    answer = client.post(at("import_columns", pk), sent)
    assert answer["Location"] == at("import_values", pk)
    client.post(at("import_start", pk))
    work(pk)
    again = client.get(at("import_columns", dropped(client, text.replace(b"Alby", b"Fittja"))))
    assert again.context["remembered"] == 3  # the whole layout, as it was sent


def test_two_names_are_refused_and_what_was_chosen_stays(as_user):
    client = as_user("cia")
    pk = dropped(client)
    sent = as_it_is(client.get(at("import_columns", pk)).context["form"]) | {"column_2": "name"}
    page = client.post(at("import_columns", pk), sent)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["form"]["column_2"].value() == "name"


def test_untouched_columns_are_not_read_anew(as_user):
    client = as_user("cia")
    pk = dropped(client)
    before = set(DraftRow.objects.values_list("pk", flat=True))
    client.post(
        at("import_columns", pk), as_it_is(client.get(at("import_columns", pk)).context["form"])
    )
    assert set(DraftRow.objects.values_list("pk", flat=True)) == before


def test_another_header_row_reads_the_file_anew(as_user):
    client = as_user("cia")
    pk = dropped(client, "Förening;Typ;Ort\nNamn;Slag;Postort\nÅby IF;Idrott;Tumba\n".encode())
    sent = as_it_is(client.get(at("import_columns", pk)).context["form"])
    other = str(3 - int(sent["header_row"]))
    answer = client.post(at("import_columns", pk), sent | {"header_row": other, "relook": "1"})
    assert answer["Location"] == at("import_columns", pk)
    assert PendingUpload.objects.get(pk=pk).header_row == int(other)


def test_an_unknown_word_is_said_once_with_its_count_and_means_what_is_chosen(as_user):
    client = as_user("cia")
    rows = [line(f"Sällskap {n}", kind="Kvasthållare", town="Tumba") for n in "abc"]
    pk = dropped(client, csv_bytes([*rows, line("Åby IF", kind="Idrott", town="Tumba")]))
    form = client.get(at("import_values", pk)).context["form"]
    name, word = next(iter(form.meanings.items()))
    assert (word.text, word.count, word.how) == ("Kvasthållare", 3, "unknown")
    answer = client.post(at("import_values", pk), as_it_is(form) | {name: "culture"})
    assert answer["Location"] == at("import_review", pk)
    kinds = DraftRow.objects.filter(name__startswith="Sällskap").values_list("kind", flat=True)
    assert set(kinds) == {"culture"}


PEOPLE = "Namn;Ort;Ordförande\nÅby IF;Tumba;Siv Ek\n".encode()


def test_contact_persons_are_left_out_unless_somebody_says_why(as_user, norr):
    client = as_user("asta")
    page = client.get(at("import_columns", dropped(client, PEOPLE, association=str(norr.pk))))
    assert page.context["people"] == ["Ordförande"]
    assert "Siv Ek" not in page.content.decode()


def test_contact_persons_need_basis_and_source(as_user, norr):
    client = as_user("asta")
    pk = dropped(client, PEOPLE, association=str(norr.pk))
    form = client.get(at("import_columns", pk)).context["form"]
    if not form.may_keep_people:
        pytest.fail("the association's own may keep contact persons")
    sent = as_it_is(form) | {"keep_people": "on"}
    assert set(client.post(at("import_columns", pk), sent).context["form"].errors) == {
        "basis",
        "source",
    }
    said = {"basis": "official", "source": "Kommunens register"}
    client.post(at("import_columns", pk), sent | said)
    assert PendingUpload.objects.get(pk=pk).people["source"] == "Kommunens register"


# --- the review -----------------------------------------------------------------------------------


def test_the_review_shows_five_counts_and_saves_nothing(as_user):
    client = as_user("cia")
    page = client.get(at("import_review", dropped(client)))
    assert counts_on(page) == [1, 0, 1, 1, 0]
    assert not Organisation.objects.exists()


def test_each_count_opens_its_rows_with_number_and_reason(as_user):
    client = as_user("cia")
    path = at("import_review", dropped(client))
    new = client.get(path + "?show=new").content.decode()
    assert "Åby IF" in new
    assert "anna.ek" not in new
    assert "Åby IF" in client.get(path + "?show=duplicate").context["two"]["there"]
    error = client.get(path + "?show=error")
    assert [row["number"] for row in error.context["lines"]] == [4]


def test_nothing_is_imported_while_a_duplicate_waits(as_user):
    client = as_user("cia")
    pk = dropped(client)
    assert client.get(at("import_review", pk)).context["why_not"]
    client.post(at("import_start", pk))
    assert PendingUpload.objects.get().state == "reviewing"


@pytest.mark.parametrize(("verdict", "written"), [("same", 2), ("other", 2), ("skip", 1)])
def test_a_duplicate_is_decided_and_the_decision_taken_back(as_user, verdict, written):
    client = as_user("cia")
    pk = dropped(client)
    client.post(at("import_decide", pk), {"number": "3", "verdict": verdict, "show": "duplicate"})
    page = client.get(at("import_review", pk))
    assert (page.context["undecided"], page.context["to_write"]) == (0, written)
    client.post(at("import_decide", pk), {"number": "3", "verdict": "", "show": "duplicate"})
    assert client.get(at("import_review", pk)).context["undecided"] == 1


def test_between_two_rows_of_the_file_nothing_is_chosen_since_only_one_comes_in(as_user):
    client = as_user("cia")
    page = client.get(at("import_review", dropped(client)))
    assert page.context["two"]["there"] == "Åby IF, rad 2"
    text = page.content.decode()
    assert "den här utelämnas" in text
    assert 'type="radio"' not in text


def test_after_a_decision_the_next_pair_that_waits_is_shown(as_user):
    client = as_user("cia")
    pk = dropped(client, csv_bytes([line("Åby IF", town="Tumba")] * 4))
    answer = client.post(
        at("import_decide", pk), {"number": "3", "verdict": "other", "show": "duplicate"}
    )
    assert answer["Location"].endswith("?show=duplicate&row=4#pair")


def test_all_that_wait_are_decided_at_once(as_user):
    client = as_user("cia")
    pk = dropped(client, csv_bytes([line("Åby IF", town="Tumba")] * 4))
    client.post(at("import_decide", pk), {"all": "1", "verdict": "skip", "show": "duplicate"})
    assert DraftRow.objects.filter(verdict="skip").count() == 3


def test_a_new_row_can_be_left_out_and_taken_in_again(as_user):
    client = as_user("cia")
    pk = dropped(client)
    client.post(at("import_decide", pk), {"verdict": "skip:2", "show": "new"})
    assert DraftRow.objects.get(number=2).verdict == "skip"
    client.post(at("import_decide", pk), {"verdict": ":2", "show": "new"})
    assert DraftRow.objects.get(number=2).verdict == ""


@pytest.mark.parametrize("sent", [{}, {"verdict": "x"}, {"verdict": "same", "number": "9" * 30}])
def test_odd_decisions_change_nothing(as_user, sent):
    client = as_user("cia")
    pk = dropped(client)
    assert client.post(at("import_decide", pk), sent).status_code == 302
    assert not DraftRow.objects.exclude(verdict="").exists()


def test_the_error_rows_come_back_with_their_reason(as_user):
    client = as_user("cia")
    answer = client.get(at("import_errors", dropped(client)))
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert "Raden saknar namn." in text
    assert "Kultur" in text


def test_a_post_that_ends_in_the_middle_closes_every_step(as_user, cast, today):
    client = as_user("cia")
    pk = dropped(client)
    cast.cia.posts.update(ends_on=today.replace(year=today.year - 1))
    for name in STEPS:
        assert client.get(at(name, pk)).status_code == 403, name
    for name in DEEDS:
        assert client.post(at(name, pk), {"verdict": "skip", "all": "1"}).status_code == 403, name
    assert PendingUpload.objects.get().state == "reviewing"
    assert not DraftRow.objects.exclude(verdict="").exists()
