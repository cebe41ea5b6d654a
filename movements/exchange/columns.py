"""Which column means what: from its header in Swedish or English, else from what stands in it.

Headers are compared as bare letters and digits without accents, so that "Org.nr", "ORG NR" and
"orgnr" are one word.
"""

import re
import unicodedata
from functools import lru_cache

# field → headers that mean it. A trailing * stands for any ending.
SYNONYMS = {
    "name": (
        "namn forening foreningsnamn foreningensnamn foreningnamn organisation "
        "organisationsnamn organisationensnamn klubb klubbnamn verksamhetsnamn benamning "
        "foretagsnamn sammanslutning namnpaforening namnpaforeningen name associationname "
        "association organization organizationname organisationname clubname club companyname "
        "foreningar aktor"
    ),
    "organisation_number": (
        "orgnr orgnummer organisationsnummer organisationsnr organisationnummer orgno orgid "
        "organisationnumber organizationnumber organisationid corporateidentitynumber "
        "registrationnumber regno vatnumber orgnrpersonnr organisationspersonnummer "
        "organisationsno orgpersonnr"
    ),
    "kind": (
        "foreningstyp foreningstyper typ typavforening foreningskategori foreningsslag slag "
        "organisationstyp organisationsform associationtype type kind categoryname "
        "associationcategory associationcategoryname organisationtype organizationtype "
        "inriktning huvudinriktning huvudkategori foreningsgrupp bidragskategori "
        "typavorganisation"
    ),
    "category": "kategori kategorier category categories grupp underkategori subcategory",
    "activities": (
        "verksamhet verksamheter aktivitet aktiviteter activities activity verksamhetstyp "
        "verksamhetsomrade verksamhetsomraden verksamhetsinriktning sysselsattning "
        "occupations customeroccupations idrotter gren sektioner malgrupp "
        "sokord nyckelord taggar tags keywords vadgorni"
    ),
    "policy_areas": ("sakomrade sakomraden politikomrade politikomraden fragor policyareas topics"),
    "areas": (
        "omrade omraden areas area district districts districtnames stadsdel stadsdelar "
        "kommundel kommundelar geografisktomrade geografi verksamihetsomrade plats platser "
        "lage"
    ),
    "address": (
        "adress gatuadress besoksadress utdelningsadress postgata gata adressrad adressrad1 "
        "adress1 boxadress postbox box address street streetaddress visitingaddress address1 "
        "addressline1"
    ),
    "care_of": "co coadress careof",
    "postcode": "postnr postnummer zip zipcode postcode postalcode pnr",
    "town": "ort postort stad city town tatort locality posttown",
    "post_address": (
        "postadress postnrort postnrochort postnummerort postnummerochort postnrpostort "
        "postnummerochpostort postaladdress mailingaddress zipcity postadressort"
    ),
    "municipality": "kommun hemkommun kommunnamn municipality kommunkod municipalitycode",
    "email": (
        "epost epostadress epostadresser email emailaddress mail mailadress mejl mejladress "
        "epostforening foreningensepost emails"
    ),
    "phone": "telefon tel telefonnummer telefonnr phone phonenumber vaxel telefonvaxel",
    "homepage": (
        "hemsida hemsidor webbplats webbadress webb web website homepage url www lank "
        "hemsideadress webbsida webpage internetadress link webpageurl"
    ),
    "legal_form": "juridiskform associationsform bolagsform legalform foretagsform",
    "description": (
        "beskrivning information om omforeningen presentation publicinformation description "
        "about andamal kortbeskrivning"
    ),
    "source_id": "id foreningsid foreningsnr kundnr kundnummer customerid externalid externtid",
}
# Columns about people: never read, only counted. Matched as parts of the header.
ABOUT_PEOPLE = (
    "kontakt ordforande kassor sekreterare personnummer personnr mobil firmatecknare ansvarig "
    "fornamn efternamn revisor hemtelefon telefonhem contactp contactname chairman treasurer "
    "mobile cellphone firstname lastname fodelse styrelsemedlem ledamot foretradare"
)
PEOPLE_PARTS = tuple(ABOUT_PEOPLE.split())
# A contact address of the association itself, not of a person.
NOT_PEOPLE = ("kontaktepost", "kontaktuppgiftertillforeningen", "contactemail")

MANY = (
    "activities",
    "areas",
    "kind",
    "policy_areas",
    "email",
    "homepage",
)  # several columns add up

_BY_HEADER = {word: field for field, words in SYNONYMS.items() for word in words.split()}
_BY_HEADER |= {"kontaktepost": "email", "contactemail": "email"}

ORG_NUMBER = re.compile(r"^(16)?\d{6}[- ]?\d{4}$")
POSTCODE = re.compile(r"^(SE?[- ]?)?\d{3} ?\d{2}$", re.IGNORECASE)
POSTCODE_AND_TOWN = re.compile(r"^(SE?[- ]?)?\d{3} ?\d{2},? +\D{2,}$", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s;,:]+@[^@\s;,:]+\.[a-zåäöA-ZÅÄÖ]{2,}")
HOMEPAGE = re.compile(
    r"^(https?:/|www\.)|^[\w-]+(\.[\w-]+)*\.(se|com|nu|org|net|eu|info)(/|$)", re.I
)
PHONE = re.compile(r"^(\+46|0)[\d\s()/–-]{6,16}$")
LOOKS = (
    ("email", EMAIL.search),
    ("organisation_number", ORG_NUMBER.match),
    ("postcode", POSTCODE.match),
    ("post_address", POSTCODE_AND_TOWN.match),
    ("homepage", HOMEPAGE.search),
    ("phone", PHONE.match),
)


@lru_cache(maxsize=50_000)
def bare(text):
    """Only letters a–z and digits: "Förening, org.nr" → "foreningorgnr"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def header_field(header):
    """The field that a header names, "people" for a column about persons, else None."""
    word = bare(header)
    if not word or len(header) > 60:
        return None
    found = _BY_HEADER.get(word)
    if found:
        return found
    without_unit = re.sub(r"^(foreningens|organisationens|klubbens|the)", "", word)
    if without_unit in _BY_HEADER:
        return _BY_HEADER[without_unit]
    if word not in NOT_PEOPLE and any(part in word for part in PEOPLE_PARTS):
        return "people"
    return None


def header_score(cells):
    """How much a row looks like a header: known columns, most of all a name."""
    fields = [header_field(cell.strip()) for cell in cells if cell and len(cell) <= 60]
    known = {field for field in fields if field}
    if not known or (
        len(known) == 1 and len([c for c in cells if c.strip()]) > 1 and "name" not in known
    ):
        return 0
    if any(EMAIL.search(cell) or ORG_NUMBER.match(cell.strip()) for cell in cells):
        return 0  # a row of values that happen to be words
    return len(known) + ("name" in known)


# What a column about a person can hold, once somebody has said why they may be kept.
PERSON_FIELDS = ("person_name", "person_role", "person_email", "person_phone")
NEVER = ("personnummer", "personnr", "fodelse")


def person_field(header):
    """Which of PERSON_FIELDS a header about people means; None for what is never taken in."""
    word = bare(header)
    if any(part in word for part in NEVER):
        return None
    if "mail" in word or "epost" in word or "mejl" in word:
        return "person_email"
    if any(part in word for part in ("telefon", "mobil", "phone", "tel")):
        return "person_phone"
    return "person_role" if "roll" in word or "titel" in word else "person_name"


def recognise_columns(table, is_kind_word, chosen=None):
    """{field: [column numbers]} and the number of columns about people that are left unread.

    `is_kind_word(text)` tells whether a text says what an organisation is: what decides whether
    "Kategori" means the kind (one register) or the part of the municipality (another). `chosen`
    is {column number: field, "" for not read}: what somebody said, which wins over every guess.
    """
    chosen = chosen or {}
    fields = [header_field(header) for header in table.header]
    columns = _as_said(chosen, len(fields))
    said = frozenset(columns) - frozenset(MANY)
    people = sum(field == "people" and n not in chosen for n, field in enumerate(fields))
    samples = _samples(table)
    for number, field in enumerate(fields):
        if number not in chosen:
            field = _guess(field, samples[number], "kind" in fields, is_kind_word)
            if field not in (None, "people") and field not in said:
                _add(columns, field, number, samples)
    if "name" not in columns:
        _find_name(table, columns, samples, fields, chosen)
    return columns, people


def _as_said(chosen, width):
    columns = {}
    for number, field in sorted(chosen.items()):
        if field and number < width:
            columns.setdefault(field, []).append(number)
    return columns


def _guess(field, values, has_kind, is_kind_word):
    """The field of one column: by its header, corrected by what stands in it."""
    if field is None:
        field = _by_content(values, is_kind_word)
    if field in (None, "people"):
        return field
    if field == "category":
        field = _category(values, has_kind, is_kind_word)
    return _corrected(field, values)


def _add(columns, field, number, samples):
    """Of two columns that mean the same, both where values add up, else the fuller one."""
    if field in columns and field not in MANY:
        if _filled(samples[columns[field][0]]) >= _filled(samples[number]):
            return
        columns[field] = []
    columns.setdefault(field, []).append(number)


def _samples(table):
    """Up to 400 values of each column, spread over the file; empty ones are kept as ""."""
    step = max(1, len(table.rows) // 400)
    rows = [cells for _number, cells in table.rows[::step]]
    return [[cells[column] for cells in rows] for column in range(len(table.header))]


def _filled(values):
    return sum(1 for value in values if value)


def _share(values, test):
    filled = [value for value in values if value]
    return sum(1 for value in filled if test(value)) / len(filled) if filled else 0.0


def _by_content(values, is_kind_word):
    """What a column without a known header holds, when nearly all of its values agree."""
    for field, test in LOOKS:
        if _share(values, test) >= 0.8:
            return field
    filled = [value for value in values if value]
    repeated = len(filled) >= 5 and len(set(filled)) <= len(filled) * 0.6
    return "kind" if repeated and _share(filled, is_kind_word) >= 0.7 else None


def _category(values, has_kind, is_kind_word):
    """ "Kategori" is the kind if its words are kinds, or nothing else is; else a part of town."""
    if not _filled(values) or _share(values, is_kind_word) >= 0.4:
        return "kind"
    return "areas" if has_kind else "kind"


def _corrected(field, values):
    """A header that promises one thing over values that plainly are another."""
    if field in ("address", "town", "postcode") and _share(values, POSTCODE_AND_TOWN.match) > 0.6:
        return "post_address"
    if field == "post_address" and _share(values, POSTCODE.match) > 0.8:
        return "postcode"
    if field == "post_address" and _share(values, lambda v: any(c.isdigit() for c in v)) < 0.2:
        return "town" if _filled(values) else field
    if field in ("description", "activities") and _share(values, EMAIL.fullmatch) > 0.8:
        return "email"
    return field


def _find_name(table, columns, samples, fields, chosen):
    """Without a name column: the first unknown one whose texts are words and nearly all differ."""
    taken = {number for numbers in columns.values() for number in numbers} | set(chosen)
    for number, values in enumerate(samples):
        filled = [value for value in values if value]
        if number in taken or fields[number] == "people" or len(filled) < len(values) * 0.8:
            continue
        wordy = sum(1 for value in filled if re.search(r"[^\W\d_]{2}", value)) / len(filled)
        if wordy > 0.9 and len(set(filled)) > len(filled) * 0.7:
            columns["name"] = [number]
            return
