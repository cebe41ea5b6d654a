"""A real chromium against a live server, logged in as one of the cast.

`visit("anna", "/idag/")` opens a page. Whatever the test is about, it also fails on a breach of
the content security policy, on a request to another host, and on an error in a script.
"""

import os
import threading
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests.conftest import PASSWORD
from tests.door import code_now, log_in_with_password_alone

# Playwright's own loop runs in this thread; Django would otherwise refuse the database here.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--use-gl=angle",  # the map needs WebGL: drawn by the processor, there is no graphics card
    "--disable-gpu-compositing",  # pages do not, and are drawn faster without it
    "--disable-gpu-rasterization",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESKTOP = (390, 844), (1440, 900)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# What passes is only counted: without that, axe writes down where each element of it is.
AXE_RUN = "runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TELL = (
    "document.addEventListener('securitypolicyviolation',"
    " e => console.error('CSP refused ' + e.blockedURI + ' by ' + e.violatedDirective))"
)
PARTS = {"stylesheet", "script", "image", "font", "manifest"}
PATIENCE = 15_000  # ms; two cores are shared by a server, a database and a browser
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "owner"]))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def traffic():
    """How many requests the server is busy with, in a list of one."""
    busy, lock = [0], threading.Lock()

    def count(step):
        def counted(**more):
            with lock:
                busy[0] += step

        return counted

    started, finished = count(1), count(-1)
    request_started.connect(started)
    request_finished.connect(finished)
    yield busy
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture
def complaints():
    """What must not happen on any page; empty at the end of every test."""
    return []


@pytest.fixture
def new_context(chromium, live_server, traffic, complaints):
    """A fresh browser: its own cookies, its own storage.

    The tables are emptied after the test: what the server still answers must be answered first.
    """
    made = []

    def _new(*, size=PHONE, dark=False, locale="sv-SE", **more):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale=locale,
            base_url=live_server.url,
            **more,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL)
        context.on("request", lambda request: _watch_host(request, live_server.url, complaints))
        context.on("console", lambda message: _watch_console(message, complaints))
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        context.on("response", lambda response: _watch_parts(response, complaints))
        made.append(context)
        return context

    yield _new
    for context in made:
        context.close()
    deadline = monotonic() + PATIENCE / 1000
    while traffic[0] and monotonic() < deadline:
        sleep(0.02)
    assert complaints == []


@pytest.fixture
def log_in(cast, live_server):
    """`log_in(context, "anna")` gives the browser her session."""

    def _log_in(context, name: str) -> None:
        client, user = Client(), getattr(cast, name)
        if name == "newcomer":  # who has no second factor yet
            log_in_with_password_alone(client, user)
        else:
            client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return _log_in


def come_in(page, user) -> None:
    """On the page that asks who one is: password, then the code of the app."""
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Kod").fill(code_now())
    page.get_by_role("button", name="Logga in").click()


@pytest.fixture
def visit(new_context, log_in):
    """`visit("anna", "/idag/", size=DESKTOP, dark=True)`: that page, as her."""

    def _visit(name: str | None, path: str, **more):
        context = new_context(**more)
        if name:
            log_in(context, name)
        page = context.new_page()
        page.goto(path)
        return page

    return _visit


@pytest.fixture
def barriers():
    """`barriers(page)`: what axe finds that shuts somebody out, in a line each; or only `rules`."""

    def _barriers(page, rules=()) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        asked = {"type": "rule" if rules else "tag", "values": [*(rules or AXE_TAGS)]}
        found = page.evaluate(AXE_RUN, asked)
        return [
            f"{problem['id']}: {node['target']} {node['failureSummary']}"
            for problem in found["violations"]
            for node in problem["nodes"]
        ]

    return _barriers


def sideways(page) -> int:
    """How many pixels the page can be scrolled sideways: 0."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def _watch_host(request, home: str, complaints: list) -> None:
    address = urlsplit(request.url)
    if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != urlsplit(home).netloc:
        complaints.append(f"another host: {request.url}")


def _watch_parts(response, complaints: list) -> None:
    """A page may be refused, and an answer to a script; a part that the page is made of may not."""
    if response.status >= 400 and response.request.resource_type in PARTS:
        complaints.append(f"missing: {response.url} {response.status}")


def _watch_console(message, complaints: list) -> None:
    text = message.text
    if message.type == "error" and not text.startswith("Failed to load resource"):
        complaints.append(f"console: {text}")
