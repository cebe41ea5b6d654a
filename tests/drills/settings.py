"""The project as a server runs it, without HTTPS and without collected files."""

from crm.settings import *  # noqa: F403
from crm.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
