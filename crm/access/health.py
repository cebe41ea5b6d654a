"""Is the server alive, and is it ready to serve?"""

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from movements.places.points import geometry_self_test


@never_cache
def alive(request):
    """The process answers. Asks nothing of the database, so that a slow one restarts nobody."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request):
    """The database answers, everything is migrated, and geometry gives right answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM movements_municipality LIMIT 1")
            places = cursor.fetchone() is not None
        geometry_self_test()
    except (DatabaseError, ArithmeticError) as problem:
        return JsonResponse({"status": "not ready", "why": type(problem).__name__}, status=503)
    if not places:
        return JsonResponse({"status": "not ready", "why": "no places loaded"}, status=503)
    return JsonResponse({"status": "ready"})
