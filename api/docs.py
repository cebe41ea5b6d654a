"""The description of this interface, and the page that shows it."""

from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """OpenAPI 3, as YAML or, with `Accept: application/json` or `?format=json`, as JSON."""

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        # In English unless Swedish is asked for: it is read by those who write programs.
        with translation.override("sv" if request.GET.get("lang") == "sv" else "en"):
            return self._get_schema_response(request)


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from our own server. Its script is an address of its own, as our CSP demands."""

    url_name = "api_schema"
    template_name = "api/docs.html"
