"""Dropping a register on /import/ as a browser does, and finding the steps that follow."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from movements.models import PendingUpload
from tests.exchange.files import csv_bytes, line

FILE = csv_bytes(
    [
        line("Åby IF", kind="Idrott", town="Tumba", email="anna.ek@gmail.com"),
        line("Åby if", town="Tumba"),
        line("", kind="Kultur"),
    ]
)


def drop(client, data=FILE, code="0127", **more):
    file = SimpleUploadedFile("botkyrka.csv", data)
    return client.post(
        reverse("import_upload"), {"file": file, "municipality": code, **more}, follow=True
    )


def dropped(client, data=FILE, **more):
    drop(client, data, **more)
    return PendingUpload.objects.latest("created_at").pk


def at(name, pk):
    return reverse(name, args=[pk])


def counts_on(page):
    return [int(n) for n in re.findall(r"</span><b>(\d+)</b>", page.content.decode())]
