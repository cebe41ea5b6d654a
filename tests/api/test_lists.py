"""What each of the cast finds at each address."""

import pytest

LISTS = ("organisations", "contact-persons", "relations", "meetings", "promises")


def results(client, name: str, **query) -> list[dict]:
    answer = client.get(f"/api/v1/{name}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("name", LISTS)
def test_a_post_is_needed_for_rows(crowd, api, name):
    assert api(None).get(f"/api/v1/{name}/").status_code == 401
    assert api("eva").get(f"/api/v1/{name}/").status_code == 403
    assert api("ivar").get(f"/api/v1/{name}/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["frid", "glenn"])
def test_officers_hold_posts_that_read_no_content(crowd, api, name, who):
    assert results(api(who), name) == []


def test_each_sees_the_organisations_of_the_rules_page(crowd, api):
    def names(who):
        return {row["name"] for row in results(api(who), "organisations")}

    hidden = {"Dold förening i Norr", "Dold förening i Söder", "Dold jour"}
    assert names("anna") & hidden == {"Dold förening i Norr", "Dold jour"}
    assert names("bo") & hidden == {"Dold förening i Söder", "Dold jour"}
    assert names("cia") & hidden == hidden
    assert names("dag") & hidden == set()
    assert names("hedda") == {"Hyresgästföreningen i grannen"}
    assert "Nedlagd förening" not in names("cia")


def test_organisations_come_in_swedish_order(crowd, api):
    names = [row["name"] for row in results(api("cia"), "organisations")]
    assert names[-3:] == ["Åkerbo scouter", "Ängens odlare", "Ösmo byalag"]


def test_pages_join_into_the_whole_list_both_ways(crowd, api):
    client = api("cia")
    whole = [row["id"] for row in results(client, "organisations")]
    forth, address = [], "/api/v1/organisations/?page_size=4"
    while address:
        page = client.get(address).json()
        forth.append([row["id"] for row in page["results"]])
        last, address = page, page["next"]
    assert sum(forth, []) == whole
    back, address = [], last["previous"]
    while address:
        page = client.get(address).json()
        back.insert(0, [row["id"] for row in page["results"]])
        address = page["previous"]
    assert sum(back, []) + forth[-1] == whole


def test_a_place_is_geojson_and_a_protected_address_has_none(crowd, api):
    rows = {row["name"]: row for row in results(api("cia"), "organisations")}
    lon, lat = rows["Hyresgästföreningen Tungelsta"]["point"]["coordinates"]
    assert 17 < lon < 19
    assert 58 < lat < 60
    shelter = rows["Kvinnojouren Nord"]
    assert shelter["address_protected"]
    assert shelter["point"] is None
    assert shelter["address"] == shelter["town"] == shelter["postcode"] == ""
    assert shelter["municipality"] == {"code": "0136", "name": "Haninge"}


def test_last_contact_is_what_the_reader_may_know(crowd, api):
    def met(who):
        rows = {row["name"]: row["last_contact"] for row in results(api(who), "organisations")}
        return rows["Hyresgästföreningen Alby"]

    assert met("bo") is not None
    assert met("cia") == met("bo")
    assert met("anna") is None
    assert met("dag") is None


def test_a_contact_person_tells_only_of_organisations_one_may_see(crowd, api):
    def roles(who):
        people = {row["name"]: row for row in results(api(who), "contact-persons")}
        return {role["organisation"]["name"] for role in people["Öppna Olle"]["roles"]}

    assert roles("anna") == {"Hyresgästföreningen Tungelsta", "Dold förening i Norr"}
    assert roles("bo") == roles("dag") == {"Hyresgästföreningen Tungelsta"}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("anna", {"Öppna Olle", "Norrs Nina", "Namngivna Noor", "Dolda Disa"}),
        ("asta", {"Öppna Olle", "Norrs Nina", "Dolda Disa"}),
        ("bo", {"Öppna Olle", "Söders Sam"}),
        ("cia", {"Öppna Olle", "Norrs Nina", "Söders Sam", "Dolda Disa"}),
        ("dag", {"Öppna Olle"}),
        ("hedda", set()),
    ],
)
def test_each_sees_the_contact_persons_of_the_rules_page(crowd, api, who, names):
    people = results(api(who), "contact-persons")
    assert {row["name"] for row in people} == names
    assert all(row["channels"] for row in people)


def test_a_relation_names_no_organisation_that_one_may_not_see(crowd, api):
    hidden = crowd.organisations["Dold förening i Söder"]
    rows = results(api("dag"), "relations")
    assert None in [row["organisation"] for row in rows]
    answer = api("dag").get("/api/v1/relations/")
    assert hidden.name not in answer.content.decode()
    assert str(hidden.pk) not in answer.content.decode()
    told = [row["organisation"] for row in results(api("bo"), "relations")]
    assert {"id": str(hidden.pk), "name": hidden.name} in told


def test_a_meeting_tells_only_of_organisations_one_may_see(crowd, api):
    fact = str(crowd.meetings[10].pk)

    def there(who):
        rows = {row["id"]: row for row in results(api(who), "meetings")}
        return [one["name"] for one in rows[fact]["organisations"]]

    assert there("anna") == ["Dold förening i Norr", "Ängens odlare"]
    assert there("bo") == there("dag") == ["Ängens odlare"]


def test_content_is_null_when_hidden_as_when_missing(crowd, api):
    held, empty = str(crowd.meetings[1].pk), str(crowd.meetings[6].pk)

    def content(who, pk):
        return {row["id"]: row["content"] for row in results(api(who), "meetings")}[pk]

    assert content("anna", held)["notes"] == "Anteckning 1."
    assert content("cia", held)["points"][0]["text"] == "Krav 1."
    assert content("bo", held) is None
    assert content("dag", held) is None
    assert content("anna", empty) is None


def test_a_point_names_no_organisation_that_one_may_not_see(crowd, api):
    pk = str(crowd.meetings[10].pk)
    rows = {row["id"]: row for row in results(api("bo"), "meetings")}
    told = [point["organisation"] for point in rows[pk]["content"]["points"]]
    assert None in told
    assert "Dold förening i Norr" not in str(told)


def test_participants_are_those_that_one_may_know(crowd, api):
    pk = str(crowd.meetings[0].pk)

    def there(who):
        rows = {row["id"]: row for row in results(api(who), "meetings")}
        present = rows[pk]["content"]["participants"]
        return {(one["user"] or one["person"])["name"] for one in present}

    assert there("anna") == {"Anna", "Öppna Olle"}
    assert there("bo") == {"Anna", "Öppna Olle", "Söders Sam"}
    assert there("dag") == {"Anna", "Öppna Olle"}


def test_a_named_meeting_is_for_those_named_alone(crowd, api):
    named = str(crowd.meetings[5].pk)
    seen = {
        who: named in {row["id"] for row in results(api(who), "meetings")}
        for who in ("anna", "asta", "bo", "cia", "dag", "hedda")
    }
    assert seen == {
        "anna": True, "asta": False, "bo": False, "cia": False, "dag": False, "hedda": False
    }  # fmt: skip


def test_a_promise_says_how_late_it_is(crowd, api):
    late = [row for row in results(api("anna"), "promises") if row["days_late"]]
    asked = results(api("anna"), "promises", overdue="1")
    assert {row["id"] for row in late} == {row["id"] for row in asked}
    assert late


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag", "hedda"])
def test_one_row_is_the_same_as_in_the_list(crowd, api, name, who):
    client = api(who)
    for row in results(client, name):
        assert client.get(f"/api/v1/{name}/{row['id']}/").json() == row


@pytest.mark.parametrize("name", LISTS)
def test_hidden_and_missing_answer_alike(crowd, api, name):
    everything = {row["id"] for row in results(api("cia"), name)}
    everything |= {row["id"] for row in results(api("anna"), name)}
    client = api("hedda")
    missing = client.get(f"/api/v1/{name}/00000000-0000-7000-8000-000000000000/")
    assert missing.status_code == 404
    assert everything
    for pk in everything:
        hidden = client.get(f"/api/v1/{name}/{pk}/")
        assert (hidden.status_code, hidden.json()) == (404, missing.json())
