"""System checks: every scoped noun has its line on the rules page, and every path there is real."""

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import FieldError

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
