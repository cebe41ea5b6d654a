"""Nobody's work is overwritten unseen: whoever changes a row holds it while they look at it."""

from movements.access.funnel import get_visible


def hold(by, row):
    """The row as it is now, kept from everybody else until the deed is done.

    For a door that must see that nothing has changed since somebody began to write. What others
    are saving is waited for. Raises DoesNotExist when `by` may not see it (any more).
    """
    model = type(row)
    waited = model.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk)
    list(waited.values_list("pk", flat=True))
    return get_visible(model, by, row.pk)
