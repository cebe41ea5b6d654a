"""History by triggers: every insert, update and delete, bulk and raw SQL too, with who and why."""

import pghistory


def tracked(model):
    """Class decorator: keep the history of this noun.

    pghistory's own default leaves deletes out; a trace without them would say that a row still is.
    The event keeps the row's id as a bare value: it must outlive the row.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=False,
        obj_field=pghistory.ObjForeignKey(db_constraint=False),
    )(model)
