"""Passwords that others already know are refused, without asking anybody outside the house."""

import hashlib

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from crm import settings as production
from movements.access.checks import the_door_is_shut
from movements.access.passwords import NotBreached, stands_in

GOOD = "fyra blinda getter"


def test_words_of_ones_own_are_taken():
    validate_password(GOOD)


@pytest.mark.parametrize(
    "weak",
    ["kort", "password123456", "!!!qwertyuiop2024", "passwordpassword", "aaaabbbbaaaabbbb"]
    + ["Vänsterpartiet2026", "förankraförankra", "123456789012"],
)
def test_what_is_guessed_first_is_refused(weak):
    with pytest.raises(ValidationError):
        validate_password(weak)


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def breach_list(path, passwords):
    lines = sorted(f"{sha1(word)}:{len(word)}" for word in passwords)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return str(path)


def test_a_leaked_password_is_refused_from_the_administrators_list(tmp_path):
    known = NotBreached(breach_list(tmp_path / "list.txt", [GOOD, "a", "b", "c"]))
    with pytest.raises(ValidationError, match="läckt"):
        known.validate(GOOD)
    known.validate("en annan helt egen")


@given(known=st.sets(st.integers(0, 999).map(str), max_size=40))
def test_every_line_of_the_list_is_found_and_no_other(tmp_path_factory, known):
    path = breach_list(tmp_path_factory.mktemp("breach") / "list.txt", known)
    assert all(stands_in(path, sha1(word).encode()) for word in known)
    assert not stands_in(path, sha1("står inte i någon lista").encode())


def test_a_list_that_is_not_there_stops_the_start(settings, tmp_path):
    name = "movements.access.passwords.NotBreached"
    gone = {"NAME": name, "OPTIONS": {"path": str(tmp_path / "no")}}
    settings.AUTH_PASSWORD_VALIDATORS = [gone]
    assert "access.E005" in {problem.id for problem in the_door_is_shut()}


def test_new_passwords_are_hashed_hard_on_memory(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    assert identify_hasher(make_password(GOOD)).algorithm == "scrypt"
