"""What each rule of retention reaches, and what it does with it."""

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.identity import lent_to
from movements.access.models import User
from movements.access.read_log import ReadLog
from movements.access.rows import Sensitivity
from movements.dialogue.attaching import throw_away
from movements.dialogue.attachments import Attachment
from movements.dialogue.contacts import contacts_of
from movements.dialogue.models import Meeting, MeetingContent, MeetingOrganisation, Participant
from movements.directory.models import ContactPerson, ContactRole
from movements.privacy.models import Basis, Restriction
from movements.rights.erasure import erase_person, kept_columns, mask_words
from movements.rights.retention import RULES, Line, Unnamed, rules_of
from movements.rights.reviews import Review
from movements.rights.sealing import SealedExtract
from movements.rights.wording import patterns, words_of

REVIEWING = ("regular_review", "contact_review")
REMOVED = "Borttagen användare"
# Kept for a reason, for a time that is over.
_UNDECIDED = Q(review__kept_until__lt=TruncDate(Now()))


def due(reader, line: Line, now) -> list:
    """The ids of what the rule reaches now."""
    before = line.rule.before(line.period, now)
    return list(_REACHED[line.rule.code](reader, before).values_list("pk", flat=True))


def apply(by, line: Line, now) -> int:
    """Does what the rule says with what it reaches; how many that was."""
    met_again(by, line, now)
    ids = due(by, line, now)
    if ids:
        _DONE[line.rule.code](by, ids, line)
    return len(ids)


# ---- what is reached


def _past_their_end(reader, before):
    return visible(ContactPerson, reader).filter(keep_until__lt=timezone.localdate(before))


def _regular(reader, before):
    """Regular contacts who are none any longer, and about whom nobody has said anything."""
    quiet = _without_contact(reader, before).filter(basis=Basis.REGULAR_CONTACT)
    return quiet.filter(_UNDECIDED | Q(review=None))


def _unanswered(reader, before):
    return visible(ContactPerson, reader).live().filter(review__asked_at__lte=before)


def _quiet(reader, before):
    """Whomever nobody has met since, and nobody has looked at yet."""
    looked_at = Q(review__rule="regular_review", review__decided_at=None)
    return _without_contact(reader, before).filter(_UNDECIDED | looked_at | Q(review=None))


def _quiet_still(reader, before):
    line = next(line for line in rules_of(reader) if line.rule.code == "contact_review")
    since = RULES["contact_review"].before(line.period, timezone.now())
    waiting = visible(Review, reader).waiting(timezone.localdate())
    waiting = waiting.filter(rule="contact_review", created_at__lte=before)
    return _without_contact(reader, since).filter(pk__in=waiting.values("person"))


def _without_contact(reader, before):
    took_part, roles = contacts_of(reader)
    day = timezone.localdate(before)
    people = visible(ContactPerson, reader).exclude(basis="awaiting")
    return people.without_contact_since(day, took_part).without_contact_since(day, roles)


def _never_contacted(reader, before):
    return visible(ContactPerson, reader).awaiting_contact().filter(created_at__lte=before)


def _to_restrict(reader, before):
    return _uninformed(reader, before).unrestricted()


def _uninformed(reader, before):
    return visible(ContactPerson, reader).filter(informed_at=None, created_at__lte=before)


def _confidential(reader, before):
    """Meetings with notes or files for those responsible alone."""
    named = {"sensitivity": Sensitivity.NAMED}
    kept = visible(MeetingContent, reader).filter(**named).exclude(notes="", points=None)
    return _with_any(reader, before, kept, visible(Attachment, reader).filter(**named))


def _with_names(reader, before):
    """Meetings long ago, with somebody in the notes whom the house knows by name; or with files,
    which cannot be masked as notes can."""
    return _with_any(reader, before, _naming(reader), visible(Attachment, reader))


def _naming(reader):
    people = visible(Participant, reader).exclude(person=None).values("content")
    known = visible(ContactRole, reader).values("organisation")
    met = visible(MeetingOrganisation, reader).filter(organisation__in=known).values("meeting")
    kept = visible(MeetingContent, reader).filter(Q(pk__in=people) | Q(meeting__in=met))
    return kept.filter(unnamed=None)


def _with_any(reader, before, contents, files):
    """Meetings of that time with any of these."""
    old = visible(Meeting, reader).filter(day__lte=timezone.localdate(before))
    return old.filter(Q(pk__in=contents.values("meeting")) | Q(pk__in=files.values("meeting")))


def _leavers(reader, before):
    """Closed accounts whose last post, in this district, ended before then."""
    day = timezone.localdate(before)
    later = Q(posts__ends_on=None) | Q(posts__ends_on__gt=day)
    gone = User.objects.filter(
        is_active=False, posts__district=reader.district, posts__ends_on__lte=day
    )
    kept = User.objects.filter(later).values("pk")
    return gone.exclude(pk__in=kept).exclude(name=REMOVED).distinct()


def _old_extracts(reader, before):
    return visible(SealedExtract, reader).filter(created_at__lte=before)


def _old_log(reader, before):
    return visible(ReadLog, reader).before(before)


# ---- what is done


def _erase(by, ids, line) -> None:
    for person in visible(ContactPerson, by).filter(pk__in=ids):
        erase_person(by=by, person=person, why=f"retention: {line.rule.code}")


def _review(by, ids, line) -> None:
    """To be looked at; whatever was said of them before has had its time."""
    visible(Review, by).filter(person__in=ids).delete()
    Review.objects.bulk_create(
        Review(district=by.district, person_id=pk, rule=line.rule.code) for pk in ids
    )


def met_again(by, line: Line, now) -> None:
    """Whoever has been met since a rule put them there waits for nothing any longer."""
    if line.rule.code in REVIEWING:
        quiet = _without_contact(by, line.rule.before(line.period, now)).values("pk")
        visible(Review, by).filter(rule=line.rule.code).exclude(person__in=quiet).delete()


def _restrict(by, ids, line) -> None:
    visible(ContactPerson, by).filter(pk__in=ids).update(
        restricted_at=timezone.now(), restricted_for=Restriction.NOT_INFORMED
    )


def _empty(by, ids, line) -> None:
    named = {"meeting__in": ids, "sensitivity": Sensitivity.NAMED}
    contents = visible(MeetingContent, by).filter(**named).values_list("pk", flat=True)
    with lent_to("erasure"), connection.cursor() as cursor:
        cursor.execute("SELECT empty_contents(%s::uuid[])", [list(contents)])
    throw_away(visible(Attachment, by).filter(**named))


def _remove_names(by, ids, line) -> None:
    """The names of those who were there, or who hold a role where one was; files go whole."""
    throw_away(visible(Attachment, by).filter(meeting__in=ids))
    contents = list(_naming(by).filter(meeting__in=ids).prefetch_related("points", "promises"))
    for content in contents:
        _unname(by, content)
    visible(Participant, by).filter(content__in=contents).exclude(person=None).delete()
    Unnamed.objects.bulk_create(Unnamed(district=by.district, content=one) for one in contents)


def _unname(by, content) -> None:
    there = visible(MeetingOrganisation, by).filter(meeting=content.meeting_id)
    roles = visible(ContactRole, by).filter(organisation__in=there.values("organisation"))
    took_part = visible(Participant, by).filter(content=content).exclude(person=None)
    people = {*roles.values_list("person", flat=True), *took_part.values_list("person", flat=True)}
    texts = [content, *content.points.all(), *content.promises.all()]
    with lent_to("erasure"):
        for person in people:
            found = patterns(words_of(person))
            mask_words(found, kept=kept_columns(), only=[row.pk for row in texts])


def _close_account(by, ids, line) -> None:
    for user in User.objects.filter(pk__in=ids, is_active=False):
        user.name, user.email = REMOVED, f"{user.pk}@borttagen.invalid"
        user.set_unusable_password()
        user.save(update_fields=["name", "email", "password"])
        user.emailaddress_set.all().delete()


def _throw_away(by, ids, line) -> None:
    visible(SealedExtract, by).filter(pk__in=ids).delete()


def _forget_log(by, ids, line) -> None:
    _old_log(by, line.rule.before(line.period, timezone.now())).delete()


_REACHED = {
    "keep_until": _past_their_end,
    "regular_review": _regular,
    "consent": _unanswered,
    "contact_review": _quiet,
    "contact_erase": _quiet_still,
    "standing": _never_contacted,
    "uninformed_restrict": _to_restrict,
    "uninformed_erase": _uninformed,
    "confidential": _confidential,
    "names": _with_names,
    "leavers": _leavers,
    "exports": _old_extracts,
    "read_log": _old_log,
}
_DONE = {
    "keep_until": _erase,
    "regular_review": _review,
    "consent": _erase,
    "contact_review": _review,
    "contact_erase": _erase,
    "standing": _erase,
    "uninformed_restrict": _restrict,
    "uninformed_erase": _erase,
    "confidential": _empty,
    "names": _remove_names,
    "leavers": _close_account,
    "exports": _throw_away,
    "read_log": _forget_log,
}
