"""No page of an import asks more than twelve questions, whatever the size of the register."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from movements.models import DraftRow, Organisation, PendingUpload
from tests.exchange.drops import at, dropped
from tests.exchange.files import csv_bytes

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
HEADER = ["Namn", "Slag", "Ort", "E-post", "Hemsida"]


def club(number, mail="", home=""):
    return [f"Klubb {number}", "Idrott", "Tumba", mail, home]


def first_register(number):
    return csv_bytes([club(n, f"k{n}@klubb.example") for n in range(number)], HEADER)


def second_register(number):
    """New, changed, unchanged, alike with another row, alike with what is known, and wrong."""
    rows = [club(n, f"k{n}@klubb.example") for n in range(number // 2, number)]
    rows += [
        club(n, f"k{n}@klubb.example", f"klubb{n}.example") for n in range(number // 2, number)
    ]
    rows += [["Kören", "Kvasthållare", "Alby", "", f"{n}.example"] for n in range(number)]
    rows += [[f"Klubb {n}", "Kultur", "Alby", "", ""] for n in range(number)]
    rows += [[f"Sällskapet {n}", "Kultur", "Alby", "", ""] for n in range(number)]
    return csv_bytes([*rows, ["", "Kultur", "", "", ""]], HEADER)


@pytest.fixture
def addresses(as_user, work, norr, today):
    """addresses(who, number): every page of the wizard, over registers of that many rows."""

    def addresses(who, number):
        client = as_user(who)
        more = {"code": "0136", "association": str(norr.pk)} if who == "asta" else {}
        first = dropped(client, first_register(number), **more)
        client.post(at("import_start", first))
        work(first, who)
        second = dropped(client, second_register(number), **more)
        review = at("import_review", second)
        yield reverse("import_upload")
        yield from (at(name, second) for name in ("import_columns", "import_values"))
        yield review
        outcomes = set(DraftRow.objects.filter(draft=second).values_list("outcome", flat=True))
        assert outcomes >= {"new", "changed", "duplicate", "error"}
        yield from (f"{review}?show={outcome}" for outcome in sorted(outcomes))
        yield f"{review}?show=duplicate&page=2"
        held = DraftRow.objects.filter(draft=second, outcome__in=("duplicate", "new"))
        alike = [held.exclude(organisation=None), held.exclude(like_row=None)]
        for row in (rows.order_by("-number")[0] for rows in alike):
            yield f"{review}?show={row.outcome}&row={row.number}"
        yield at("import_errors", second)
        yield from (at(name, first) for name in ("import_done", "import_undo"))
        PendingUpload.objects.filter(pk=second).update(state="working", progress=40)
        yield at("import_progress", second)

    return addresses


@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize("who", ["cia", "asta"])
def test_every_page_asks_at_most_twelve(addresses, client, who, number):
    costs = {}
    for address in addresses(who, number):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        costs[address] = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    over = {address: sqls for address, sqls in costs.items() if len(sqls) > MOST_QUERIES}
    assert not over, "\n".join(f"{a}: {len(sqls)}" for a, sqls in over.items())
    assert not [sql for sqls in costs.values() for sql in sqls if '"border"' in sql]
    assert Organisation.objects.count() == number
