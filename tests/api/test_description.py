"""The description of the interface is valid, whole, and true of what is answered."""

from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from api.schema import ERRORS
from movements.access.funnel import Question
from tests.api.test_lists import LISTS


@pytest.fixture(scope="module")
def schema() -> dict:
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_valid_without_warnings():
    said, warned = StringIO(), StringIO()
    call_command(
        "spectacular", validate=True, fail_on_warn=True, lang="en", stdout=said, stderr=warned
    )
    assert said.getvalue().startswith("openapi: 3.0")
    assert warned.getvalue() == ""


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_says_what_it_does_and_how_it_fails(schema):
    for path, method, operation in operations(schema):
        where = f"{method} {path}"
        assert operation.get("description"), where
        assert operation["tags"], where
        assert operation["security"], where
        failures = {code for code in operation["responses"] if code[0] in "45"}
        assert {"401", "403"} <= failures, where
        for code in failures:
            content = operation["responses"][code]["content"]["application/json"]
            name = "Overtaken" if code == "412" else "Problem"
            assert content["schema"] == {"$ref": f"#/components/schemas/{name}"}, where
            assert operation["responses"][code]["description"] == ERRORS[code]


def test_every_list_documents_each_of_its_filters(schema):
    questions = {}
    todo = [Question]
    while todo:
        for question in todo.pop().__subclasses__():
            questions[question._meta.model.__name__] = question
            todo.append(question)
    paths = {
        "Organisation": ["organisations/", "tiles/organisations/{z}/{x}/{y}.mvt"],
        "ContactPerson": ["contact-persons/"],
        "Relation": ["relations/"],
        "Meeting": ["meetings/"],
        "Promise": ["promises/"],
        "RightsRequest": ["requests/"],
        "Incident": ["incidents/"],
        "LegalBasis": ["inform/"],
        "Review": ["reviews/"],
        "ReadLog": ["read-log/"],
    }
    assert set(paths) == set(questions)
    for noun, places in paths.items():
        for place in places:
            said = schema["paths"][f"/api/v1/{place}"]["get"]["parameters"]
            named = {one["name"]: one for one in said if one["in"] == "query"}
            for name in questions[noun].base_filters:
                assert named[name]["description"], (place, name)
    kind = next(
        one
        for one in schema["paths"]["/api/v1/organisations/"]["get"]["parameters"]
        if one["name"] == "kind"
    )
    assert "union" in kind["schema"]["items"]["enum"]


def as_json_schema(part, whole):
    """OpenAPI 3.0 as JSON Schema: references followed, `nullable` said as a type."""
    if isinstance(part, list):
        return [as_json_schema(one, whole) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[1]
        return as_json_schema(whole["components"]["schemas"][name], whole)
    done = {name: as_json_schema(one, whole) for name, one in part.items() if name != "nullable"}
    if "properties" in done and isinstance(done["properties"], dict) and "type" in done:
        done.setdefault("additionalProperties", False)
    return {"anyOf": [done, {"type": "null"}]} if part.get("nullable") else done


def check(schema, operation, answer):
    shape = operation["responses"][str(answer.status_code)]["content"]["application/json"]
    jsonschema.Draft202012Validator(
        as_json_schema(shape["schema"], schema),
        format_checker=jsonschema.FormatChecker(["date", "uuid"]),
    ).validate(answer.json())


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["anna", "bo", "cia", "dag"])
def test_the_answers_are_as_described(schema, crowd, api, name, who):
    client = api(who)
    answer = client.get(f"/api/v1/{name}/?page_size=5")
    check(schema, schema["paths"][f"/api/v1/{name}/"]["get"], answer)
    assert answer.json()["results"]
    for row in answer.json()["results"]:
        one = client.get(f"/api/v1/{name}/{row['id']}/")
        check(schema, schema["paths"][f"/api/v1/{name}/{{id}}/"]["get"], one)


def test_errors_are_as_described(schema, crowd, api):
    operation = schema["paths"]["/api/v1/organisations/"]["get"]
    check(schema, operation, api("anna").get("/api/v1/organisations/?kind=x"))
    check(schema, operation, api("eva").get("/api/v1/organisations/"))
    check(schema, operation, api(None).get("/api/v1/organisations/"))


def test_the_checker_sees_an_answer_that_is_not_as_described(schema, crowd, api):
    answer = api("anna").get("/api/v1/promises/")
    wrong = answer.json()
    wrong["results"][0]["hemlig"] = 1
    answer.json = lambda: wrong
    with pytest.raises(jsonschema.ValidationError, match="hemlig"):
        check(schema, schema["paths"]["/api/v1/promises/"]["get"], answer)


def test_the_tile_is_as_described(schema, crowd, api):
    answer = api("anna").get("/api/v1/tiles/organisations/7/70/37.mvt")
    assert answer.status_code == 200
    said = schema["paths"]["/api/v1/tiles/organisations/{z}/{x}/{y}.mvt"]["get"]["responses"]
    assert list(said["200"]["content"]) == [answer["Content-Type"]]


def test_geojson_is_as_described(schema, cast, api):
    answer = api("anna").get("/api/v1/municipalities/?county=01&zoom=4")
    check(schema, schema["paths"]["/api/v1/municipalities/"]["get"], answer)


def test_the_description_is_english_unless_swedish_is_asked_for(db):
    english = Client().get("/api/schema/?format=json", headers={"Accept-Language": "sv"})
    swedish = Client().get("/api/schema/?format=json&lang=sv")
    assert english.status_code == swedish.status_code == 200
    assert "Trade union or branch of one" in english.content.decode()
    odd = Client().get("/api/schema/?format=json&lang=../../x")
    assert odd.json() == english.json()


def test_the_page_that_shows_it_has_nothing_inline_and_asks_no_other_host(db):
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<style" not in text
    assert "style=" not in text
    assert "<script>" not in text
    assert "//" not in text.replace("<!DOCTYPE", "")
    script = Client().get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b'url: "/api/schema/' in script.content.replace(b"\\u002D", b"-")
    assert b'"validatorUrl": null' in script.content
    assert "unsafe" not in page["Content-Security-Policy"]
