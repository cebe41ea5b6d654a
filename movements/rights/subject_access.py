"""Subject access: everything that the house holds about somebody, for them and nobody else.

Gathered by a service that sees what no reader sees alone, with third parties masked, and sealed
before anybody has looked: see `sealing.py`.
"""

import re

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from movements.access.funnel import visible
from movements.access.models import User
from movements.access.readers import Reader, service
from movements.access.rows import DistrictRow
from movements.dialogue.attachments import Attachment
from movements.dialogue.models import MeetingContent, Point, Promise
from movements.directory.models import ContactPerson, Organisation, Relation
from movements.exchange.models import PendingUpload
from movements.privacy.models import PersonalData
from movements.rights.erasure import lines_of
from movements.rights.letters import explained
from movements.rights.readings import readings_of
from movements.rights.settings import privacy_settings
from movements.rights.wording import Words, finder, masked, patterns, words_of

SERVICE = "subject_access"
_WORD = re.compile(r"\w+")
# Texts where somebody may be named, and what each is called in the extract.
TEXTS = (
    (MeetingContent, "notes", _("notes of a meeting")),
    (Point, "text", _("what was said at a meeting")),
    (Promise, "text", _("what we promised")),
    (Promise, "reason", _("why a promise was closed")),
    (Relation, "wishes", _("wishes of an organisation")),
    (Organisation, "description", _("what an organisation does")),
)
LANGUAGES = ("sv", "en")


class Others:
    """Everybody else whom the house knows by name, contact persons and ourselves, by a word of
    the name: a district may have half a million, and only those who can stand in a text are tried.
    """

    def __init__(self, names):
        self.by_word: dict[str, list[str]] = {}
        for name in names:
            parts = _WORD.findall(name.casefold())
            if parts:
                self.by_word.setdefault(parts[-1], []).append(name)

    def masked(self, text: str) -> str:
        there = set(_WORD.findall(text.casefold()))
        there |= {word.removesuffix("s") for word in there}
        for name in sorted({n for w in there for n in self.by_word.get(w, ())}, key=len)[::-1]:
            text = masked(text, Words((name,), ()))
        return text


def personal_models() -> list:
    """Every noun that is a person's own row or points at one, the person's own first."""
    found = [
        model
        for model in apps.get_app_config("movements").get_models()
        if issubclass(model, DistrictRow) and model._meta.managed and _key_of(model)
    ]
    return sorted(found, key=lambda model: (model is not ContactPerson, model.__name__))


def uncovered(models) -> list[str]:
    """Those that do not say what a subject access hands out."""
    return [model.__name__ for model in models if not getattr(model, "export_fields", ())]


def gathered(by: Reader, person: ContactPerson) -> dict:
    """All of it as plain values; the words of the program are said in the language they are read
    in. Inside `lent_to(SERVICE)`."""
    gatherer, words = service(SERVICE, by.district), words_of(person.pk)
    settings = privacy_settings(gatherer)
    others = _others(gatherer, person)
    return {
        "number": f"P-{person.number}",
        "explained": {one: explained(person, settings, one) for one in LANGUAGES},
        "rows": {
            model.__name__: [_told(row) for row in _rows_of(model, person)]
            for model in personal_models()
        },
        "history": {
            model.__name__: [_version(row) for row in _versions_of(model, person)]
            for model in personal_models()
            if hasattr(model, "pgh_event_model")
        },
        "mentioned": _mentions(gatherer, words, others),
        "files": _files(gatherer, words, others),
        "read": _read(gatherer, person),
    }


def _key_of(model) -> str:
    """The name of the field by which a noun is a person's; empty when it is not."""
    if issubclass(model, PersonalData):
        return "id"
    keys = [
        field.name
        for field in model._meta.local_fields
        if field.is_relation and issubclass(field.related_model, PersonalData)
    ]
    return keys[0] if keys else ""


def _rows_of(model, person):
    return model.objects.filter(**{_key_of(model): person.pk}).order_by("created_at", "pk")


def _told(row) -> dict:
    return {name: _plain(row, name) for name in row.export_fields}


def _plain(row, name: str):
    """A code as its word, a row that is pointed at as its own name."""
    try:
        value = getattr(row, name)
    except ObjectDoesNotExist:  # a version outlives what it points at
        return ""
    if isinstance(value, Model):
        str(value)  # looked up now, while it may be
        return lazystr(value)
    return dict(row._meta.get_field(name).flatchoices).get(value, value)


def _versions_of(model, person):
    key = _key_of(model)
    found = model.pgh_event_model.objects.filter(**{key: person.pk})
    return found.order_by("pgh_obj_id", "pgh_id")


def _version(row) -> dict:
    fields = row.pgh_tracked_model.export_fields
    known = {field.name for field in row._meta.local_fields}
    told = {"of": str(row.pgh_obj_id), "at": row.pgh_created_at, "what": row.pgh_label}
    return told | {name: _plain(row, name) for name in fields if name in known}


def _mentions(gatherer, words: Words, others: Others) -> list[dict]:
    """Paragraphs that name the person; whoever else stands in them is masked."""
    tells, found = finder(words), []
    for model, name, where in TEXTS:
        named = Q()
        for pattern in patterns(words):
            named |= Q(**{f"{name}__regex": pattern})
        if not named:
            return []
        rows = model.objects.filter(named, district=gatherer.district)
        for at, text in rows.order_by("created_at").values_list("created_at", name).iterator():
            found += [
                {"at": at, "where": where, "text": said}
                for said in (others.masked(part) for part in text.splitlines() if tells(part))
            ]
    return found


def _files(gatherer, words: Words, others: Others) -> list[dict]:
    """Lines of files that name the person: of meetings, and under review."""
    tells, found = finder(words), []
    kept = Attachment.objects.filter(district=gatherer.district).mentioning(patterns(words))
    for file in kept.defer("content").order_by("created_at"):
        lines = dict.fromkeys(line for line in (file.name, *file.words.splitlines()) if tells(line))
        found += [_said(file.created_at, file.name, line, others) for line in lines]
    for upload in PendingUpload.objects.filter(district=gatherer.district).iterator(chunk_size=1):
        lines = dict.fromkeys(line for line in lines_of(bytes(upload.content)) if tells(line))
        found += [_said(upload.created_at, upload.file_name, line, others) for line in lines]
    return found


def _said(at, name: str, line: str, others: Others) -> dict:
    return {"at": at, "where": others.masked(name), "text": others.masked(line)}


def _others(gatherer, person) -> Others:
    names = visible(ContactPerson, gatherer).exclude(pk=person.pk).values_list("name", flat=True)
    ours = User.objects.filter(posts__district=gatherer.district).values_list("name", flat=True)
    return Others({*names.iterator(), *ours})


def _read(gatherer, person) -> list[dict]:
    """When and how it has been read; those who read are third parties (ECJ C-579/21)."""
    return [
        {"at": row.created_at, "what": _plain(row, "deed"), "why": row.why}
        for row in readings_of(gatherer, person)
    ]
