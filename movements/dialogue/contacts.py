"""When a contact person was last met: what decides how long they may be kept."""

from django.db.models import F, OuterRef, Subquery

from movements.access.funnel import visible
from movements.dialogue.models import MeetingOrganisation, Participant
from movements.directory.models import ContactRole


def contacts_of(reader) -> tuple:
    """Two querysets with `person` and `met_on`: meetings that somebody took part in, and the
    latest meeting with an organisation where they hold a role. Undone meetings are none."""
    there = visible(MeetingOrganisation, reader).filter(
        organisation=OuterRef("organisation"), meeting__archived_at=None
    )
    latest = there.order_by("-meeting__day").values("meeting__day")[:1]
    roles = visible(ContactRole, reader).filter(ends_on=None).annotate(met_on=Subquery(latest))
    took_part = (
        visible(Participant, reader)
        .exclude(person=None)
        .filter(content__meeting__archived_at=None)
        .annotate(met_on=F("content__meeting__day"))
    )
    return took_part, roles
