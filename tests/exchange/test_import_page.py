"""/import/: a volunteer drops a register, looks through it, brings it in and takes it back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from movements.exchange.actions import import_draft
from movements.models import DraftRow, Import, Organisation, PendingUpload
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
STEPS = ["import_review", "import_columns", "import_values", "import_progress", "import_errors"]
DEEDS = ["import_decide", "import_start", "import_discard"]


@pytest.fixture
def as_user(client, cast):
    def as_user(name):
        client.force_login(getattr(cast, name))
        return client

    return as_user


@pytest.fixture
def work(acting):
    """work(pk) does what the worker does with a draft that was started."""

    def work(pk, who="cia"):
        with acting(who) as reader:
            return import_draft(by=reader, draft_id=pk)

    return work


def drop(client, data=FILE, code="0127", **more):
    file = SimpleUploadedFile("botkyrka.csv", data)
    return client.post(
        reverse("import_upload"), {"file": file, "municipality": code, **more}, follow=True
    )


def dropped(client, data=FILE, **more):
    drop(client, data, **more)
    return PendingUpload.objects.latest("created_at").pk


def at(name, pk):
    return reverse(name, args=[pk])


def counts_on(page):
    return [int(n) for n in re.findall(r"</span><b>(\d+)</b>", page.content.decode())]


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


# --- in, and back ---------------------------------------------------------------------------------


@pytest.fixture
def brought_in(as_user, work):
    """A register without doubts, through the wizard: the client and the import's id."""

    def brought_in(who="cia", **more):
        client = as_user(who)
        pk = dropped(client, csv_bytes([line("Åby IF", town="Tumba"), line("", "x")]), **more)
        client.post(at("import_start", pk))
        work(pk, who)
        return client, pk

    return brought_in


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


SHELL = 7  # session, user, posts, who is reading, the menu's count, around them a transaction


def test_every_page_asks_few_questions_whatever_the_rows(as_user, django_assert_max_num_queries):
    client = as_user("cia")
    rows = [line(f"Klubb {n}", kind="Idrott", town="Tumba") for n in range(300)]
    rows += [line(f"Klubb {n}", kind="Idrott", town="Tumba") for n in range(150)]
    pk = dropped(client, csv_bytes(rows))
    review = at("import_review", pk)
    for path, own in {
        reverse("import_upload"): 6,
        at("import_columns", pk): 3,
        at("import_values", pk): 3,
        review: 12,
        f"{review}?show=new": 6,
        f"{review}?show=error": 6,
        at("import_undo", pk): 3,
    }.items():
        with django_assert_max_num_queries(SHELL + own):
            client.get(path)
