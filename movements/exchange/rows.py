"""From a table to rows that say what each line means, with everything about people left out.

Organisation rows hold nothing about people (docs/access.md). What a register says about persons
is therefore dropped here, at the door, before anything is compared, shown or stored; the row
says that it was, never what it was.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError

from movements.directory.validators import (
    is_role_address,
    may_be_personal,
    organisation_number,
    plain_digits,
    switchboard,
)
from movements.exchange import problems as p
from movements.exchange import recognition
from movements.exchange.columns import (
    EMAIL,
    PERSON_FIELDS,
    POSTCODE,
    header_field,
    recognise_columns,
)
from movements.exchange.people import PersonColumns
from movements.exchange.problems import Problem
from movements.exchange.recognition import AREAS, MOST_AREAS
from movements.exchange.refusals import no_names

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TOWN, LONGEST_URL = 200, 200, 80, 300
NOTHING = frozenset({"", "-", "–", "--", "?", ".", "saknas", "(saknas)", "okänd", "okänt", "n/a"})
NOT_NAMES = re.compile(r"^(summa|totalt|antal|sida|page|total)\b[\s:\d]*$", re.IGNORECASE)
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{2}[01]\d[0-9]\d[-+ ]?\d{4}(?!\d)")
POSTCODE_FIRST = re.compile(r"^(?:SE?[- ]?)?(\d{3}) ?(\d{2})\b[ ,]*(.*)$", re.IGNORECASE)
WHOLE_ADDRESS = re.compile(
    r"^(.*?)[\s,]*\b(?:SE?[- ]?)?(\d{3}) ?(\d{2})\s+([^\W\d_][^\d,]+)$", re.I
)
CARE_OF = re.compile(r"(^|\W)c\s*[/.]\s*o\b|\bcare of\b|\bgenom:?\s", re.IGNORECASE)
STREET = re.compile(r"\d|^box\b|(vägen|gatan|gränd|stigen|backen)$", re.IGNORECASE)
HOST = re.compile(
    r"^(?:https?(?::|//))?[/.]*((?:[\w-]+\.)+[a-zåäö]{2,})\.?(:\d+)?([/?#]\S*)?$", re.IGNORECASE
)


@dataclass(slots=True)
class Row:
    """One line of a register as we understand it. Strings are "" when nothing was said."""

    number: int
    name: str = ""
    organisation_number: str = ""
    kind: str = recognition.OTHER
    policy_areas: list[str] = field(default_factory=list)
    legal_form: str = ""
    is_informal: bool = False
    reach: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    areas: str = ""
    municipality_text: str = ""
    email: str = ""
    phone: str = ""
    homepage: str = ""
    source_id: str = ""
    people: tuple = ()  # of people.Person, only where somebody said why they may be kept
    problems: list[Problem] = field(default_factory=list)

    def note(self, code, value=""):
        self.problems.append(Problem(code, value))

    @property
    def is_error(self):
        return any(problem.is_error for problem in self.problems)

    @property
    def has_place_text(self):
        return bool(self.town or self.postcode or self.areas or self.municipality_text)


@dataclass(slots=True)
class Reading:
    """All rows of a file and what was understood of its columns."""

    rows: list[Row]
    columns: dict[str, list[str]]  # our field → headers of the file
    unread_columns: list[str]
    people_columns: int
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)  # our field → column numbers


def understand(table, *, columns=None, meanings=None, people=False):
    """Rows of a table. Raises ValidationError when no column can be the name.

    `columns` {column number: field, "" for not read} and `meanings` {field: {text in small
    letters: code}} are what somebody has said about the file; `people` whether columns about
    people are read at all.
    """
    chosen = {n: f for n, f in (columns or {}).items() if people or f not in PERSON_FIELDS}
    columns, about_people = recognise_columns(table, recognition.is_kind_word, chosen)
    if "name" not in columns:
        raise no_names()
    persons = PersonColumns(table.header, chosen) if people else None
    used = {number for numbers in columns.values() for number in numbers} | set(chosen)
    used |= {n for n, header in enumerate(table.header) if header_field(header) == "people"}
    rows = []
    for number, cells in table.rows:
        row = _row(number, _Cells(cells, columns), meanings or {})
        if number in table.ragged:
            row.note(p.TOO_MANY_CELLS)
        if persons and not row.is_error:
            row.people = persons.read(cells, row)
        rows.append(row)
    _drop_running_numbers(rows)
    return Reading(
        rows=rows,
        numbers=columns,
        columns={name: [table.header[n] for n in numbers] for name, numbers in columns.items()},
        unread_columns=[h for n, h in enumerate(table.header) if h and n not in used],
        people_columns=0 if people else about_people,
        sheet=table.sheet,
        other_sheets=table.other_sheets,
    )


class _Cells:
    """The cells of one line, asked for by meaning."""

    def __init__(self, cells, columns):
        self.cells, self.columns = cells, columns

    def one(self, name):
        numbers = self.columns.get(name)
        text = self.cells[numbers[0]] if numbers else ""
        return "" if text.casefold() in NOTHING else text

    def all(self, name):
        texts = [self.cells[number] for number in self.columns.get(name, ())]
        return [text for text in texts if text.casefold() not in NOTHING]


def _row(number, cells, meanings):
    row = Row(number)
    _name(row, cells.one("name"))
    _number(row, cells.one("organisation_number"))
    _place(row, cells)
    _homepage(row, cells.all("homepage"))
    _email(row, cells.all("email"))
    _phone(row, cells.one("phone"))
    row.source_id = cells.one("source_id")[:60]
    if not row.is_error:
        _nature(row, cells, meanings)
    return row


def split_values(text):
    """Several values in one cell: "Fotboll..., Fotboll; Dans" → Fotboll, Dans."""
    values = [part.strip(" .\t") for part in re.split(r"[,;|\n]", text)]
    return list(dict.fromkeys(value for value in values if value.casefold() not in NOTHING))


def _name(row, text):
    name = text.strip(" \"'“”*")
    if not name:
        return row.note(p.NO_NAME)
    cleaned = PERSONAL_NUMBER.sub("", name).strip(" -,()")
    if cleaned != name and any(may_be_personal(m) for m in PERSONAL_NUMBER.findall(name)):
        row.note(p.PERSONAL_NUMBER_IN_NAME)
        name = cleaned
    if not re.search(r"[^\W\d_]", name) or NOT_NAMES.match(name):
        return row.note(p.NAME_IS_NO_NAME, name[:60] or "–")
    if EMAIL.fullmatch(name):
        return row.note(p.NAME_IS_NO_NAME, "@")
    if len(name) > LONGEST_NAME:
        row.note(p.NAME_TOO_LONG)
        name = name[:LONGEST_NAME].rstrip()
    row.name = " ".join(name.split())
    return None


def _number(row, text):
    digits = plain_digits(re.sub(r"^SE", "", text.strip(), flags=re.IGNORECASE))
    if len(digits) == 12 and digits.endswith("01"):
        digits = digits[:10]  # a VAT number
    if not re.search(r"[1-9]", digits):
        return
    if may_be_personal(text) or may_be_personal(digits):
        row.note(p.PERSONAL_NUMBER)
        return
    try:
        organisation_number(digits)
    except ValidationError:
        row.note(p.WRONG_NUMBER, text[:20])
    else:
        row.organisation_number = digits


# --- place -------------------------------------------------------------------------------------


def _place(row, cells):
    address, postcode, town = (cells.one(name) for name in ("address", "postcode", "town"))
    found = POSTCODE_FIRST.match(cells.one("post_address"))
    if found:
        postcode, town = postcode or found[1] + found[2], town or found[3]
    elif cells.one("post_address"):
        address, town = _street_or_town(cells.one("post_address"), address, town)
    found = POSTCODE_FIRST.match(postcode)
    if found:
        postcode, town = found[1] + found[2], town or found[3]
    elif postcode:
        address, town = _street_or_town(postcode, address, town)
        postcode = ""
    if not (postcode or town):
        address, postcode, town = _from_address(address)
    postcode, town = _town_cell(row, postcode, town)
    if town and STREET.search(town):
        address, town = address or town, ""
    _keep_place(row, cells, address, postcode, town)


def _from_address(address):
    """An address cell that holds everything: "Sandgatan 2, 223 50 Lund"."""
    found = WHOLE_ADDRESS.match(address)
    if not found:
        return address, "", ""
    return found[1].strip(" ,"), found[2] + found[3], found[4]


def _town_cell(row, postcode, town):
    """A town cell that begins with a postcode; the postcode cell may then be a box number."""
    found = POSTCODE_FIRST.match(town)
    if not found:
        return postcode, town
    real = found[1] + found[2]
    if postcode and postcode != real:
        row.note(p.BOX_IN_POSTCODE)
    return real, found[3].strip()


def _street_or_town(text, address, town):
    if STREET.search(text):
        return address or text, town
    return address, town or text


def _keep_place(row, cells, address, postcode, town):
    if address and (CARE_OF.search(address) or cells.one("care_of")):
        row.note(p.PERSONAL_ADDRESS)
        address = ""
    if CARE_OF.search(town):
        row.note(p.PERSONAL_ADDRESS)
        town = ""
    if PERSONAL_NUMBER.search(address):
        address = ""
    if PERSONAL_NUMBER.search(town):
        town = ""
    row.address = address[:LONGEST_ADDRESS]
    row.postcode = re.sub(r"\D", "", postcode) if POSTCODE.match(postcode) else ""
    row.town = _cased(town.strip(" ,."))[:LONGEST_TOWN]
    row.areas = ", ".join(cells.all("areas"))
    row.municipality_text = cells.one("municipality")


def _cased(town):
    """Towns as they are written on a map, not as a form shouts or whispers them."""
    if not (town.isupper() or town.islower()):
        return town
    small = {"I", "På", "Och", "Vid"}
    words = [w.lower() if w in small else w for w in town.title().split(" ")]
    return " ".join(words)


# --- ways to reach it ----------------------------------------------------------------------------


def _homepage(row, texts):
    wrong = ""
    for text in texts:
        for part in re.split(r"[\s;,]+|(?<=\w)\|", text):
            address = clean_homepage(part)
            if address:
                row.homepage = address
                return
            wrong = wrong or text
    if wrong and not EMAIL.search(wrong):
        row.note(p.WRONG_HOMEPAGE, wrong[:60])


def clean_homepage(text):
    """An address with scheme and small-letter host, or "" when it is none."""
    text = text.strip(" <>\"'()")
    found = HOST.match(text) if "@" not in text.split("/")[0] else None
    if not found or len(text) > LONGEST_URL - 10:
        return ""
    scheme = "http" if text.lower().startswith("http:") else "https"
    return f"{scheme}://{found[1].lower()}{found[2] or ''}{found[3] or ''}"


def _email(row, texts):
    found = [address for text in texts for address in EMAIL.findall(text)]
    kept = [address for address in found if is_role_address(address, row.name)]
    row.email = kept[0].lower()[:254] if kept else ""
    if len(kept) < len(found):
        row.note(p.PERSONAL_EMAIL)


def _phone(row, text):
    if text:
        row.phone = _switchboard_in(text)
        if not row.phone:
            row.note(p.PERSONAL_PHONE)


@lru_cache(maxsize=20_000)
def _switchboard_in(text):
    """The first number of a cell that reaches the organisation and no person; "" without any."""
    for part in re.split(r"[;,/]|\boch\b|\beller\b", text):
        try:
            switchboard(part.strip())
            number = phonenumbers.parse(part, "SE")
        except (ValidationError, phonenumbers.NumberParseException):
            continue
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)[:32]
    return ""


# --- what it is ----------------------------------------------------------------------------------


def _nature(row, cells, meanings):
    types = cells.all("kind")
    type_text = ", ".join(types)
    activities = tuple(v for text in cells.all("activities") for v in split_values(text))
    said = tuple(cells.all("policy_areas"))
    row.kind = _kind_said(types, activities, meanings) or recognition.kind_of(
        row.name, type_text, activities, row.homepage
    )
    row.policy_areas = recognition.policy_areas_of(row.kind, row.name, type_text, activities, said)
    if meanings.get("policy_areas"):
        row.policy_areas = _areas_said(row.policy_areas, said, meanings["policy_areas"])
    row.legal_form = recognition.legal_form_of(
        cells.one("legal_form"), row.name, type_text, row.organisation_number
    )
    row.is_informal = recognition.is_informal(row.kind, row.name, row.organisation_number)
    row.reach = recognition.reach_of(row.name)


def _kind_said(types, activities, meanings):
    """The kind that somebody said that the row's words mean; its type before its activities."""
    for texts, field_name in (
        ((value for text in types for value in split_values(text)), "kind"),
        (activities, "activities"),
    ):
        said = meanings.get(field_name)
        codes = [said[t.casefold()] for t in texts if said.get(t.casefold())] if said else []
        if codes:
            return max(codes, key=codes.count)
    return ""


def _areas_said(areas, texts, said):
    wanted = {said.get(value.casefold()) for text in texts for value in split_values(text)}
    return [area for area in AREAS if area in wanted or area in areas][:MOST_AREAS]


def _drop_running_numbers(rows):
    """An "Id" that only counts the lines moves when a line is added: it identifies nothing."""
    ids = [row.source_id for row in rows]
    counting = all(text.isdigit() for text in ids if text) and ids == [
        str(int(ids[0] or 0) + step) if ids[0].isdigit() else "" for step in range(len(ids))
    ]
    if counting or len({text for text in ids if text}) < len([text for text in ids if text]):
        for row in rows:
            row.source_id = ""
