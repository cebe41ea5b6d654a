"""Columns are known by their headers in Swedish or English, else by what stands in them."""

import pytest

from movements.exchange.columns import header_field
from movements.exchange.reading import read_table
from movements.exchange.rows import understand


def read(text):
    return understand(read_table(text.encode()))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Förening", "name"),
        ("Föreningens namn", "name"),
        ("Name", "name"),
        ("Org.nr", "organisation_number"),
        ("ORGANISATIONSNUMMER", "organisation_number"),
        ("OrgNr", "organisation_number"),
        ("Föreningstyp", "kind"),
        ("AssociationType", "kind"),
        ("Kategori", "category"),
        ("Aktiviteter", "activities"),
        ("Areas", "areas"),
        ("Gatuadress", "address"),
        ("Adress 1", "address"),
        ("ZipCode", "postcode"),
        ("Post nr", "postcode"),
        ("Postort", "town"),
        ("Postadress", "post_address"),
        ("E-postadress", "email"),
        ("Web site", "homepage"),
        ("Webbplats", "homepage"),
        ("Telefon", "phone"),
        ("Kontaktperson", "people"),
        ("Kontaktpersonens e-post", "people"),
        ("Mobil", "people"),
        ("Ordförande", "people"),
        ("Personnummer", "people"),
        ("Senast ändrad", None),
        ("", None),
    ],
)
def test_a_header_names_its_field(header, field):
    assert header_field(header) == field


@pytest.mark.parametrize(
    "text",
    [
        "Förening;Organisationsnummer;Föreningstyp;Verksamhet;Område;Postnr;Ort\n"
        "Åby IF;;Idrott;Fotboll;Åby;145 52;Norsborg\n",
        "Name,OrgNr,AssociationType,Activities,Areas,ZipCode,City\n"
        "Åby IF,,Idrott,Fotboll,Åby,14552,Norsborg\n",
        "Namn;Org.nr;Typ;Aktiviteter;Kategori;Postadress\n"
        "Åby IF;;Idrott;Fotboll;Åby;145 52 Norsborg\n",
    ],
    ids=["swedish", "english", "postadress"],
)
def test_the_layouts_of_the_register_systems_say_the_same(text):
    row = read(text).rows[0]
    assert (row.name, row.kind, row.areas) == ("Åby IF", "sports", "Åby")
    assert (row.postcode, row.town) == ("14552", "Norsborg")


def test_kategori_is_the_kind_where_it_holds_kinds_and_a_district_where_it_holds_districts():
    kinds = "Namn;Kategori\nÅby;Idrottsförening\nBy;Kulturförening\n"
    districts = "Namn;Typ;Kategori\nÅby;Idrottsförening;Bollmora\nBy;Kultur;Trollbäcken\n"
    assert [row.kind for row in read(kinds).rows] == ["sports", "culture"]
    assert [row.areas for row in read(districts).rows] == ["Bollmora", "Trollbäcken"]


def test_columns_without_a_known_header_are_known_by_what_they_hold():
    text = (
        "Vem;Nummer;Var;Nås;Mer\n"
        "Röda fanan;802002-9347;145 52 Norsborg;info@fanan.se;www.fanan.se\n"
        "Gröna gruppen;802006-4096;171 44 Solna;kansli@gruppen.se;gruppen.se\n"
    )
    first = read(text).rows[0]
    assert first.name == "Röda fanan"
    assert first.organisation_number == "8020029347"
    assert (first.postcode, first.town) == ("14552", "Norsborg")
    assert (first.email, first.homepage) == ("info@fanan.se", "https://www.fanan.se")


def test_a_column_of_kinds_is_known_by_its_words_alone():
    rows = "".join(f"Förening {n};{kind}\n" for n, kind in enumerate(["Idrott", "Kultur"] * 4))
    assert [row.kind for row in read("Namn;Sort\n" + rows).rows] == ["sports", "culture"] * 4


def test_a_list_of_names_alone_is_a_register():
    assert [row.name for row in read("Namn\nABF Norr\nPRO Handen\n").rows] == [
        "ABF Norr",
        "PRO Handen",
    ]


def test_columns_about_people_are_counted_and_never_read():
    text = "Namn;Kontaktperson;Mobil;Ort\nABF;Anna Andersson;070-174 06 35;Solna\n"
    reading = read(text)
    assert reading.people_columns == 2
    assert reading.unread_columns == []
    assert "Anna" not in repr(reading.rows[0])
    assert "070" not in repr(reading.rows[0])


def test_columns_nobody_reads_are_named():
    assert read("Namn;Ort;Bidrag 2024\nABF;Solna;1200\n").unread_columns == ["Bidrag 2024"]


@pytest.mark.parametrize(
    ("cells", "postcode", "town", "address"),
    [
        (("", "194 55", "Upplands Väsby"), "19455", "Upplands Väsby", ""),
        (("", "19455", "UPPLANDS VÄSBY"), "19455", "Upplands Väsby", ""),
        (("", "", "104 30 Stockholm"), "10430", "Stockholm", ""),
        (("", "454 44", "104 30"), "10430", "", ""),
        (("", "145 52 Norsborg", ""), "14552", "Norsborg", ""),
        (("", "191 93", "Hagagatan 23 A"), "19193", "", "Hagagatan 23 A"),
        (("Torget 1", "SE-145 52", "Norsborg"), "14552", "Norsborg", "Torget 1"),
        (("", "Norsborg", ""), "", "Norsborg", ""),
        (("Sandgatan 2, 223 50 LUND", "", ""), "22350", "Lund", "Sandgatan 2"),
        (("-", "-", "saknas"), "", "", ""),
    ],
)
def test_place_cells_are_understood_whichever_way_they_were_filled_in(
    cells, postcode, town, address
):
    row = read("Namn;Adress;Postnr;Ort\nABF;" + ";".join(cells) + "\n").rows[0]
    assert (row.postcode, row.town, row.address) == (postcode, town, address)
