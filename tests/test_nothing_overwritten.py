"""400 saves at once by eight people: none that was acknowledged is lost or overwritten unseen."""

import json
import re
import threading
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from movements.access.identity import acting_as
from movements.access.models import Post, Role, User
from movements.directory.actions import register_organisation
from movements.models import Organisation

SEEN = re.compile(r'name="seen" value="([^"]*)"')
PEOPLE, PAGES, MACHINES = 8, 5, 45  # 8 × (5 + 45) = 400 saves


def by_page(client, pk, text: str) -> tuple[int, str]:
    """Reads the form, writes, saves: (status, what the writer had seen)."""
    page = reverse("organisation_edit", args=[pk])
    # Read off the page: what a test client keeps of its templates is every thread's at once.
    seen = SEEN.search(client.get(page).content.decode())[1]
    fields = json.loads(unescape(seen))["fields"]
    sent = {name: value for name, value in fields.items() if value not in (None, False)}
    answer = client.post(page, sent | {"seen": unescape(seen), "description": text})
    return answer.status_code, fields["description"]


def by_machine(client, pk, text: str) -> tuple[int, str]:
    path = f"/api/v1/organisations/{pk}/"
    read = client.get(path).json()
    headers = {"If-Match": read["version"]}
    answer = client.patch(path, {"description": text}, "application/json", headers=headers)
    return answer.status_code, read["description"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_no_acknowledged_save_is_lost_or_overwritten_unseen(cast, district, norr, day_one):
    with acting_as(cast.reader("anna"), why="test") as anna:
        pk = register_organisation(by=anna, association=norr, name="Hyresgästerna").pk
    writers = [User.objects.create_user(f"v{n}@example.org", f"Vera {n}") for n in range(PEOPLE)]
    for user in writers:
        Post.objects.create(
            district=district, user=user, role=Role.STEWARD, association=norr, starts_on=day_one
        )
    told, problems, start = [], [], threading.Barrier(PEOPLE)

    def write(user):
        client = Client()
        try:
            client.force_login(user)
            start.wait(30)
            for number in range(PAGES + MACHINES):
                door = by_machine if number % 10 else by_page
                text = f"{user.name} {number}"
                told.append((text, *door(client, pk, text)))
        except Exception as problem:  # noqa: BLE001  (told to the test below)
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[user]) for user in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert problems == []
    counts = Counter(status for _text, status, _seen in told)
    saved = {text: seen for text, status, seen in told if status in (200, 302)}
    assert counts.keys() <= {200, 302, 409, 412}
    assert counts[409] + counts[412]  # a race that nobody lost would prove nothing
    assert sum(counts.values()) == PEOPLE * (PAGES + MACHINES)
    history = Organisation.pgh_event_model.objects.filter(pgh_obj=pk).order_by("pgh_id")
    kept = list(history.values_list("description", flat=True))
    assert len(kept) == 1 + len(saved)
    for before, after in zip(kept, kept[1:], strict=False):
        assert saved[after] == before  # whoever wrote over it had seen it


@pytest.fixture
def day_one():
    return date(2020, 1, 1)
