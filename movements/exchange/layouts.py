"""How a file is to be read: what was understood by itself, remembered from last time, or chosen."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from movements.access.funnel import visible
from movements.directory.choices import OrganisationKind, PolicyArea
from movements.exchange import recognition, words, words_doings
from movements.exchange.columns import MANY, PERSON_FIELDS, bare, header_field
from movements.exchange.models import ImportLayout
from movements.exchange.rows import split_values

CHOSEN, REMEMBERED, GUESSED, UNKNOWN = "chosen", "remembered", "guessed", "unknown"
MEANT = ("kind", "activities", "policy_areas")  # the fields whose values are words of the file's
MOST_VALUES = 500
LIKE_ENOUGH = 70  # of 100, for a suggestion
SAMPLES, SAMPLE_LENGTH = 3, 60

COLUMN_FIELDS = {
    "name": gettext_lazy("name"),
    "organisation_number": gettext_lazy("organisation number"),
    "kind": gettext_lazy("kind"),
    "activities": gettext_lazy("activities"),
    "policy_areas": gettext_lazy("policy areas"),
    "areas": gettext_lazy("part of the municipality"),
    "address": gettext_lazy("street address"),
    "care_of": gettext_lazy("care of (c/o)"),
    "postcode": gettext_lazy("postcode"),
    "town": gettext_lazy("town"),
    "post_address": gettext_lazy("postcode and town"),
    "municipality": gettext_lazy("municipality"),
    "email": gettext_lazy("common e-mail"),
    "phone": gettext_lazy("switchboard"),
    "homepage": gettext_lazy("website"),
    "legal_form": gettext_lazy("legal form"),
    "source_id": gettext_lazy("the register's own number"),
}
PERSON_COLUMNS = {
    "person_name": gettext_lazy("contact person: name"),
    "person_role": gettext_lazy("contact person: role"),
    "person_email": gettext_lazy("contact person: e-mail"),
    "person_phone": gettext_lazy("contact person: phone"),
}


@dataclass(frozen=True)
class Guidance:
    """What somebody has said about how a file is to be read. Empty: all is found by itself."""

    sheet: str = ""
    header_row: int | None = None
    columns: dict = field(default_factory=dict)  # column number → field, "" for not read
    values: dict = field(default_factory=dict)  # field → text in small letters → code
    people: dict = field(default_factory=dict)

    def over(self, layout):
        """This guidance, and what is remembered where it says nothing."""
        if layout is None:
            return self
        columns = {int(number): name for number, name in layout.columns.items()} | self.columns
        values = {
            name: layout.values.get(name, {}) | self.values.get(name, {})
            for name in {*layout.values, *self.values}
        }
        return Guidance(self.sheet, self.header_row, columns, values, self.people)


def guidance_of(draft):
    """The guidance that a draft holds."""
    columns = {int(number): name for number, name in draft.columns.items()}
    return Guidance(draft.sheet, draft.header_row, columns, draft.values, draft.people)


def fingerprint(header):
    """The same for every file with the same headers in the same order; "" without headers."""
    words_of = [bare(text) for text in header]
    return hashlib.sha256("\x1f".join(words_of).encode()).hexdigest() if any(words_of) else ""


def remembered(by, association, header):
    """How `association` (None: the district) read a file with these headers the last time."""
    print_ = fingerprint(header)
    if not print_:
        return None
    return visible(ImportLayout, by).filter(association=association, fingerprint=print_).first()


def remember(by, association, header, guidance):
    """Keep what was said, on top of what was known; nothing said, nothing kept."""
    print_ = fingerprint(header)
    if not print_ or not (guidance.columns or guidance.values):
        return
    ImportLayout.objects.update_or_create(
        district=by.district,
        association=association,
        fingerprint=print_,
        defaults={
            "columns": {str(number): name for number, name in guidance.columns.items()},
            "values": guidance.values,
        },
    )


def checked_columns(said, header):
    """The columns somebody chose, checked: {column number as text: field}."""
    known = {*COLUMN_FIELDS, *PERSON_COLUMNS, ""}
    columns = {}
    for number, name in said.items():
        if name not in known or not str(number).isdecimal() or int(number) >= len(header):
            raise ValidationError({"columns": [_("There is no such column or field.")]})
        columns[str(int(number))] = name
    counts = Counter(name for name in columns.values() if name)
    twice = [n for n, count in counts.items() if count > 1 and n not in (*MANY, *PERSON_FIELDS)]
    if twice:
        told = _("Two columns cannot both be “%(field)s”. Choose one of them.")
        raise ValidationError({"columns": [told % {"field": COLUMN_FIELDS[twice[0]]}]})
    return columns


def checked_values(said):
    """The meanings somebody chose, checked; the texts in small letters."""
    values = {}
    for name, meanings in said.items():
        known = codes_of(name)
        for text, code in meanings.items():
            if code and code not in known:
                raise ValidationError({"values": [_("There is no such kind or policy area.")]})
            values.setdefault(name, {})[str(text).casefold()[:200]] = code
    return values


def codes_of(name):
    """{code: label} of what the words of a field can mean."""
    if name not in MEANT:
        raise ValidationError({"values": [_("There is no such field.")]})
    return dict((PolicyArea if name == "policy_areas" else OrganisationKind).choices)


# --- what was understood of a file, to show ------------------------------------------------------


def describe(table, reading, guidance, layout):
    """Plain values for the review: sheets, headers, first lines, columns and their words."""
    known = {int(n) for n in layout.columns} if layout else set()
    by_number = {n: name for name, numbers in reading.numbers.items() for n in numbers}
    return {
        "sheets": table.sheets,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "preview": table.preview,
        "uncalculated": table.uncalculated,
        "people": reading.people_columns,
        "columns": [
            _column(table, n, header, by_number.get(n, ""), guidance, known)
            for n, header in enumerate(table.header)
        ],
        "values": _values(table, reading.numbers, guidance, layout),
    }


def _column(table, number, header, name, guidance, known):
    about_people = header_field(header) == "people" or name in PERSON_FIELDS
    how = GUESSED if name else UNKNOWN
    if number in guidance.columns:
        how = REMEMBERED if number in known else CHOSEN
    return {
        "header": header,
        "field": guidance.columns.get(number, name) or "",
        "how": how,
        "people": about_people,
        "samples": [] if about_people else _samples(table, number),
    }


def _samples(table, number):
    found = []
    for _number, cells in table.rows[:500]:
        text = cells[number][:SAMPLE_LENGTH]
        if text and text not in found:
            found.append(text)
        if len(found) == SAMPLES:
            break
    return found


def _values(table, numbers, guidance, layout):
    found = []
    for name in MEANT:
        counted = _counted(table, numbers.get(name, ()))
        said = guidance.values.get(name, {})
        known = layout.values.get(name, {}) if layout else {}
        lines = [_meaning(name, text, count, said, known) for text, count in counted]
        lines = [line for line in lines if line]
        lines.sort(key=lambda line: (line[5] != UNKNOWN, -line[2], line[1]))
        found += lines[:MOST_VALUES]
    return found


def _counted(table, numbers):
    """(text, count) of each value of some columns, however often the cells repeat themselves."""
    cells = Counter(cells[n] for _number, cells in table.rows for n in numbers if cells[n])
    texts, written = Counter(), {}
    for cell, count in cells.items():
        for text in split_values(cell):
            key = text.casefold()[:200]
            texts[key] += count
            written.setdefault(key, text[:200])
    return [(written[key], count) for key, count in texts.items()]


def _meaning(name, text, count, said, known):
    """[field, text, count, code, suggestion, how], or None for what says nothing at all."""
    key = text.casefold()[:200]
    if said.get(key):
        return [name, text, count, said[key], "", REMEMBERED if known.get(key) else CHOSEN]
    if recognition.says_nothing(text):
        return None
    code = _known_code(name, text)
    if code:
        return [name, text, count, code, "", GUESSED]
    return [name, text, count, "", suggestion(name, text), UNKNOWN]


@lru_cache(maxsize=20_000)
def _known_code(name, text):
    """What the words of the house say that a text means; "" when they say nothing."""
    if name == "kind":
        tables = (recognition.TYPES, recognition.VAGUE_TYPES)
    else:
        tables = (recognition.POLICY if name == "policy_areas" else recognition.ACTIVITIES,)
    for table in tables:
        found = table.find(recognition.tokens(text))
        if found:
            return max(found, key=found.get)
    return ""


@lru_cache(maxsize=20_000)
def suggestion(name, text):
    """The code whose words a text is most like, "" when it is like none: a slip of the pen."""
    choices = _vocabulary("policy_areas" if name == "policy_areas" else "kind")
    found = process.extractOne(
        text.casefold(), choices.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH
    )
    return choices[found[0]] if found else ""


@lru_cache(maxsize=2)
def _vocabulary(name):
    """Word → code: what kinds or policy areas are called, and the words that speak for them."""
    tables = (
        [words_doings.POLICY_WORDS] if name == "policy_areas" else [words.TYPES, words.UNMISTAKABLE]
    )
    found = {}
    for table in tables:
        for code, patterns in table.items():
            for pattern in patterns.split():
                word = pattern.strip("*+").replace("+", " ")
                if len(word) >= 5:
                    found.setdefault(word, code)
    return found
