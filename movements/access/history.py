"""History by triggers: every insert, update and delete, bulk and raw SQL too, with who and why."""

from functools import partial

import pghistory


def tracked(model=None, *, but=()):
    """Class decorator: keep the history of this noun, all but the columns derived from others.

    pghistory's own default leaves deletes out; a trace without them would say that a row still is.
    The event keeps the row's id as a bare value: it must outlive the row. One statement, one
    trigger: a register of 50,000 rows writes its history in one go, not in 50,000.
    """
    if model is None:
        return partial(tracked, but=but)
    return pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(level=pghistory.Statement),
        pghistory.DeleteEvent(level=pghistory.Statement),
        exclude=but or None,
        append_only=False,
        obj_field=pghistory.ObjForeignKey(db_constraint=False),
    )(model)
