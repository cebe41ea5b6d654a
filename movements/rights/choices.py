"""The words that the registers of the law are kept in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """What somebody asks for (GDPR art. 15 and 20, 16, 18, 21, 17)."""

    ACCESS = "access", _("Subject access")
    RECTIFICATION = "rectification", _("Rectification")
    RESTRICTION = "restriction", _("Restriction")
    OBJECTION = "objection", _("Objection")
    ERASURE = "erasure", _("Erasure")


class CameBy(models.TextChoices):
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")


class Status(models.TextChoices):
    """How far a request has come."""

    COLLECTING = "collecting", _("Being collected")
    WITH_ASSOCIATION = "with_association", _("With the association")
    SEALED = "sealed", _("Sealed")
    HANDED_OUT = "handed_out", _("Handed out")


class Outcome(models.TextChoices):
    DONE = "done", _("Done as asked")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", _("Refused")
    NOTHING = "nothing", _("Nothing is kept about them")


class Deed(models.TextChoices):
    """What was done about a request, where the house itself did it."""

    GATHERED = "gathered", _("A register extract was made")
    ERASED = "erased", _("The person was erased")
    RESTRICTED = "restricted", _("The person was restricted")
    DISMISSED = "dismissed", _("The objection was dismissed")


# The authority's form "Anmälan av personuppgiftsincident" (e-tjanster.imy.se), in its order.
class Happened(models.TextChoices):
    DISCLOSED = "disclosed", _("Disclosed to somebody without right")
    ACCESSED = "accessed", _("Read by somebody without right")
    LOST = "lost", _("Lost")
    DESTROYED = "destroyed", _("Destroyed")
    CHANGED = "changed", _("Changed without right")
    UNAVAILABLE = "unavailable", _("Out of reach when it was needed")


class Cause(models.TextChoices):
    HUMAN = "human", _("A slip by somebody")
    ROUTINE = "routine", _("Routines that were missing or not followed")
    TECHNICAL = "technical", _("A technical fault")
    ATTACK = "attack", _("An attack from outside")
    INSIDER = "insider", _("Somebody inside, on purpose")
    UNKNOWN = "unknown", _("Not known yet")


class PeopleKind(models.TextChoices):
    CONTACTS = "contacts", _("Contact persons")
    MEMBERS = "members", _("Own members with an account")
    OTHERS = "others", _("Others, such as people in notes")


class DataKind(models.TextChoices):
    NAME = "name", _("Names")
    REACH = "reach", _("Phone and e-mail")
    ROLE = "role", _("Roles in organisations")
    OPINION = "opinion", _("What tells political opinion")
    UNION = "union", _("What tells union membership")
    NOTES = "notes", _("Notes from meetings")
    LOGIN = "login", _("Passwords and keys")


class Severity(models.TextChoices):
    SMALL = "small", _("Small")
    LIMITED = "limited", _("Limited")
    SERIOUS = "serious", _("Serious")
    GRAVE = "grave", _("Very serious")


class Telling(models.TextChoices):
    """Whether those affected are told (art. 34)."""

    TOLD = "told", _("They have been told")
    WILL = "will", _("They will be told")
    NOT = "not", _("They will not be told")
