"""Each page speaks one language: an English page keeps no Swedish.

That a Swedish page keeps no English is seen where every page is walked through anyway
(test_every_page.py).
"""

import pytest
from django.core.cache import cache

from movements.models import Invitation
from tests.browser.conftest import DESKTOP
from tests.browser.languages import foreign_words, pairs
from tests.browser.scenery import scenery
from tests.browser.test_every_page import JOURNEYS

__all__ = ["scenery"]


@pytest.fixture
def readers(cast, scenery):
    """Everyone reads English."""
    for user in (*(getattr(cast, name) for name in cast.names), cast.newcomer):
        user.language = "en"
        user.save()
    Invitation.objects.update(language="en")  # who has no account yet reads as the letter does


def test_the_translations_are_read_at_all():
    both = dict(pairs())
    assert both["Log meeting"] == "Logga avstämning"
    assert len(both) > 500


def test_every_page_speaks_english(new_context, log_in, scenery, readers, settings):
    settings.ROOT_URLCONF = "tests.browser.failing_urls"
    cache.clear()  # how often one may try to log in
    left, pages = {}, {}
    for call in (call for calls in JOURNEYS.values() for call in calls if not call.send):
        if call.who not in pages:
            context = new_context(size=DESKTOP, locale="en")
            if call.who:
                log_in(context, call.who)
            pages[call.who] = context.new_page()
        page, path = pages[call.who], call.path.format(**vars(scenery))
        page.goto(path)
        if found := foreign_words(page, "en"):
            left[path] = found
    assert left == {}, left
