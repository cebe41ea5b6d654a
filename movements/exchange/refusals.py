"""The one way this room says no to a file: what is wrong, and what to do instead."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def refuse(message):
    """The one way this room says no to a file."""
    return ValidationError({"file": [message]})


def too_large():
    """Refusal of a file with more bytes than we take at once."""
    return refuse(_("The file is larger than 50 MB. Split it and import the parts."))


def too_long():
    """Refusal of a file with more rows than we take at once."""
    return refuse(_("The file has more than 200,000 rows. Split it and import the parts."))


def no_names():
    """Refusal of a table in which no column can be the name."""
    return refuse(
        _("No column with names was found. Give one column the header Namn and try again.")
    )


def too_wide(most):
    """Refusal of a file with more columns than `most`."""
    return refuse(
        _("The file has more than %(count)s columns. Remove the ones you do not need.")
        % {"count": most}
    )


def too_many_cells():
    """Refusal of a file that would fill the memory although its rows are not too many."""
    return refuse(
        _("The file holds far more cells than a register. Remove the columns you do not need.")
    )
