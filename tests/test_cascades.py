"""PROTECT stands between the rows of the domain; whatever goes with another has its reason here."""

from django.apps import apps
from django.db.models import CASCADE, PROTECT

CASCADES = {
    "ActivityArea.organisation": "a part of the organisation, meaningless without it",
    "Attachment.meeting": "a file of a meeting that never was",
    "Channel.person": "never outlives the person it reaches",
    "ContactRole.person": "says something of that person only",
    "DoneOnce.user": "says something of that user's retries only",
    "DraftRow.draft": "a part of the draft, gone with it",
    "HeldContact.association": "derived, rebuilt from the meetings",
    "HeldContact.organisation": "derived, rebuilt from the meetings",
    "ImportedRow.batch": "says what that import did, nothing else",
    "ImportedRow.organisation": "says what was written on that organisation, nothing else",
    "MeetingContent.meeting": "what was said at a meeting that never was",
    "MeetingOrganisation.meeting": "a part of the fact",
    "NameWord.organisation": "derived, rebuilt from the organisation",
    "NotTheSame.one": "says something of that pair only",
    "NotTheSame.other": "says something of that pair only",
    "Participant.content": "a part of what was written",
    "Participant.person": "when a person is erased, so is their presence",
    "PendingUpload.uploaded_by": "a file under review is nothing without who reviews it",
    "Point.content": "a part of what was written",
    "PossibleDuplicate.one": "derived, says something of that pair only",
    "PossibleDuplicate.other": "derived, says something of that pair only",
    "Reminder.person": "says something of that person only",
    "Review.person": "says something of that person only",
    "SealedExtract.person": "says something of that person only",
    "SearchDocument.organisation": "derived, rebuilt from the organisation",
    "Session.user": "a login of nobody is no login",
    "SourceRow.organisation": "says where that organisation came from, nothing else",
    "TieMove.meeting": "says something of that meeting only",
    "TieMove.relation": "a tie that is gone needs no putting back",
    "Unnamed.content": "says what was done to that content only",
}


def nouns():
    """Those of the house, without the tables of their history."""
    for model in apps.get_app_config("movements").get_models():
        if not hasattr(model, "pgh_tracked_model"):
            yield model


def keys():
    """(name, what happens to it when what it points at goes) of every key of every noun."""
    for model in nouns():
        for field in model._meta.local_fields:
            if field.is_relation:
                yield f"{model.__name__}.{field.name}", field.remote_field.on_delete


def test_every_cascade_has_its_reason_and_every_reason_its_cascade():
    assert {name for name, then in keys() if then is CASCADE} == set(CASCADES)
    assert all(len(why.split()) > 3 for why in CASCADES.values())


def test_all_else_is_protected():
    others = {name: then for name, then in keys() if then not in (CASCADE, PROTECT)}
    assert others == {}
    assert sum(then is PROTECT for _name, then in keys()) > 40
