"""Jobs: what is done after the answer, by a worker, and always as somebody.

A job carries a name, never a right: what its reader may do is looked up when it runs, so that a
post that ended meanwhile ends the job's rights too.
"""

from contextlib import contextmanager

from movements.access.identity import acting_as
from movements.access.models import District, User
from movements.access.patience import take_time
from movements.access.readers import NOBODY, Reader, reader_of, service


def name_of(reader: Reader) -> dict[str, str]:
    """What a job keeps of its reader: plain text, to stand among its arguments."""
    if reader.service:
        return {"service": reader.service, "district": str(reader.district_id)}
    return {"user": str(reader.user.pk), "unit": str(reader.unit.pk) if reader.unit else ""}


def reader_named(name: dict[str, str]) -> Reader:
    """The reader that `name` (from name_of) is today; NOBODY when nobody is left of it."""
    if "service" in name:
        district = District.objects.filter(pk=name["district"]).first()
        return service(name["service"], district) if district else NOBODY
    user = User.objects.filter(pk=name["user"]).first()
    return reader_of(user, unit_id=name["unit"] or None)


@contextmanager
def working_for(name: dict[str, str], *, why: str):
    """Everything inside is one transaction, done by the reader that `name` says; it may take its
    time."""
    reader = reader_named(name)
    with acting_as(reader, why=why):
        take_time()
        yield reader
