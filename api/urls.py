"""Addresses of the machines' door; it describes itself at /api/schema/ and /api/docs/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from api.access import Invitations, Posts, Sessions, Tokens
from api.attachments import Attachments, MeetingFiles
from api.briefing import Bin, BringBack, Search
from api.dialogue import Meetings, Promises
from api.directory import ContactPersons, Organisations, Relations
from api.docs import Docs, Schema
from api.mapping import OrganisationTiles
from api.places import Municipalities
from api.rights import (
    Incidents,
    Inform,
    ReadingLog,
    Readings,
    Readmissions,
    Requests,
    Retention,
    Reviews,
)
from api.views import Views

router = SimpleRouter(use_regex_path=False)
router.register("municipalities", Municipalities, basename="api_municipality")
router.register("organisations", Organisations, basename="api_organisation")
router.register("contact-persons", ContactPersons, basename="api_contactperson")
router.register("relations", Relations, basename="api_relation")
router.register("meetings", Meetings, basename="api_meeting")
router.register("promises", Promises, basename="api_promise")
router.register("views", Views, basename="api_view")
router.register("invitations", Invitations, basename="api_invitation")
router.register("posts", Posts, basename="api_post")
router.register("requests", Requests, basename="api_request")
router.register("incidents", Incidents, basename="api_incident")
router.register("inform", Inform, basename="api_inform")
router.register("reviews", Reviews, basename="api_review")
router.register("readmissions", Readmissions, basename="api_readmission")
router.register("sessions", Sessions, basename="api_session")
router.register("attachments", Attachments, basename="api_attachment")
router.register("tokens", Tokens, basename="api_token")

tile = path(
    "tiles/organisations/<int:z>/<int:x>/<int:y>.mvt",
    OrganisationTiles.as_view(),
    name="api_organisation_tile",
)

kept = path("retention/", Retention.as_view(), name="api_retention")
read = [
    path("readings/", Readings.as_view(), name="api_readings"),
    path("read-log/", ReadingLog.as_view({"get": "list"}), name="api_reading-list"),
]
bin_ = [
    path("bin/", Bin.as_view(), name="api_bin"),
    path("bin/<slug:kind>/<uuid:pk>/restore/", BringBack.as_view(), name="api_bin-restore"),
]
found = path("search/", Search.as_view(), name="api_search")

files = path(
    "meetings/<uuid:pk>/files/",
    MeetingFiles.as_view({"get": "list", "post": "create"}),
    name="api_meeting-files",
)

urlpatterns = [
    path("v1/", include([*router.urls, files, tile, found, kept, *read, *bin_])),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
]
