"""Registers at an address: fetched from a real server, updated, marked when gone, never more."""

from time import sleep

import pytest
from django.core.exceptions import ValidationError

from movements.access.funnel import NotAllowed
from movements.access.identity import acting_as
from movements.access.outside import Unreachable, checked_address, fetch
from movements.access.readers import service
from movements.exchange import fetching, jobs
from movements.exchange.fetching import ask_for_register, keep_register
from movements.exchange.interbook import customers
from movements.models import Organisation, RegisterSource, SourceRow
from tests.conftest import municipality
from tests.exchange.register_server import association, register, serving


@pytest.fixture
def server(settings):
    with serving() as (url, answers):
        settings.ALLOWED_SERVERS = [url.split("/")[2]]
        yield url, answers


@pytest.fixture
def source(server, acting, norr):
    url, _answers = server
    with acting("glenn") as glenn:
        return keep_register(
            by=glenn, name="Haninge", url=url, municipality=municipality("0136"), association=norr
        )


@pytest.fixture
def fetched(source, server, district):
    """`fetched(association(...), ...)`: the register after a fetch of these, as the job does it."""

    def go(*associations) -> RegisterSource:
        if associations:
            server[1].content = register(*associations)
        jobs.fetch_register(str(source.pk), {"service": "register", "district": str(district.pk)})
        source.refresh_from_db()
        return source

    return go


def names() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


# ---- what comes in


def test_a_register_comes_in_by_the_verb_of_files(fetched, norr):
    done = fetched(association(1, "Åby IF"), association(2, "Ängens BK", WebSite="angensbk.se"))
    assert (done.outcome, done.problem) == ("fetched", "")
    assert done.counts["new"] == 2
    made = Organisation.objects.get(name="Ängens BK")
    assert (made.registered_by, made.town) == (norr, "Västerhaninge")
    assert made.homepage.endswith("angensbk.se")
    assert made.kind == "sports"
    assert SourceRow.objects.filter(source=done, vanished_at=None).count() == 2


def test_contact_people_and_mobile_numbers_are_left_behind(fetched):
    fetched(association(1, "Åby IF", Email="info@abyif.se, hanna.hemlig@example.org"))
    row = SourceRow.objects.get()
    made = Organisation.objects.get()
    said = f"{row.values} {made.__dict__}"
    assert made.email == "info@abyif.se"
    assert made.phone
    for secret in ("Hanna", "hanna", "070"):
        assert secret not in said


def test_it_comes_again_and_changes_only_what_the_register_changed(fetched, acting):
    fetched(association(1, "Åby IF"), association(2, "Ängens BK"))
    again = fetched(association(1, "Åby IF"), association(2, "Ängens BK", Email="info@angen.se"))
    assert again.counts["new"] == 0
    assert (again.counts["changed"], again.counts["unchanged"]) == (1, 1)
    assert Organisation.objects.get(name="Ängens BK").email == "info@angen.se"


def test_what_vanishes_is_marked_and_what_returns_is_not(fetched):
    both = [association(1, "Åby IF"), association(2, "Ängens BK")]
    fetched(*both)
    gone = fetched(both[0])
    assert gone.counts["vanished"] == 1
    row = SourceRow.objects.get(organisation__name="Ängens BK")
    since = row.vanished_at
    assert since is not None
    assert names() == {"Åby IF", "Ängens BK"}
    fetched(both[0])
    row.refresh_from_db()
    assert row.vanished_at == since
    assert fetched(*both).counts["vanished"] == 0
    row.refresh_from_db()
    assert row.vanished_at is None
    assert Organisation.objects.count() == 2


def test_a_hidden_organisation_is_never_met(fetched, acting, norr):
    hidden = Organisation.objects.create(
        district=norr.district, name="Åby IF", existence_protected=True, registered_by=norr
    )
    done = fetched(association(1, "Åby IF", Email="info@abyif.se"))
    assert done.counts["new"] == 1
    hidden.refresh_from_db()
    assert hidden.email == ""


# ---- what goes wrong changes nothing


def slow(handler):
    sleep(3)


def trickle(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            sleep(0.1)
    except OSError:
        pass


def hang_up(handler):
    handler.close_connection = True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": 500}, "fel 500"),
        ({"status": 404}, "fel 404"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "leder vidare"),
        ({"content": b"<html>"}, "JSON"),
        ({"content": b"[" * 100_000}, "JSON"),
        ({"content": b"[1, 2]"}, "lista"),
        ({"content": b'{"Customers": [1]}'}, "lista"),
        ({"content": b'{"TotalNumberOfElements": 0, "Customers": []}'}, "hela"),
        ({"content": b'{"TotalNumberOfElements": 9, "Customers": [{"Name": "X"}]}'}, "hela"),
        ({"content": b" " * 5_000}, "för stort"),
        ({"instead": slow}, "i tid"),
        ({"instead": trickle}, "i tid"),
        ({"instead": hang_up}, "inte nås"),
    ],
)
def test_a_bad_answer_changes_nothing_and_says_why(fetched, server, monkeypatch, change, said):
    fetched(association(1, "Åby IF"))
    monkeypatch.setattr(fetching, "SECONDS", 1)
    monkeypatch.setattr(fetching, "LIMIT", 4_000 if "content" in change else 10_000)
    if change.get("content", b"").startswith(b"[["):
        monkeypatch.setattr(fetching, "LIMIT", 200_000)
    for name, value in change.items():
        setattr(server[1], name, value)
    done = fetched()
    assert done.outcome == "failed"
    assert said in done.problem
    assert done.counts["new"] == 1
    assert names() == {"Åby IF"}
    assert not SourceRow.objects.exclude(vanished_at=None).exists()


def test_the_answer_is_read_but_not_what_it_points_at(server):
    url, answers = server
    answers.status, answers.headers = 301, {"Location": url}
    with pytest.raises(Unreachable):
        fetch(url, limit=1_000, seconds=2)
    assert len(answers.asked) == 1


# ---- where may be asked


@pytest.mark.parametrize(
    "url",
    [
        "http://www.haninge.se/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://databas/x",
        "https://anna:hemligt@www.haninge.se/",
        "ftp://www.haninge.se/",
        "file:///etc/passwd",
        "https://www.haninge.se:999999/",
        "strunt",
    ],
)
def test_only_the_open_internet_may_be_asked(acting, norr, url):
    with pytest.raises(ValidationError):
        checked_address(url)
    with pytest.raises(Unreachable):
        fetch(url, limit=10, seconds=1)
    with acting("glenn") as glenn, pytest.raises(ValidationError) as wrong:
        keep_register(by=glenn, name="X", url=url, municipality=municipality("0136"))
    assert "url" in wrong.value.message_dict


def test_a_name_that_leads_inside_is_not_called(server, settings, monkeypatch):
    url, answers = server
    settings.ALLOWED_SERVERS = []
    port = int(url.split(":")[2].split("/")[0])
    inside = [(2, 1, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: inside)
    with pytest.raises(Unreachable):
        fetch(f"https://register.example.org:{port}/", limit=10, seconds=1)
    assert answers.asked == []


def test_a_server_is_allowed_by_host_or_by_host_and_port(settings):
    settings.ALLOWED_SERVERS = ["127.0.0.1:8099"]
    assert checked_address("http://127.0.0.1:8099/x")
    with pytest.raises(ValidationError):
        checked_address("http://127.0.0.1:8100/x")


# ---- who may


@pytest.mark.parametrize("who", ["anna", "asta", "cia", "dag", "frid"])
def test_only_an_administrator_says_where_registers_are(acting, source, who):
    with acting(who) as other:
        with pytest.raises(NotAllowed):
            keep_register(by=other, register=source, name="Annat")
        with pytest.raises(NotAllowed):
            ask_for_register(by=other, register=source)


def test_asking_puts_one_fetch_in_the_queue_and_the_change_leaves_a_trace(acting, source):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with acting("glenn") as glenn:
        ask_for_register(by=glenn, register=source)
        ask_for_register(by=glenn, register=source)
        keep_register(by=glenn, register=source, name="Haninge kommun")
    waiting = ProcrastinateJob.objects.filter(task_name="exchange.fetch_register")
    (job,) = waiting
    assert job.args["reader"]["service"] == "register"
    events = RegisterSource.pgh_event_model.objects.filter(pgh_obj=source)
    assert events.order_by("-pgh_id").first().name == "Haninge kommun"


def test_the_service_sees_no_hidden_organisation(district, norr):
    Organisation.objects.create(district=district, name="Dold", existence_protected=True)
    with acting_as(service("register", district), why="test") as by:
        assert not Organisation.objects.visible_to(by).exists()


def test_a_list_of_many_pages_in_one_answer_is_read():
    many = [association(number, f"Förening {number}") for number in range(2_500)]
    assert len(customers(register(*many))) == 2_500
