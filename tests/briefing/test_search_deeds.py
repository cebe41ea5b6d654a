"""What one can do is found by its words, beside what there is: *logga avstämning med dhr*."""

import pytest

from crm.briefing.kinds import kinds_meant

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client, cast):
    """asked("anna", "dhr"): the page of what she searched for; another address when told."""

    def asked(who, text, path="/sok/"):
        client.force_login(getattr(cast, who))
        return client.get(path, {"q": text})

    return asked


@pytest.fixture
def told(asked, register):
    """told("anna", "dhr"): the sections that the palette shows her, [(code, [addresses])]."""
    known = register("DHR Haninge")

    def ask(who, text):
        found = asked(who, text, "/sok/forslag/").context["sections"]
        return [(one.code, [line.url for line in one.lines]) for one in found]

    ask.log_with = f"/avstamningar/logga/?organisation={known.pk}"
    return ask


@pytest.mark.parametrize("text", ["logga", "Logga avstamning", "logga avstämning"])
def test_a_deed_is_found_by_the_beginning_of_its_words(told, text):
    assert told("anna", text) == [("acts", ["/avstamningar/logga/"])]


def test_a_deed_with_somebody_stands_first_and_looks_for_whom(told):
    found = told("anna", "logga avstämning med dhr")
    assert [code for code, _lines in found][:2] == ["acts", "organisations"]
    assert found[0][1][0] == told.log_with


@pytest.mark.parametrize("path", ["/sok/", "/sok/forslag/"])
def test_where_only_a_deed_is_found_nobody_is_told_that_nothing_was(asked, path):
    assert asked("anna", "logga", path).context["said"] == ""
    assert asked("anna", "kvastar", path).context["said"]


def test_whoever_may_not_log_is_not_offered_to(told):
    assert told("dag", "logga") == []
    lines = [url for _code, urls in told("dag", "logga avstämning med dhr") for url in urls]
    assert told.log_with not in lines


def test_a_kind_is_named_as_in_a_sentence(asked):
    title = asked("dag", "fackklubb").context["acts"][0].title
    assert title == "Visa listan över fackklubb/sektion"
    assert "HBTQI" in asked("dag", "hbtqi").context["acts"][0].title


@pytest.mark.usefixtures("told")
def test_what_the_page_offers_is_not_said_to_be_nothing(asked):
    context = asked("anna", "logga avstämning med dhr").context
    assert context["answer"].organisations.total == 1
    assert not context["nothing"]
    assert asked("anna", "logga med kvastar").context["nothing"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("fack haninge", "kind=union&kind=union_branch&q=haninge"),
        ("Facken", "kind=union&kind=union_branch"),
        ("kvinojour", None),
        ("haninge", None),
        ("för", None),
    ],
)
def test_a_word_for_a_kind_leads_to_the_list_of_it(told, text, query):
    lists = [
        url
        for _code, urls in told("dag", text)
        for url in urls
        if url.startswith("/organisationer/?")
    ]
    assert lists == ([f"/organisationer/?{query}"] if query else [])


@pytest.mark.parametrize("text", ["förening åby", "Organisationer i Åby"])
def test_a_word_that_every_kind_could_have_names_none(text):
    assert kinds_meant(text) == ([], text)
