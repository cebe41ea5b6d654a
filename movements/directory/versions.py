"""Which version of an organisation the history keeps last: a merge remembers it, to be undone."""

from movements.directory.models import Organisation


def version(organisation) -> int:
    """The number of the latest version that the history keeps; 0 when it keeps none."""
    events = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation.pk)
    return events.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0
