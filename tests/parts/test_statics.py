"""Static files as a server gives them: named by content, from our own address alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings
from django.utils.functional import empty

from crm.vocabulary import ICONS

STATIC = Path(__file__).resolve().parent.parent.parent / "static"


# One process collects, once, for the whole file.
pytestmark = pytest.mark.xdist_group("statics")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """All static files, collected as for a server."""
    folder = tmp_path_factory.mktemp("static")
    hashed = {**settings.STORAGES, "staticfiles": {"BACKEND": "crm.statics.HashedModules"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=hashed):
        staticfiles_storage._wrapped = empty
        call_command("collectstatic", interactive=False, verbosity=0)
    staticfiles_storage._wrapped = empty
    return folder


def test_a_module_imports_the_same_copy_that_the_page_loads(collected):
    imported = []
    for module in (collected / "js").glob("*.*.js"):
        text = module.read_text()
        found = re.findall(r"(?:from|import\()\s*[\"'](\./[^\"']+)[\"']", text)
        imported += [(module.parent / name).resolve() for name in found]
    assert imported
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", path.name) for path in imported)
    assert all(path.exists() for path in imported)


def test_the_style_sheet_names_its_typeface_by_content(collected):
    (sheet,) = (collected / "css").glob("forankra.*.css")
    (address,) = re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    assert (sheet.parent / address).resolve().exists()
    assert re.search(r"\.[0-9a-f]{12}\.woff2$", address)


def test_every_icon_in_the_list_is_in_the_sprite():
    sprite = (STATIC / "vendor/lucide/icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS


def test_nothing_that_we_serve_names_another_host():
    own = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"), *STATIC.glob("vendor/*/*.css")]
    for path in own:
        text = path.read_text().replace("http://www.w3.org", "")
        assert re.findall(r"(?:url\(|from |import\(|fetch\()[\"']?https?:", text) == [], path
        assert "sourceMappingURL" not in text
