"""Nothing that anybody writes or sends makes the server call anybody: a listener stands on this
machine, and hears nothing. And no text from outside can reach GDAL or GEOS, read off the code."""

import ast
from contextlib import suppress

import django_filters
import pytest
from django import forms
from django.contrib.gis import forms as gis_forms
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.gdal import GDALRaster
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

import api.urls
from movements.access.identity import acting_as
from movements.dialogue.actions import log_meeting
from movements.dialogue.attaching import attach_file
from movements.directory.actions import keep_contact_person, register_organisation
from movements.exchange.actions import import_organisations
from movements.places.mercator import lonlat_point, stored_point
from movements.rights.sealing import make_extract
from tests.conftest import municipality
from tests.exchange.files import csv_bytes, line
from tests.hostile.listener import listening, tempting, workbooks
from tests.hostile.test_strings_api import PLACES, bodies, place, texts
from tests.readings import sources

__all__ = ["place"]

assert api.urls


@pytest.fixture
def listener():
    with listening() as here:
        yield here


def test_the_listener_hears_what_gdal_would_do_with_an_address(listener):
    """What all the other tests guard against is real here, with this GDAL."""
    with pytest.raises(Exception, match=r".*"):  # noqa: B017, PT011  GDAL's own, after its call
        GDALRaster(f"/vsicurl/http://127.0.0.1:{listener.port}/x.tif")
    assert listener.calls


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, there in PLACES.items() if there])
def test_no_text_field_calls_anybody(name, place, listener):
    there = place(name)
    for text in tempting(listener.port):
        answer = there.send(dict.fromkeys(texts(bodies()[name]), text[:190]))
        assert answer.status_code < 500, text
    assert listener.calls == []


def questions():
    """(path, the names of its parameters) of everything that the API answers a GET with."""
    described = SchemaGenerator().get_schema(request=None, public=True)
    for path, ways in described["paths"].items():
        asked = [one["name"] for one in ways.get("get", {}).get("parameters", ())]
        if asked and "{" not in path:
            yield path, asked


@pytest.mark.django_db
def test_no_question_calls_anybody(cast, listener):
    client = APIClient(raise_request_exception=False)
    _row, secret = cast.cia.auth_token_set.create()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    asked = 0
    for path, names in questions():
        for name in names:
            for text in tempting(listener.port):
                assert client.get(path, {name: text}).status_code < 500, (path, name, text)
                asked += 1
    assert asked > 100
    assert listener.calls == []


@pytest.mark.django_db
def test_no_register_calls_anybody(cast, norr, listener):
    lines = [line(text, area=text, address=text, town=text) for text in tempting(listener.port)]
    for data in (csv_bytes(lines), *workbooks(listener.port)):
        asta = cast.reader("asta")
        with suppress(ValidationError), acting_as(asta, why="test"), transaction.atomic():
            import_organisations(
                by=asta, data=data, municipality=municipality("0136"), association=norr
            )
    assert listener.calls == []


@pytest.mark.django_db
def test_no_file_of_a_meeting_calls_anybody(cast, norr, listener):
    with acting_as(cast.reader("asta"), why="test") as asta:
        one = register_organisation(by=asta, association=norr, name="Kören")
        meeting = log_meeting(by=asta, association=norr, organisations=[one])
        plain = [text.encode() for text in tempting(listener.port)]
        for body in (*plain, *workbooks(listener.port)):
            with suppress(ValidationError), transaction.atomic():
                attach_file(by=asta, meeting=meeting, name="fil", content=body)
    assert listener.calls == []


@pytest.mark.django_db
def test_no_register_extract_calls_anybody(cast, norr, today, listener):
    with acting_as(cast.reader("asta"), why="test") as asta:
        one = register_organisation(by=asta, association=norr, name="Kören")
        for text in tempting(listener.port)[-3:]:
            person = keep_contact_person(
                by=asta,
                association=norr,
                organisation=one,
                name=text[:110],
                title=text[:80],
                basis="official",
                source=text[:190],
                keep_until=today.replace(year=today.year + 1),
            )
            make_extract(by=asta, person=person)
    assert listener.calls == []


# ---- read off the code

# Who may make a geometry at all, and of what: numbers, never a text.
GEOMETRY = ("django.contrib.gis.geos", "django.contrib.gis.gdal")
MAKERS = {
    "movements/places/mercator.py": {"Point"},
    "movements/places/loading.py": {"MultiPolygon", "Polygon"},
    "movements/mapping/tiles.py": {"Polygon"},
    "movements/directory/geocoding.py": {"Point"},
}
# What reads a geometry out of a text, whatever it is called on.
READS = {
    *("GEOSGeometry", "fromstr", "fromfile", "from_gml", "from_ewkt", "from_user_input"),
    *("WKTReader", "WKBReader", "GDALRaster", "OGRGeometry", "DataSource", "SpatialReference"),
    *("CoordTransform", "LayerMapping", "add_srs_entry"),
}


def test_geometry_is_made_of_numbers_in_few_places():
    found = {}
    for path, text in sources("movements", "crm", "api"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(GEOMETRY):
                found.setdefault(path, set()).update(one.name for one in node.names)
            if isinstance(node, ast.Import):
                assert not any(one.name.startswith(GEOMETRY) for one in node.names), path
    assert found == MAKERS


def test_nothing_reads_a_geometry_from_a_text():
    read = [
        (path, node.lineno)
        for path, text in sources("movements", "crm", "api")
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Name) and node.id in READS)
        or (isinstance(node, ast.Attribute) and node.attr in READS)
    ]
    assert read == []


def all_under(kind) -> set[type]:
    found, todo = set(), [kind]
    while todo:
        for one in todo.pop().__subclasses__():
            todo.append(one)
            found.add(one)
    return found


def test_no_filter_and_no_form_asks_for_a_geometry():
    """Django hands a text that is compared with a geometry to GDAL first."""
    for question in all_under(django_filters.FilterSet):
        for asked in question.base_filters.values():
            model, name = question._meta.model, (asked.field_name or "").split("__")[0]
            try:
                held = model._meta.get_field(name) if model else None
            except FieldDoesNotExist:
                held = None
            assert not isinstance(held, GeometryField), (question, asked.field_name)
    for form in all_under(forms.BaseForm):
        for asked in getattr(form, "base_fields", {}).values():
            assert not isinstance(asked, gis_forms.GeometryField), form


def test_a_point_that_was_written_down_is_read_as_numbers():
    there = lonlat_point(18.1, 59.1)
    assert stored_point(there.hexewkb.decode()) == there
    for wrong in ("", "POINT(1 1)", "/vsicurl/http://127.0.0.1/", "00" * 25, "zz" * 25):
        with pytest.raises(ValueError):  # noqa: PT011
            stored_point(wrong)
