"""Every key that leads to a user is known for what it is, and what opens something is cut."""

import re

import pytest
from django.apps import apps
from django.db import connection

from movements.access.belongings import CLOSED, CUT, KEYS, lists_of_readers
from movements.models import User

# Words in a column's name that say it may open something for whoever holds it.
OPENS = re.compile(
    r"(^|_)(token|secret|digest|fingerprint|session|password|passcode|nonce|link|feed|key|code)s?($|_)"
)
# Columns with such a word that open nothing of anybody's, or that stand in KEYS by their user.
KNOWN = {
    "knox.AuthToken.digest": "KEYS",
    "knox.AuthToken.token_key": "KEYS",
    "movements.Session.session_key": "KEYS",
    "movements.Session.session_data": "KEYS",
    "movements.Invitation.fingerprint": "revoked with the right to invite, and by whom it is for",
    "movements.User.password": "made unusable when the account closes",
    "movements.Meeting.form_token": "makes of a form sent twice one meeting; it opens nothing",
    "movements.ImportLayout.fingerprint": "of a file's headings; it opens nothing",
    "movements.Organisation.home_key": "an address on the web, to compare by; it opens nothing",
    "movements.DoneOnce.fingerprint": "of what a machine sent, to know it by; it opens nothing",
    "account.EmailConfirmation.key": "confirms an address; nobody is let in by it",
}
# Names of things, not of keys: what Django and the queue call their own, codes of places.
HARMLESS = re.compile(
    r"^(places?|procrastinate|auth|contenttypes|pghistory)\."
    r"|\.(code|postal_code|postcode|source_key|name_key|match_key|key|row_key|file_digest|digest)$"
)


def tables():
    """Every table but those of history, which repeat the rows'."""
    for model in apps.get_models():
        views_of_history = model._meta.app_label == "pghistory"
        if not views_of_history and not hasattr(model, "pgh_tracked_model"):
            yield model


def keys_to_users() -> set[str]:
    found = set()
    for model in tables():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.is_relation and field.related_model is User:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_key_to_a_user_says_what_becomes_of_it():
    assert keys_to_users() - set(KEYS) == set(), "say in movements/access/belongings.py what it is"
    assert set(KEYS) - keys_to_users() == set()
    assert all(len(one.why.split()) > 2 for one in KEYS.values())


def test_a_key_that_nobody_has_classified_is_found(monkeypatch):
    monkeypatch.delitem(KEYS, "knox.AuthToken.user")
    assert keys_to_users() - set(KEYS) == {"knox.AuthToken.user"}


def token_like() -> set[str]:
    named = (
        f"{model._meta.label}.{field.name}"
        for model in tables()
        for field in model._meta.local_fields
        if OPENS.search(field.name)
    )
    return {name for name in named if not HARMLESS.search(name) or name in KNOWN}


def test_every_column_that_may_hold_a_secret_is_known():
    """A feed or a link without a user of its own is found by what its column is called."""
    assert token_like() - set(KNOWN) == set(), "say in KNOWN what ends it when somebody leaves"


def test_what_opens_something_is_cut():
    fates = {name: one.fate for name, one in KEYS.items()}
    for name, why in KNOWN.items():
        if why == "KEYS":
            label = name.rpartition(".")[0]
            assert fates[f"{label}.user"] in {CUT, CLOSED}, name


@pytest.mark.django_db
def test_the_service_of_leaving_reaches_every_list_of_readers():
    """What it may not reach it could not take anybody off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'leaving'")
        reached = {name for (name,) in cursor}
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        policed = {name for (name,) in cursor}
    wanted = {model._meta.db_table for model in lists_of_readers()}
    assert len(wanted) > 8
    assert (wanted & policed) - reached == set()
