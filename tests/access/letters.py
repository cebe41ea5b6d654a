"""The letters of invitations, as the worker sends them; and what stands in them."""

import re

from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from movements.access.invitation_jobs import send_invitation
from movements.access.inviting import HERE, invite

ADDRESS = f"https://forankra.example/inbjudan/{HERE}/"
LINK = re.compile(r"/inbjudan/([A-Za-z0-9]{43})/")


def waiting_letters():
    return ProcrastinateJob.objects.filter(task_name="access.send_invitation", status="todo")


def send_letters() -> None:
    """What the worker does with each letter that waits, once."""
    for job in list(waiting_letters().order_by("id")):
        send_invitation(**job.args)
        with connection.cursor() as cursor:  # the queue's own rows are only read by Django
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])


def secret_of(letter=None) -> str:
    """The secret in the link of a letter, the latest unless another is given."""
    return LINK.search((letter or mail.outbox[-1]).body).group(1)


def asked(by, place, email="ny@example.org", role="steward", **more):
    return invite(by=by, email=email, role=role, place=place, address=ADDRESS, **more)
