"""What has been put away is all there, in pages, the latest first."""

import re
from datetime import timedelta

from django.utils import timezone

from movements.models import Organisation

ARCHIVE = "/organisationer/arkiv/"
LINE = r'href="/organisationer/([0-9a-f-]{36})/"'


def test_the_archive_is_paged_to_its_end(client, cast, district):
    now = timezone.now()
    put_away = Organisation.objects.bulk_create(
        Organisation(
            district=district, name=f"Förening {n}", archived_at=now - timedelta(minutes=n)
        )
        for n in range(230)
    )
    client.force_login(cast.anna)
    found, address = [], ARCHIVE
    while address:
        page = client.get(address).text
        found += dict.fromkeys(re.findall(LINE, page))
        onwards = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"{ARCHIVE}{onwards[1]}" if onwards else None
    assert found == [str(one.pk) for one in put_away]


def test_a_place_in_the_archive_that_cannot_be_read_leads_to_its_beginning(client, cast):
    client.force_login(cast.anna)
    answer = client.get(f"{ARCHIVE}?after=x")
    assert (answer.status_code, answer.url) == (302, ARCHIVE)
