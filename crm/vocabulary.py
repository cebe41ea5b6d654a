"""The status words' icons and colours, and the icon of each kind of organisation: said once.

The words themselves are given by the page, since they carry numbers and names.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

_LIST = Path(__file__).resolve().parent.parent / "deploy" / "icons.txt"
ICONS = frozenset(
    line.strip() for line in _LIST.read_text().splitlines() if line and not line.startswith("#")
)

# kind -> (icon, tone). Red only when someone must act; silence is grey.
STATUS = {
    "in_step": ("check", "ok"),
    "planned": ("calendar", "info"),
    "soon": ("clock", "soon"),
    "late": ("circle-alert", "late"),
    "quiet": ("hourglass", "rest"),
    "never": ("circle-dashed", "rest"),
    "dormant": ("moon", "rest"),
    "declined": ("ban", "rest"),
    "done": ("check", "ok"),
    "dated": ("calendar", "rest"),
    "overdue": ("circle-alert", "late"),
    "demand": ("megaphone", "voice"),
    "being_prepared": ("loader", "info"),
    "granted": ("check", "ok"),
    "refused": ("x", "late"),
    "no_feedback": ("reply", "soon"),
    "stage_gathered": ("git-merge", "voice"),
    "stage_driven": ("landmark", "info"),
    "stage_decided": ("gavel", "rest"),
    "stage_told": ("reply", "ok"),
    "support": ("hand-helping", "accent"),
    "offered": ("hand-helping", "accent"),
    "lent": ("package", "info"),
    "returned": ("check", "ok"),
    "open": ("users-round", "rest"),
    "district": ("users-round", "rest"),
    "association": ("house", "rest"),
    "named": ("lock", "rest"),
    "protected": ("lock", "rest"),
    "new": ("plus", "ok"),
    "changed": ("pencil-line", "info"),
    "duplicate": ("copy", "soon"),
    "error": ("circle-alert", "late"),
    "unchanged": ("equal", "rest"),
    "undone": ("undo-2", "rest"),
    "archived": ("trash-2", "rest"),
    "collecting": ("loader", "info"),
    "with_association": ("send", "info"),
    "sealed": ("lock", "ok"),
    "handed_out": ("check", "ok"),
    "restricted": ("lock", "rest"),
    "to_review": ("search", "soon"),
    "failed": ("circle-alert", "late"),
    "said": ("check", "ok"),
    "unsaid": ("circle-dashed", "soon"),
    "expired": ("hourglass", "rest"),
    "safest": ("shield-check", "accent"),
    "last": ("circle-dashed", "rest"),
}

# The ladder of a relation, from step 1.
LADDER = (
    _("Mapped"),
    _("Contacted"),
    _("First conversation"),
    _("Demands gathered"),
    _("Support offered"),
    _("Ongoing dialogue"),
)

# Who can read a row: the same three words everywhere.
READERS = {
    "open": ("users-round", _("The district")),
    "association": ("house", _("The association")),
    "named": ("lock", _("Those responsible")),
}

# The four lights before a sitting: shape, sign and word.
LIGHTS = {
    "held": _("Held"),
    "underway": _("Under way"),
    "missing": _("Missing"),
    "not_needed": _("Not needed"),
}

KIND_ICONS = {
    "tenants": "house",
    "union": "hard-hat",
    "union_branch": "hard-hat",
    "womens_shelter": "shield",
    "girls_shelter": "shield",
    "lgbtqi": "heart",
    "anti_racist": "megaphone",
    "refugee_solidarity": "heart-handshake",
    "climate": "leaf",
    "nature": "trees",
    "peace": "flag",
    "international_solidarity": "globe",
    "pensioners": "users",
    "disability_rights": "heart-handshake",
    "patient": "heart-pulse",
    "sports": "volleyball",
    "culture": "music",
    "local_heritage": "landmark",
    "youth": "users",
    "student_body": "school",
    "parents": "users",
    "study_association": "book-open",
    "folk_high_school": "graduation-cap",
    "faith": "church",
    "ethnic_language": "languages",
    "cooperative": "store",
    "peoples_house": "building",
    "village": "house",
    "road_or_community_association": "building-2",
    "scouts": "trees",
    "outdoor_hobby": "trees",
    "temperance": "users-round",
    "aid_social": "hand-helping",
    "defence_preparedness": "shield-check",
    "political": "flag",
    "action_group": "megaphone",
    "online_network": "network",
    "youth_student_league": "graduation-cap",
}
