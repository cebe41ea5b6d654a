"""Nothing about people comes in with a register, and what is left out is said."""

import pytest

from movements.exchange import problems as p
from movements.exchange.reading import read_table
from movements.exchange.rows import clean_homepage, split_values, understand
from tests.exchange.files import csv_bytes, line

HEADER = ["Förening", "Organisationsnummer", "Föreningstyp", "Verksamhet", "Område", "Adress"]
HEADER += ["Postnr", "Ort", "E-post", "Hemsida", "Telefon"]


def row(*cells, phone="", **more):
    values = line(*cells, **more)
    return understand(read_table(csv_bytes([[*values, phone]], HEADER))).rows[0]


def codes(row):
    return [problem.code for problem in row.problems]


@pytest.mark.parametrize("number", ["802002-9347", "8020029347", "16802002-9347", "8020-029347"])
def test_an_organisation_number_is_read_however_it_is_written(number):
    assert row("ABF", number).organisation_number == "8020029347"


@pytest.mark.parametrize("number", ["811228-9874", "19811228-9874", "8112289874"])
def test_what_can_be_a_personal_number_is_left_out_and_the_row_comes_in(number):
    found = row("Frisör Anna", number)
    assert (found.organisation_number, codes(found)) == ("", [p.PERSONAL_NUMBER])
    assert not found.is_error
    assert "811228" not in repr(found)


def test_a_wrong_check_digit_is_left_out_and_said():
    found = row("ABF", "802002-9348")
    assert (found.organisation_number, codes(found)) == ("", [p.WRONG_NUMBER])


def test_a_personal_number_in_a_name_is_cut_away():
    found = row("Annas kör 19811228-9874")
    assert found.name == "Annas kör"
    assert codes(found) == [p.PERSONAL_NUMBER_IN_NAME]


@pytest.mark.parametrize("name", ["", "811228-9874", "12345", "Summa: 120", "anna@example.org"])
def test_a_row_without_a_name_is_an_error(name):
    assert row(name, kind="Idrott").is_error


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("info@abybk.se", "info@abybk.se"),
        ("Kansli@abybk.se", "kansli@abybk.se"),
        ("styrelsen@abybk.se; anna.andersson@gmail.com", "styrelsen@abybk.se"),
        ("anna.andersson@gmail.com", ""),
        ("anna_andersson@abybk.se", ""),
        ("kor.hansson@telia.com", ""),
        ("annaa84@hotmail.com", ""),
        ("abybk@gmail.com", "abybk@gmail.com"),
        ("info@abybk.se:ordf.anna@abybk.se", "info@abybk.se"),
    ],
)
def test_only_addresses_of_the_organisation_itself_are_kept(email, kept):
    found = row("Åby BK", email=email)
    assert found.email == kept
    assert (p.PERSONAL_EMAIL in codes(found)) == (email.count("@") > bool(kept))
    assert "anna" not in repr(found).lower()


@pytest.mark.parametrize(
    ("phone", "kept"),
    [("08-465 004 21", "08-465 004 21"), ("070-174 06 35", ""), ("+46701740635", ""), ("ring", "")],
)
def test_a_switchboard_is_kept_and_a_mobile_is_not(phone, kept):
    found = row("Åby BK", phone=phone)
    assert found.phone == kept
    assert (p.PERSONAL_PHONE in codes(found)) == (not kept)


@pytest.mark.parametrize("address", ["c/o Andersson, Storgatan 1", "C/O Anna", "Storg. 1 c/o Ek"])
def test_an_address_in_somebodys_care_is_left_out(address):
    found = row("Åby BK", address=address, postcode="145 52", town="Norsborg")
    assert (found.address, found.town) == ("", "Norsborg")
    assert codes(found) == [p.PERSONAL_ADDRESS]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("www.abf.se", "https://www.abf.se"),
        ("Http://www.ABF.SE/SOLNA", "http://www.abf.se/SOLNA"),
        ("http:////laget.se/aby", "http://laget.se/aby"),
        ("httpbin.org", "https://httpbin.org"),
        ("https://a.se/?a=1", "https://a.se/?a=1"),
        ("javascript:alert(1)", ""),
        ("Facebook: ABF", ""),
        ("anna@abf.se", ""),
        ("http://localhost", ""),
    ],
)
def test_a_web_address_is_put_right_or_left_out(text, clean):
    assert clean_homepage(text) == clean


def test_several_values_in_one_cell_come_apart_and_repetitions_go():
    assert split_values("Fotboll..., Fotboll; Dans, (Saknas)") == ["Fotboll", "Dans"]


def test_a_running_number_is_no_identity_but_a_registers_own_id_is():
    def ids(*values):
        text = "Id;Namn\n" + "".join(f"{v};Klubb {n}\n" for n, v in enumerate(values))
        return [row.source_id for row in understand(read_table(text.encode())).rows]

    assert ids("1", "2", "3") == ["", "", ""]
    assert ids("4711", "12", "90") == ["4711", "12", "90"]
    assert ids("7", "7", "9") == ["", "", ""]
