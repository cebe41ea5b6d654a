"""The site, and beside it two addresses that fail: one that cannot be read, one that breaks."""

from django.core.exceptions import SuspiciousOperation
from django.urls import path

from crm.urls import urlpatterns as ours


def unreadable(request):
    raise SuspiciousOperation("not an address")


def broken(request):
    raise RuntimeError("halfway")


urlpatterns = [*ours, path("fel/400/", unreadable), path("fel/500/", broken)]
