"""Somebody leaves: what they could open is closed on the next request, and nothing comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from movements.access.funnel import NotAllowed
from movements.access.inviting import invitation_of
from movements.access.jobs import name_of
from movements.access.leaving import SEALED, end_post, offboard, reactivate, sealed
from movements.access.readers import reader_of
from movements.models import (
    Invitation,
    Organisation,
    PendingUpload,
    Post,
    Relation,
    Session,
    User,
)
from tests.access.letters import asked, secret_of, send_letters
from tests.conftest import municipality

pytestmark = pytest.mark.django_db
ROWS = "/api/v1/organisations/"


@pytest.fixture
def browser(cast):
    def logged_in(name):
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return logged_in


@pytest.fixture
def post_of(cast):
    return lambda name: Post.objects.get(user=getattr(cast, name))


@pytest.fixture
def second_post(cast, district):
    def give(name, role, **where):
        return Post.objects.create(
            district=district,
            user=getattr(cast, name),
            role=role,
            starts_on=date(2024, 1, 1),
            **where,
        )

    return give


def machine(user) -> APIClient:
    _row, secret = user.auth_token_set.create()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


# ---- who may


def test_an_admin_ends_a_post_and_it_leaves_its_trace(cast, acting, post_of):
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    assert reader_of(User.objects.get(pk=cast.anna.pk)).posts == ()
    event = Post.pgh_event_models["update"].objects.order_by("pgh_id").last()
    assert event.pgh_context.metadata == {"user": str(cast.asta.pk), "why": "end_post"}


@pytest.mark.parametrize(
    ("name", "whose"),
    [("anna", "asta"), ("bo", "anna"), ("cia", "anna"), ("frid", "anna"), ("asta", "bo")]
    + [("asta", "cia"), ("asta", "glenn"), ("asta", "dag")],
)
def test_it_is_refused_to_the_wrong_post(acting, post_of, name, whose):
    with acting(name) as reader, pytest.raises(NotAllowed):
        end_post(by=reader, post=post_of(whose))
    assert post_of(whose).ends_on is None


def test_a_post_of_another_district_is_none(acting, post_of):
    with acting("hedda") as hedda, pytest.raises(Post.DoesNotExist):
        end_post(by=hedda, post=post_of("anna"))


def test_an_admin_offboards_only_who_has_all_posts_with_them(acting, cast, second_post, soder):
    second_post("anna", "steward", association=soder)
    with acting("asta") as asta, pytest.raises(NotAllowed):
        offboard(by=asta, user=cast.anna)
    with acting("glenn") as glenn:
        offboard(by=glenn, user=cast.anna)
    assert not Post.objects.filter(user=cast.anna, ends_on=None).exists()


def test_the_last_administrator_stays(acting, cast, post_of, second_post):
    with acting("glenn") as glenn:
        for deed in (
            lambda: end_post(by=glenn, post=post_of("glenn")),
            lambda: offboard(by=glenn, user=cast.glenn),
        ):
            with pytest.raises(ValidationError):
                deed()
    second_post("eva", "administrator")
    with acting("glenn") as glenn:
        end_post(by=glenn, post=post_of("glenn"))


def test_a_post_that_ended_is_not_ended_again(acting, post_of):
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
        with pytest.raises(ValidationError):
            end_post(by=asta, post=post_of("anna"))


def test_a_post_that_has_not_begun_never_does(acting, post_of, cast):
    Post.objects.filter(user=cast.anna).update(starts_on=timezone.localdate() + timedelta(days=9))
    with acting("asta") as asta:
        post = end_post(by=asta, post=post_of("anna"))
    assert post.ends_on == post.starts_on


# ---- what closes


def test_an_open_browser_and_a_machine_are_out_on_the_next_request(cast, browser, acting, post_of):
    theirs, other, program = browser("anna"), browser("anna"), machine(cast.anna)
    assert theirs.get("/idag/").status_code == 200
    assert program.get(ROWS).status_code == 200
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    for client in (theirs, other):
        answer = client.get("/organisationer/")
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/konto/login/")
    assert program.get(ROWS).status_code == 401
    assert not Session.objects.filter(user=cast.anna).exists()
    assert Session.objects.filter(user=None).count() <= 2


def test_whoever_keeps_a_post_logs_in_to_what_is_left(
    cast, browser, acting, post_of, second_post, soder
):
    second_post("anna", "steward", association=soder)
    with acting("asta") as asta:
        end_post(by=asta, post=Post.objects.get(user=cast.anna, association__name="Norr"))
    cast.anna.refresh_from_db()
    assert cast.anna.is_active
    assert browser("anna").get("/idag/").status_code == 200
    assert reader_of(cast.anna).associations == (soder.pk,)


def test_the_last_post_anywhere_closes_the_account(cast, acting, post_of):
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    cast.anna.refresh_from_db()
    assert not cast.anna.is_active
    assert not cast.anna.has_usable_password()


def test_a_post_in_another_district_keeps_the_account(cast, acting):
    there = Post.objects.get(user=cast.hedda)
    Post.objects.create(
        district=there.district,
        user=cast.anna,
        role="steward",
        association=there.association,
        starts_on=date(2024, 1, 1),
    )
    with acting("glenn") as glenn:
        offboard(by=glenn, user=cast.anna)
    cast.anna.refresh_from_db()
    assert cast.anna.is_active
    assert [post.district for post in reader_of(cast.anna).posts] == [there.district]


def test_a_letter_for_a_new_password_opens_nothing_after(cast, acting, post_of):
    token = default_token_generator.make_token(cast.anna)
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    assert not default_token_generator.check_token(User.objects.get(pk=cast.anna.pk), token)


def test_files_under_review_go(cast, acting, district, norr, post_of, second_post):
    second_post("asta", "steward", association=norr)
    PendingUpload.objects.create(
        district=district,
        uploaded_by=cast.asta,
        association=norr,
        content=b"x",
        municipality=municipality("0136"),
    )
    with acting("glenn") as glenn:
        end_post(by=glenn, post=Post.objects.get(user=cast.asta, role="association_admin"))
    assert not PendingUpload.objects.exists()


def test_jobs_in_their_name_are_cancelled_and_no_others(cast, acting, post_of):
    for name in ("anna", "bo"):
        job = app.configure_task("exchange.look_at_draft")
        job.defer(draft=str(uuid4()), reader=name_of(cast.reader(name)))
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    left = ProcrastinateJob.objects.filter(task_name="exchange.look_at_draft")
    assert {job.args["reader"]["user"]: job.status for job in left} == {
        str(cast.anna.pk): "cancelled",
        str(cast.bo.pk): "todo",
    }


def test_letters_they_sent_are_good_no_longer(cast, acting, norr, soder):
    with acting("asta") as asta:
        asked(asta, norr)
    send_letters()
    mine = secret_of()
    with acting("glenn") as glenn:
        asked(glenn, norr, email="glenns@example.org")
    send_letters()
    glenns = secret_of()
    with acting("glenn") as glenn:
        end_post(by=glenn, post=Post.objects.get(user=cast.asta))
    assert invitation_of(mine) is None
    assert invitation_of(glenns) is not None


def test_no_letter_to_themselves_lets_them_straight_in_again(cast, acting, norr, soder):
    with acting("glenn") as glenn:
        asked(glenn, soder, email="anna@example.org")
        offboard(by=glenn, user=cast.anna)
    assert not Invitation.objects.unanswered().exists()


# ---- lists of readers


@pytest.fixture
def tie(district, norr):
    def make(*names, sensitivity="named"):
        return Relation.objects.create(
            district=district,
            organisation=Organisation.objects.create(
                district=district, name=f"Organisation {Organisation.objects.count()}"
            ),
            association=norr,
            sensitivity=sensitivity,
            named=[user.pk for user in names],
            started_on=date(2024, 1, 1),
        )

    return make


def test_a_reader_list_loses_its_reader(cast, acting, tie, post_of):
    shared, open_one = tie(cast.anna, cast.asta), tie(cast.anna, sensitivity="open")
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    shared.refresh_from_db()
    open_one.refresh_from_db()
    assert (shared.named, open_one.named) == ([cast.asta.pk], [])


def test_a_row_that_nobody_is_left_to_read_is_sealed_and_counted(cast, acting, tie, post_of):
    row = tie(cast.anna)
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
        assert not Relation.objects.visible_to(asta).filter(pk=row.pk).exists()
    row.refresh_from_db()
    assert (row.sensitivity, row.named) == ("named", [SEALED])
    with acting("frid") as frid:
        assert sealed(frid) == 1
    for name in ("asta", "cia", "glenn"):
        with acting(name) as reader, pytest.raises(NotAllowed):
            sealed(reader)


def test_the_history_of_a_row_names_them_no_more(cast, acting, tie, post_of):
    row = tie(cast.anna, cast.asta)
    with acting("asta") as asta:
        end_post(by=asta, post=post_of("anna"))
    events = Relation.pgh_event_models["insert"].objects.filter(pgh_obj=row.pk)
    assert events.count() >= 2
    assert all(cast.anna.pk not in event.named for event in events)


def test_lists_elsewhere_are_left_to_whoever_keeps_a_post_there(
    cast, acting, tie, second_post, soder
):
    kept = tie(cast.anna, cast.asta)
    second_post("anna", "steward", association=soder)
    with acting("glenn") as glenn:
        end_post(by=glenn, post=Post.objects.get(user=cast.anna, association=soder))
    kept.refresh_from_db()
    assert cast.anna.pk in kept.named


# ---- and back


def test_an_opened_account_has_nothing_of_what_it_had(cast, district, acting, browser, tie):
    row, client, program = tie(cast.anna, cast.asta), browser("anna"), machine(cast.anna)
    with acting("glenn") as glenn:
        offboard(by=glenn, user=cast.anna)
    with acting("glenn") as glenn:
        reactivate(by=glenn, user=cast.anna)
    Post.objects.create(
        district=district,
        user=cast.anna,
        role="steward",
        association=Post.objects.get(user=cast.asta).association,
        starts_on=timezone.localdate(),
    )
    cast.anna.refresh_from_db()
    assert cast.anna.is_active
    assert not cast.anna.has_usable_password()
    assert client.get("/idag/").status_code == 302
    assert program.get(ROWS).status_code == 401
    assert not Relation.objects.visible_to(reader_of(cast.anna)).filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["anna", "asta", "cia", "frid", "hedda"])
def test_only_an_administrator_opens_an_account(cast, acting, name):
    User.objects.filter(pk=cast.ivar.pk).update(is_active=False)
    with acting(name) as reader, pytest.raises(NotAllowed):
        reactivate(by=reader, user=cast.ivar)
    with acting("glenn") as glenn:
        reactivate(by=glenn, user=cast.ivar)
        with pytest.raises(ValidationError):
            reactivate(by=glenn, user=cast.ivar)


def test_an_account_that_was_never_in_the_district_is_not_there(cast, acting):
    User.objects.filter(pk=cast.hedda.pk).update(is_active=False)
    with acting("glenn") as glenn, pytest.raises(User.DoesNotExist):
        reactivate(by=glenn, user=cast.hedda)
