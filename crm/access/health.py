"""Is the server alive, and is it ready to serve?"""

from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from movements.access.outages import outage_of, words
from movements.places.points import geometry_self_test


@never_cache
def alive(request):
    """The process answers. Asks nothing of the database, so that a slow one restarts nobody."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request):
    """The database answers, everything is migrated, and geometry gives right answers."""
    try:
        why = _not_ready()
    except (DatabaseError, InterfaceError, ArithmeticError) as problem:
        outage = outage_of(problem)
        why = words(outage) if outage else type(problem).__name__
    if why:
        return JsonResponse({"status": "not ready", "why": str(why)}, status=503)
    return JsonResponse({"status": "ready"})


def _not_ready() -> str:
    """Why not, or nothing. Raises what the database raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        if missing := _migrations() - set(cursor.fetchall()):
            return f"not migrated: {', '.join(sorted('.'.join(one) for one in missing))}"
        cursor.execute("SELECT 1 FROM movements_municipality LIMIT 1")
        if cursor.fetchone() is None:
            return "no places loaded"
    geometry_self_test()
    return ""


@cache
def _migrations() -> set[tuple[str, str]]:
    """(app, name) of the last migrations of each app, as this process knows them."""
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())
