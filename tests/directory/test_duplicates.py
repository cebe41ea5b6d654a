"""The queue of possible duplicates: what the scan finds, who is told, and what is done about it."""

import pytest
from django.urls import reverse

from movements.dialogue.actions import protect_existence
from movements.directory.duplicates import (
    dismiss_duplicate,
    remember_not_the_same,
    suggestions,
    take_back_dismissal,
)
from movements.directory.scanning import scan_for_duplicates
from movements.models import Merge, NotTheSame, Organisation, PossibleDuplicate
from tests.conftest import municipality

pytestmark = pytest.mark.django_db
QUEUE = reverse("organisation_duplicates")


@pytest.fixture
def twins(register):
    """The same village society twice, once misspelt."""
    here = municipality("0136")
    one = register("Utö byalagsförening", municipality=here, town="Utö", email="info@uto.example")
    return one, register("Utö byalgsförening", municipality=here, town="Utö")


@pytest.fixture
def scanned(twins, district):
    scan_for_duplicates(district)
    return twins


def pair_url(one, other, name="organisation_duplicate"):
    return reverse(name, args=[one.pk, other.pk])


def test_the_scan_finds_them_and_says_why(scanned):
    found = PossibleDuplicate.objects.get()
    assert {found.one, found.other} == set(scanned)
    assert (found.why, found.certain) == ("alike", False)


@pytest.mark.parametrize(
    ("facts", "why", "certain"),
    [
        (({"homepage": "http://uto.example"}, {"homepage": "https://www.uto.example/"}), 1, True),
        (({}, {}), 2, False),
    ],
)
def test_the_website_makes_it_certain(register, district, facts, why, certain):
    for fact in facts:
        register("Utö byalag", municipality=municipality("0136"), **fact)
    scan_for_duplicates(district)
    found = PossibleDuplicate.objects.get()
    assert (found.why, found.certain) == (["", "same_homepage", "same_place"][why], certain)


def test_the_scan_is_true_again_when_the_names_are(scanned, district):
    first = PossibleDuplicate.objects.get()
    scan_for_duplicates(district)
    assert PossibleDuplicate.objects.get() == first  # not made anew
    Organisation.objects.filter(pk=scanned[1].pk).update(name="Ornö byalag")
    scan_for_duplicates(district)
    assert not PossibleDuplicate.objects.exists()


def test_what_somebody_has_said_is_two_is_never_suggested_again(scanned, district, acting):
    with acting("anna") as anna:
        dismiss_duplicate(by=anna, one=scanned[1], other=scanned[0])
    assert not PossibleDuplicate.objects.exists()
    scan_for_duplicates(district)
    assert not PossibleDuplicate.objects.exists()
    with acting("bo") as bo:
        take_back_dismissal(by=bo, one=scanned[0], other=scanned[1])
    assert PossibleDuplicate.objects.count() == 1


def test_an_import_remembers_pairs_that_its_reviewer_may_see(twins, register, acting):
    hidden = register("Hemliga huset", existence_protected=True)
    pairs = [(twins[0].pk, twins[1].pk), (twins[0].pk, hidden.pk)]
    with acting("bo") as bo:
        remember_not_the_same(by=bo, pairs=pairs)
        remember_not_the_same(by=bo, pairs=pairs)  # once is enough
    said = NotTheSame.objects.get()
    assert {said.one, said.other} == set(twins)


def test_a_pair_is_shown_to_those_who_see_both(scanned, acting, cast, client):
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=scanned[0])
    told = {name for name in cast.names if suggestions(cast.reader(name)).exists()}
    assert told == {"anna", "asta", "cia"}
    client.force_login(cast.bo)
    assert b"Ut\xc3\xb6 byal" not in client.get(QUEUE).content
    for first, second in (scanned, scanned[::-1]):
        assert client.get(pair_url(first, second)).status_code == 404
        assert client.post(pair_url(first, second)).status_code == 404
        assert client.post(pair_url(first, second, "organisation_dismiss")).status_code == 404


def test_the_list_leads_to_the_queue_with_its_count(scanned, client, cast):
    client.force_login(cast.anna)
    assert "Möjliga dubbletter (1)" in client.get(reverse("organisation_list")).text
    client.force_login(cast.dag)
    assert "Möjliga dubbletter" not in client.get(reverse("organisation_list")).text
    assert client.get(QUEUE).status_code == 403


def test_the_queue_and_the_pair_in_words(scanned, client, cast):
    client.force_login(cast.anna)
    page = client.get(QUEUE)
    assert pair_url(*sorted(scanned, key=lambda one: one.pk)) in page.text
    side = client.get(pair_url(*scanned)).text
    assert "Nästan samma namn" in side
    assert "<mark>byalagsförening</mark>" in side
    assert "<mark>byalgsförening</mark>" in side


def test_merging_in_the_page_and_undoing_it(scanned, client, cast):
    kept, gone = scanned[1], scanned[0]  # the misspelt one is kept, the name is the other's
    client.force_login(cast.anna)
    answer = client.post(f"{pair_url(kept, gone)}?queue=1", {"name": "gone", "email": "gone"})
    assert answer.url == QUEUE
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Utö byalagsförening", "info@uto.example")
    told = client.get(reverse("organisation_detail", args=[kept.pk])).text
    assert "Slogs ihop" in told
    old = client.get(reverse("organisation_detail", args=[gone.pk]))
    assert (old.status_code, old.url) == (301, reverse("organisation_detail", args=[kept.pk]))
    assert old["Cache-Control"] == "private, no-store"  # it can be undone
    undone = client.post(reverse("organisation_merge_undo", args=[Merge.objects.get().pk]))
    assert undone.url == reverse("organisation_detail", args=[gone.pk])
    assert client.get(undone.url).status_code == 200
    kept.refresh_from_db()
    assert kept.name == "Utö byalgsförening"


def test_a_pair_decided_in_another_window_leads_to_what_they_became(scanned, client, cast):
    kept, gone = scanned
    client.force_login(cast.anna)
    client.post(pair_url(kept, gone))
    there = reverse("organisation_detail", args=[kept.pk])
    for late in (pair_url(kept, gone), pair_url(gone, kept)):
        assert client.post(late).url == there
    assert client.post(pair_url(kept, gone, "organisation_dismiss")).url == there
    assert "De är redan en." in client.get(there).text
    assert Merge.objects.count() == 1
    client.force_login(cast.hedda)
    assert client.post(pair_url(kept, gone, "organisation_dismiss")).status_code == 404


def test_the_old_address_tells_nothing_to_those_who_may_not_see_the_kept_one(
    scanned, client, cast, acting
):
    kept, gone = scanned
    client.force_login(cast.anna)
    client.post(pair_url(kept, gone))
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=kept)
    old = reverse("organisation_detail", args=[gone.pk])
    api = reverse("api_organisation-detail", args=[gone.pk])
    assert client.get(old).status_code == 301
    assert client.get(api).status_code == 308
    assert client.get(api).headers["Location"] == reverse("api_organisation-detail", args=[kept.pk])
    for name in ("bo", "dag", "frid", "hedda"):
        client.force_login(getattr(cast, name))
        assert client.get(old).status_code == 404, name
        assert client.get(api).status_code == 404, name


def test_why_two_cannot_be_merged_is_said_before_and_after(scanned, client, cast, acting):
    with acting("anna") as anna:
        protect_existence(by=anna, organisation=scanned[0])
    client.force_login(cast.anna)
    page = client.get(pair_url(*scanned))
    assert page.status_code == 200
    assert "skyddad" in page.text
    answer = client.post(pair_url(*scanned))
    assert answer.status_code == 400
    assert not Merge.objects.exists()


def test_the_other_one_is_found_by_likeness_and_by_name(twins, client, cast, register):
    third = register("Skärgårdsbyns intresseförening")
    client.force_login(cast.anna)
    address = reverse("organisation_merge_with", args=[twins[0].pk])
    assert pair_url(*twins) in client.get(address).text
    found = client.get(address, {"q": "skärgårdsbyns"}).text
    assert pair_url(twins[0], third) in found


def test_while_typing_it_says_what_is_here_but_never_what_is_hidden(
    twins, client, cast, acting, register
):
    address = reverse("organisation_here_already")
    asked = {"name": "Utö byalag", "municipality": municipality("0136").pk}
    register("Utö byalag", existence_protected=True, municipality=municipality("0136"))
    client.force_login(cast.bo)
    told = client.get(address, asked).text
    assert told.count("<li>") == 0 or "Utö byalag<" not in told
    client.force_login(cast.anna)
    assert "Utö byalag<" in client.get(address, asked).text
    client.force_login(cast.bo)
    assert (
        "Utö byalagsförening" in client.get(address, asked | {"name": "Utö Byalagsföreningen"}).text
    )
    for odd in ("x" * 9999, "%", "\x00", "' OR 1=1"):
        assert client.get(address, {"name": odd, "municipality": odd}).status_code == 200
