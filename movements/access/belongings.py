"""Every key that leads to a user, and what becomes of it when they leave.

tests/access/test_belongings.py walks all tables and fails on a key that is not here: whoever adds
one says what it is. What opens something for its holder is CUT; the rest is the record of what
somebody did, which opens nothing.
"""

from dataclasses import dataclass

from django.apps import apps

CUT = "cut"  # removed with any post that ends
CLOSED = "closed"  # removed when the account closes: what one proves with who one is
ENDED = "ended"  # by its own rule, in leaving.py
HANDED = "handed over"  # shown to whoever runs the association, to give to somebody else
STAYS = "stays"


@dataclass(frozen=True)
class Belonging:
    fate: str
    why: str


KEYS = {
    "knox.AuthToken.user": Belonging(CUT, "a machine asks as them"),
    "movements.Session.user": Belonging(CUT, "a browser that is logged in as them"),
    "mfa.Authenticator.user": Belonging(CLOSED, "a second factor: who comes back makes a new one"),
    "movements.PendingUpload.uploaded_by": Belonging(CUT, "a file that they alone see"),
    "movements.Post.user": Belonging(ENDED, "what they may do"),
    "movements.Invitation.invited_by": Belonging(ENDED, "revoked where they may not ask any more"),
    "movements.Invitation.accepted_by": Belonging(STAYS, "it has been used, and opens nothing"),
    "movements.Relation.lead": Belonging(HANDED, "an organisation that waits to hear from us"),
    "movements.Promise.owner": Belonging(HANDED, "something that we have said we would do"),
    "account.EmailAddress.user": Belonging(STAYS, "the address that they log in with"),
    "movements.SavedView.owner": Belonging(STAYS, "a question; the answer follows its reader"),
    "movements.Meeting.author": Belonging(STAYS, "who wrote it; it is read by post and by name"),
    "movements.MeetingContent.author": Belonging(STAYS, "who wrote it; read by post and by name"),
    "movements.Attachment.author": Belonging(STAYS, "who kept it; read by post and by name"),
    "movements.DoneOnce.user": Belonging(STAYS, "what they sent twice; a day, theirs alone"),
    "movements.SealedExtract.made_by": Belonging(STAYS, "who had it sealed; a phrase opens it"),
    "movements.RightsRequest.phrase_to": Belonging(STAYS, "who has seen a phrase, not the phrase"),
    "movements.Review.by": Belonging(STAYS, "who looked a person over"),
    "movements.Readmission.by": Belonging(STAYS, "who let somebody be registered again"),
    "movements.ReadLog.user": Belonging(STAYS, "who has read what; never edited"),
    "movements.Reminder.by": Belonging(STAYS, "who reminded an association"),
    "movements.Incident.by": Belonging(STAYS, "who noted what went wrong"),
    "movements.PrivacySettings.confirmed_by": Belonging(STAYS, "who stood for the settings"),
    "movements.RetentionRule.confirmed_by": Belonging(STAYS, "who stood for the rule"),
    "movements.Participant.user": Belonging(STAYS, "who was there"),
    "movements.Import.imported_by": Belonging(STAYS, "who brought the register in"),
    "movements.Merge.merged_by": Belonging(STAYS, "who made two into one"),
    "movements.Merge.undone_by": Belonging(STAYS, "who parted them again"),
    "movements.NotTheSame.said_by": Belonging(STAYS, "who said that they are two"),
}


def rows_of(user, *fates: str):
    """(the rows, of one key) of the user, for each key with one of these fates."""
    for key, belonging in KEYS.items():
        if belonging.fate in fates:
            model_name, _dot, field = key.rpartition(".")
            yield apps.get_model(model_name)._base_manager.filter(**{field: user})


def lists_of_readers():
    """Every table with a list of the people who read its rows, and the history of each."""
    for model in apps.get_app_config("movements").get_models():
        if model._meta.managed and any(field.name == "named" for field in model._meta.local_fields):
            yield model
