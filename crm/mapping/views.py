"""The map is one page and two pictures: the ground, and the tiles of a selection."""

from hashlib import sha256

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from crm.directory.saved import expanded
from crm.mapping.answers import MapAnswer
from crm.mapping.base_map import policy_with
from crm.pages import page
from movements.access.funnel import MalformedQuestion
from movements.mapping.borders import ground
from movements.mapping.tiles import NoSuchTile, tile_for


@require_safe
@page
def county_map(request):
    """The map and its list: one selection. The address holds all of it.

    Only here, and only while a base map is chosen, may the browser ask that one server too.
    """
    if there := expanded(request, "map"):
        return there
    answer = MapAnswer(request.reader, request.GET)
    status = 400 if answer.problem else 200
    chosen = answer.base_map
    show = csp_override(policy_with(chosen))(render) if chosen else render
    return show(request, "mapping/map.html", {"answer": answer}, status=status)


@require_safe
@page
def map_ground(request):
    """Municipalities of the reader's district and the counties around it, as GeoJSON."""
    text = ground(request.reader.district)
    return _kept(request, text.encode(), "application/geo+json")


@require_safe
@page
def map_tile(request, z, x, y):
    """The tile of the same question that the list answers; 400 when it cannot be read."""
    try:
        content = tile_for(request.reader, request.GET, z, x, y)
    except MalformedQuestion as malformed:
        return JsonResponse({"errors": malformed.message_dict}, status=400)
    except NoSuchTile as outside:
        raise Http404 from outside
    return _kept(request, content, "application/vnd.mapbox-vector-tile")


def _kept(request, content: bytes, kind: str):
    """For this browser alone, and asked for again each time: who sees what may change any day."""
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)
