"""What a reader sees, and because of which post: the rules page in the second person.

Read off SEES, so that it is never another rule than the one that is kept. A noun that comes to the
rules page is given its words here, or named among the parts of something else.
"""

from dataclasses import dataclass

from movements.access.printed import EN, ONLY, REACH, SV, TITLES, WITHIN
from movements.access.rules import SEES

# In the order of interest to the one who asks.
NOUNS = {
    "Organisation": ("Organisationer", "Organisations"),
    "Relation": ("Relationer till organisationer", "Relations with organisations"),
    "ContactPerson": ("Kontaktpersoner", "Contact persons"),
    "Meeting": ("Att ni har träffats", "That you have met"),
    "MeetingContent": ("Vad som sades", "What was said"),
    "Attachment": ("Filer till avstämningar", "Files of meetings"),
    "Promise": ("Löften", "Promises"),
    "SavedView": ("Sparade vyer", "Saved views"),
    "Import": ("Importer", "Imports"),
    "PendingUpload": ("Filer som granskas", "Files under review"),
    "RegisterSource": ("Register som hämtas", "Registers that are fetched"),
    "Post": ("Vem som har vilken post", "Who holds which post"),
    "LegalBasis": ("Varför en person finns här", "Why a person is here"),
    "RightsRequest": ("Begäranden från registrerade", "Requests from those registered"),
    "Reminder": ("Påminnelser från dataskyddsansvarig", "Reminders from the privacy officer"),
    "Incident": ("Incidenter", "Incidents"),
    "Readmission": ("De som släppts från spärrlistan", "Those let off the list"),
    "Review": ("Personer att se över", "People to look over"),
    "RetentionRule": ("Regler för gallring", "Rules of retention"),
    "RetentionRun": ("Gallringar som gjorts", "Retention that was done"),
    "PrivacySettings": ("Distriktets regler om dataskydd", "The district's data protection rules"),
    "SealedExtract": ("Förseglade registerutdrag", "Sealed register extracts"),
    "ReadLog": ("Läslogg", "Read log"),
    "Invitation": ("Inbjudningar", "Invitations"),
    "Association": ("Föreningar", "Associations"),
    "Body": ("Nämnder", "Bodies"),
    "Integrations": ("Servrar som distriktet frågar", "Servers that the district asks"),
}
# Seen with what they are parts of, derived from it, or by a service alone.
PARTS = {
    *("ActivityArea", "Channel", "ContactRole", "SearchDocument", "NameWord", "HeldContact"),
    *("PossibleDuplicate", "NotTheSame", "Merge", "MeetingOrganisation", "TieMove", "Participant"),
    *("Unnamed", "Tombstone", "DoNotRegister", "DoneOnce"),
    *("Point", "SourceRow", "ImportedRow", "ImportLayout", "DraftRow"),
}
# What is said otherwise to the one it is about.
YOURS = {
    ("associations", "association__in"): ("din förenings", "your association's"),
    ("administers", "association__in"): ("din förenings", "your association's"),
    ("associations", "person__association__in"): ("din förenings", "your association's"),
    ("associations", "registered_by__in"): (
        "registrerade av din förening",
        "registered by your association",
    ),
    ("associations", "relations__association__in"): (
        "i relation med din förening",
        "in a relation with your association",
    ),
    ("associations", "association_ids__overlap"): (
        "där din förening har hållit i det eller står med,",
        "held by your association, or that list it,",
    ),
    ("bodies", "body__in"): ("din nämnds", "your body's"),
    ("user_ids", "named__overlap"): ("där du är namngiven", "that name you"),
    ("user_ids", "uploaded_by__in"): ("dina egna", "your own"),
    ("user_ids", "draft__uploaded_by__in"): ("dina egna", "your own"),
    ("user_ids", "owner__in"): ("dina egna", "your own"),
}
ALSO = ("om du också ser", "where you also see")
UNSAID = {"merged_into"}  # of two that became one, the other is no row of its own


@dataclass(frozen=True)
class Seen:
    """One kind of row: (which of them, because of which posts), in the order of the rules page."""

    rows: str
    which: list[tuple[list[str], list]]


def explained(reader, language: str) -> list[Seen]:
    """Every kind of row that the reader sees any of. `language` is "sv" or another, said in en."""
    spoken = SV if language == "sv" else EN
    found = []
    for noun, words in NOUNS.items():
        reasons: dict[str, list] = {}  # what is seen -> the posts that show it
        for post in reader.posts:
            for way in SEES[noun].get(post.role, ()):
                because = reasons.setdefault(_way(way, spoken), [])
                because.extend([post] if post not in because else [])
        if reasons:
            found.append(Seen(words[spoken], _together(reasons)))
    return found


def _together(reasons: dict[str, list]) -> list[tuple[list[str], list]]:
    """What the same posts show is said in one breath."""
    found: list[tuple[list[str], list]] = []
    for which, because in reasons.items():
        same = next((said for said, posts in found if posts == because), None)
        if same is None:
            found.append(([which], because))
        else:
            same.append(which)
    return found


def _way(way, spoken: int) -> str:
    said = [(YOURS.get((way.held, way.path)) or REACH[way.held, way.path])[spoken]]
    said += [ONLY[one][spoken] for one in way.only if one[0] not in UNSAID]
    if way.within:
        parents = f" {TITLES['and'][spoken]} ".join(WITHIN[one][spoken] for one in way.within)
        said.append(f"{ALSO[spoken]} {parents}")
    return " ".join(said)
