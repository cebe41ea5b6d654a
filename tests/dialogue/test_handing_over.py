"""What somebody leads is taken over by another of the same association."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from movements.access.funnel import NotAllowed
from movements.dialogue.handing_over import hand_over, led_by
from movements.models import Organisation, Post, Promise, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(district):
    return Organisation.objects.create(district=district, name="Byalaget")


@pytest.fixture
def led(cast, district, norr, organisation):
    """A relation and a promise of Anna's, and a promise that she alone knows of."""
    given = {"district": district, "organisation": organisation, "association": norr}
    relation = Relation.objects.create(**given, lead=cast.anna, started_on=date(2024, 1, 1))
    more = {"owner": cast.anna, "due_on": date(2027, 1, 1), "association_ids": [norr.pk]}
    promise = Promise.objects.create(**given, **more, text="Låna ut megafonen")
    hidden = Promise.objects.create(
        **given, **more, text="Hemligt", sensitivity="named", named=[cast.anna.pk]
    )
    return relation, promise, hidden


def test_the_admin_sees_what_somebody_leads_but_not_what_is_kept_for_them(cast, acting, norr, led):
    with acting("asta") as asta:
        found = led_by(asta, cast.anna, norr)
    assert (found.relations, found.promises) == ([led[0]], [led[1]])


def test_it_is_handed_over_and_leaves_its_trace(cast, acting, norr, led):
    with acting("asta") as asta:
        assert hand_over(by=asta, giver=cast.anna, association=norr, taker=cast.asta) == 2
    relation, promise, hidden = led
    for row in led:
        row.refresh_from_db()
    assert (relation.lead, promise.owner, hidden.owner) == (cast.asta, cast.asta, cast.anna)
    event = Relation.pgh_event_models["update"].objects.order_by("pgh_id").last()
    assert event.pgh_context.metadata == {"user": str(cast.asta.pk), "why": "hand_over"}


@pytest.mark.parametrize("name", ["anna", "bo", "cia", "glenn", "hedda"])
def test_it_is_refused_to_the_wrong_post(cast, acting, norr, led, name):
    with acting(name) as reader, pytest.raises(NotAllowed):
        hand_over(by=reader, giver=cast.anna, association=norr, taker=cast.asta)


def test_nobody_without_a_post_there_takes_over(cast, acting, norr, led):
    with acting("asta") as asta, pytest.raises(ValidationError):
        hand_over(by=asta, giver=cast.anna, association=norr, taker=cast.bo)


def test_the_page_lists_it_and_hands_it_over(cast, led):
    client = Client()
    client.force_login(cast.asta)
    post = Post.objects.get(user=cast.anna)
    text = client.get(f"/foreningen/personer/{post.pk}/").content.decode()
    assert "Låna ut megafonen" in text
    assert "Hemligt" not in text
    client.post(f"/foreningen/personer/{post.pk}/lamna-over/", {"taker": str(cast.asta.pk)})
    led[1].refresh_from_db()
    assert led[1].owner == cast.asta
