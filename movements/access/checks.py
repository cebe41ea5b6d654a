"""System checks: every scoped noun has its line on the rules page, and every path there is real."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import FieldError

from movements.access.passwords import can_be_read
from movements.access.readers import Reader
from movements.access.rules import SEES
from movements.access.sight import Scoped


def _is_scoped(model) -> bool:
    manager = getattr(model, "_default_manager", None)
    return issubclass(getattr(manager, "_queryset_class", type(None)), Scoped)


@register()
def rules_page_is_whole(app_configs=None, **kwargs):
    problems = []
    by_name = {m.__name__: m for m in apps.get_models() if _is_scoped(m)}
    for name in by_name.keys() - SEES.keys():
        problems.append(Error(f"{name} has no line in SEES.", id="access.E001"))
    for name in SEES.keys() - by_name.keys():
        problems.append(Error(f"SEES has a line for {name}, which is no noun.", id="access.E002"))
    for name in by_name.keys() & SEES.keys():
        for role, ways in SEES[name].items():
            for way in ways:
                try:
                    by_name[name].objects.filter(way.condition(by_name[name], Reader()))
                except (FieldError, AttributeError) as wrong:
                    problems.append(Error(f"{name}, {role}: {wrong}", id="access.E003"))
    return problems


@register()
def the_door_is_shut(app_configs=None, **kwargs):
    """The demo's people open with a password that everybody can read, and a breach list that was
    asked for is there."""
    problems = []
    if settings.DEMO_ALLOWED and not settings.DEBUG:
        told = "DEMO_ALLOWED without DEBUG: the demo's logins are public. Take it away."
        problems.append(Error(told, id="access.E004"))
    for one in settings.AUTH_PASSWORD_VALIDATORS:
        path = one.get("OPTIONS", {}).get("path", "")
        if not can_be_read(path):
            told = f"BREACHED_PASSWORDS names {path}, which cannot be read."
            problems.append(Error(told, id="access.E005"))
    return problems
