"""*Ångra* after each save: the way back stands in the message of the page that follows.

The way back is signed, is of no use to anybody else, and holds for a quarter of an hour. Nothing is
kept on the server for it: it names the contexts of what was done in the history.
"""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.messages import constants
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.access.funnel import NotAllowed, visible
from movements.access.undoing import PutBack, done_together, put_back, written_by
from movements.directory.facts import FACTS
from movements.directory.models import ContactPerson, ContactRole, Organisation, Relation

SALT, IN_HISTORY = "crm.undone", "crm.undone.history"
LASTS = timedelta(minutes=15)
OPEN = timedelta(days=1)  # how long a page of a history may have stood open
TAG = "undo:"
# The columns that a form changes, or that follow from them: a deed that changed others is not put
# back by it, or it would be put back by half.
CHOSEN = {
    Organisation: {Organisation._meta.get_field(name).attname for name in FACTS} | {"point"},
    Relation: {*("step", "lead_id", "cadence_months", "next_contact_on", "wishes", "sensitivity")},
    ContactPerson: {*("name", "basis", "source", "informed_at", "keep_until", "sensitivity")},
}

# Deeds that say the way back themselves: a verb of their own takes back what they do.
OWN = frozenset(
    {
        *("organisation_archive", "organisation_person_archive", "organisation_view_archive"),
        *("meeting_log", "meeting_undo", "meeting_redo", "promise_keep"),
        *("organisation_duplicate", "organisation_dismiss"),
        *("meeting_attach", "attachment_detach"),
    }
)
# Deeds without a way back in the message, and why.
FINAL = {
    "organisation_view_create": "a bookmark: Ta bort vyn stands on its page",
    "organisation_view_edit": "a bookmark, without a history; its form changes it back",
    "organisation_view_keep": "a bookmark, without a history; its filters change it back",
    "organisation_view_restore": "is itself the way back; Ta bort vyn stands on its page",
    "bin_restore": "is itself the way back; each is put away on its own page",
    "attachment_restore": "is itself the way back; Ta bort stands beside the file",
    "organisation_merge_undo": "is itself the way back; merging again asks for every field",
    "organisation_dismissal_undo": "is itself the way back, and leads to the pair",
    "organisation_person_erase": "nothing is left to bring back",
    "organisation_person_extract": "writes about nobody: a sealed file that goes in a day",
    "import_upload": "a file under review; Släng filen stands there",
    "import_columns": "a file under review, of which nothing is in yet",
    "import_values": "a file under review, of which nothing is in yet",
    "import_decide": "each decision is changed where it stands",
    "import_start": "the whole import is undone on its page, for 30 days",
    "import_discard": "the file is dropped again",
    "import_undo": "what the register brought is brought in again by the register",
    "register_fetch": "asks a server; what it brings is undone as an import",
    "retention": "says for how long things are kept; the table stands open",
    "privacy_confirm": "somebody stood for it that day",
    "inform_detail": "somebody has been told, and cannot be untold",
    "inform_remind": "a letter has gone",
    "request_create": "a register that the law asks for: nothing is taken out of it",
    "request_send": "the association has been asked",
    "request_remind": "a letter has gone",
    "request_answer": "the answer has gone to the officer",
    "request_extend": "somebody has been promised an answer by that day",
    "request_close": "somebody has had the answer",
    "request_gather": "writes about nobody: a sealed file that goes in a day",
    "request_passphrase": "it has been shown, and is shown only once",
    "request_hand_out": "the file has been sent",
    "request_erase": "nothing is left to bring back",
    "request_restrict": "what the law asks for; it is lifted on the request's page",
    "request_lift": "the person has been told",
    "request_dismiss": "the person has been told",
    "readmission": "says that somebody has changed their mind; they may ask again",
    "review_keep": "each decision is changed where it stands",
    "review_ask": "a letter has gone",
    "review_consent": "somebody has said yes that day; the person's own page corrects it",
    "review_remove": "nothing is left to bring back",
    "incident_create": "a register that the law asks for: nothing is taken out of it",
    "incident_report": "the authority has been told",
    "people_invite": "a letter has gone; Ta tillbaka ends its link",
    "invitation_again": "a letter has gone; Ta tillbaka ends its link",
    "invitation_revoke": "the link is dead, whoever holds it; invite again",
    "invitation": "the post is held; it is ended under Personer",
    "people_begin_anew": "a letter has gone",
    "people_end_post": "ends sessions and keys at once, and those never come back",
    "people_offboard": "ends sessions and keys at once, and those never come back",
    "people_reactivate": "opens an account without anything in it; it is closed under Personer",
    "own_session_end": "a session that has ended never comes back",
    "own_sessions_end": "a session that has ended never comes back",
    "own_token_make": "Avsluta stands beside the key",
    "own_token_end": "a key that has ended never comes back",
}


def offer(request, response) -> str:
    """Puts the way back in the message of a page's deed. The address of it, or ""."""
    name = request.resolver_match.url_name
    if name in OWN or name in FINAL or not 300 <= response.status_code < 400:
        return ""
    contexts = written_by(request.reader)
    if not contexts:
        return ""
    address = reverse("undo", args=[way_back(request.reader, contexts)])
    say(request, address)
    return address


def say(request, address: str) -> None:
    """In the message that the deed has left, or in one of its own."""
    queued = messages.get_messages(request)._queued_messages
    done = [one for one in queued if one.level == constants.SUCCESS]
    if not done:
        messages.success(request, _("Saved."), extra_tags=f"{TAG}{address}")
    elif TAG not in (done[-1].extra_tags or ""):
        done[-1].extra_tags = f"{TAG}{address}"


def way_back(reader, contexts: list[UUID]) -> str:
    said = [str(reader.user.pk), [one.hex for one in contexts]]
    return signing.dumps(said, salt=SALT, compress=True)


def from_history(reader, context: str) -> str:
    """The address of the way back beside a deed in a history."""
    said = [str(reader.user.pk), [UUID(context).hex]]
    return reverse("undo", args=[signing.dumps(said, salt=IN_HISTORY, compress=True)])


def choosing(reader, token: str) -> str:
    """The address of the form where an undo that others stand in the way of is chosen field by
    field; "" where there is none, or the deed did more than a form does."""
    found = put_back(by=reader, contexts=contexts_in(reader, token))
    address = form_of(reader, found) if found else ""
    glue = "&" if "?" in address else "?"
    return f"{address}{glue}{urlencode({'back': token})}" if address else ""


def form_of(reader, found: PutBack) -> str:
    """The address of the form that changes such a row; "" where it would put back a part of it, or
    the row is not there to be changed any more."""
    row = visible(found.model, reader).get(pk=found.pk)
    if found.before.keys() - CHOSEN.get(found.model, set()) or getattr(row, "is_archived", False):
        return ""
    if found.model is Organisation:
        return reverse("organisation_edit", args=[row.pk])
    if found.model is Relation and row.ended_on is None:
        tie = reverse("organisation_tie", args=[row.organisation_id])
        return f"{tie}?{urlencode({'association': row.association_id})}"
    if found.model is ContactPerson:
        roles = visible(ContactRole, reader).filter(person=row, organisation__archived_at=None)
        lasting = Q(ends_on=None) | Q(ends_on__gt=timezone.localdate())
        role = roles.filter(lasting).order_by("created_at", "pk").first()
        return (
            reverse("organisation_person_edit", args=[role.organisation_id, row.pk]) if role else ""
        )
    return ""


def being_undone(request, row) -> PutBack | None:
    """What a form of that row was opened to undo, by `choosing`. None when it was opened for
    anything else, or the way back is too old: then it is a form as any other."""
    token = request.GET.get("back", "")
    if not token or row is None or request.method == "POST":  # what is sent says it all itself
        return None
    try:
        found = put_back(by=request.reader, contexts=contexts_in(request.reader, token))
    except (NotAllowed, ValidationError):
        return None
    return found if found and (found.model, found.pk) == (type(row), row.pk) else None


def contexts_in(reader, token: str) -> list[UUID]:
    """What a way back names. Raises ValidationError when it is too old, or somebody else's."""
    for salt, lasts in ((SALT, LASTS), (IN_HISTORY, OPEN)):
        try:
            user, contexts = signing.loads(token, salt=salt, max_age=lasts)
        except signing.BadSignature:
            continue
        if user and user == str(reader.user.pk):
            named = [UUID(one) for one in contexts]
            return named if salt == SALT else done_together(reader, named[0])
    raise ValidationError(_("It is too late to undo this here. Change it where it stands."))
