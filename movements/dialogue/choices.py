"""How we meet, and the nine kinds of support (PRODUCT.md gives both lists)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    VISIT = "visit", _("Meeting")
    PHONE = "phone", _("Phone call")
    DIGITAL = "digital", _("Digital meeting")
    HYBRID = "hybrid", _("Meeting, some joining online")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Text or chat")
    STREET = "street", _("In the square")
    WORKPLACE = "workplace", _("Workplace visit")
    ANNUAL_MEETING = "annual_meeting", _("Their annual meeting")
    OTHER = "other", _("Other way")


class SupportKind(models.TextChoices):
    RAISE_ISSUE = "raise_issue", _("Raise the issue in the assembly")
    PREMISES = "premises", _("Premises")
    JOINT_ACTIVITY = "joint_activity", _("Joint activity")
    OUR_MEETINGS = "our_meetings", _("Invitation to our meetings")
    ORGANISING = "organising", _("Organising help")
    EQUIPMENT = "equipment", _("Equipment")
    CONTACTS = "contacts", _("Contacts")
    MONEY = "money", _("Money")
    OUR_CHANNELS = "our_channels", _("Our channels")
