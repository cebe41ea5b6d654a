"""Every noun of the house. Only Django and the tests import from here."""

from movements.access.integrations import Integrations
from movements.access.invitations import Invitation
from movements.access.models import Association, Body, District, Post, Role, User
from movements.access.read_log import ReadLog
from movements.access.retries import DoneOnce
from movements.access.sessions import Session
from movements.dialogue.attachments import Attachment
from movements.dialogue.models import (
    Meeting,
    MeetingContent,
    MeetingOrganisation,
    Participant,
    Point,
    Promise,
    TieMove,
)
from movements.directory.contact import HeldContact
from movements.directory.index import NameWord, SearchDocument
from movements.directory.merges import Merge, NotTheSame, PossibleDuplicate
from movements.directory.models import (
    ActivityArea,
    Channel,
    ContactPerson,
    ContactRole,
    Organisation,
    Relation,
)
from movements.directory.saved import SavedView
from movements.directory.unwanted import DoNotRegister
from movements.exchange.models import (
    DraftRow,
    Import,
    ImportedRow,
    ImportLayout,
    PendingUpload,
    SourceRow,
)
from movements.exchange.registers import RegisterSource
from movements.places.models import (
    CityDistrict,
    County,
    CountyBorder,
    Municipality,
    MunicipalityBorder,
    Place,
    PostalCode,
)
from movements.rights.readmitting import Readmission
from movements.rights.registers import (
    Incident,
    LegalBasis,
    PrivacySettings,
    Reminder,
    RightsRequest,
)
from movements.rights.retention import RetentionRule, RetentionRun, Unnamed
from movements.rights.reviews import Review
from movements.rights.sealing import SealedExtract
from movements.rights.tombstones_laid import Tombstone

__all__ = [name for name in dir() if name[0].isupper()]
