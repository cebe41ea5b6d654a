"""The map's tiles: the same selection as the list, as Mapbox vector tiles."""

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import renderers, views

from api.base import Door
from movements.directory.filters import OrganisationFilter
from movements.mapping.tiles import NoSuchTile, tile_for

MVT = "application/vnd.mapbox-vector-tile"


class TileRenderer(renderers.BaseRenderer):
    """Lets `Accept: application/vnd.mapbox-vector-tile` through; the view hands over the bytes."""

    media_type = MVT
    format = "mvt"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data


@extend_schema(tags=["tiles"])
class OrganisationTiles(Door, views.APIView):
    """A selection of organisations as a vector tile."""

    question = OrganisationFilter
    renderer_classes = [renderers.JSONRenderer, TileRenderer]

    @extend_schema(responses={(200, MVT): OpenApiTypes.BINARY})
    def get(self, request, z, x, y):
        """Points when near, clusters when far out; the body is empty where nothing is.

        Layers: `organisations` (id, name, quiet, n), `clusters` (n, quiet) below zoom 12 and
        `places` (n, quiet) from there on, for points that several organisations share.
        """
        try:
            drawn = tile_for(request.reader, request.GET, z, x, y)
        except NoSuchTile as missing:
            raise Http404 from missing
        return HttpResponse(drawn, content_type=MVT)
