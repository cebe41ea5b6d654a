"""Merging and undoing it never widen who can see anything: drawn worlds, the whole cast, every
row, before, after and back again."""

from datetime import timedelta
from random import Random

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import visible
from movements.access.rows import Sensitivity
from movements.access.rules import SEES
from movements.dialogue.actions import Promised, Said, count_contacts, log_meeting
from movements.dialogue.merging import merge_organisations, undo_merge
from movements.directory.actions import keep_contact_person, tie_relation
from movements.models import (
    HeldContact,
    Import,
    Merge,
    NameWord,
    NotTheSame,
    Organisation,
    PossibleDuplicate,
    Relation,
    SourceRow,
)
from movements.privacy.models import Basis
from tests.conftest import municipality

pytestmark = pytest.mark.django_db
WORLDS = 12
# Rows that a merge makes, or that are derived anew under ids of their own: what they say is held
# against what was said before instead.
MADE = {"Merge", "PossibleDuplicate", "HeldContact", "NotTheSame", "NameWord", "SearchDocument"}
FACTS = (
    *("name", "organisation_number", "email", "phone", "homepage", "description"),
    *("address", "postcode", "town", "point"),
)
LEARNED = ("step", "lead_id", "cadence_months", "next_contact_on", "wishes")


class World:
    """Two organisations that may be merged, one that is protected, and what hangs on them."""

    def __init__(self, seed, cast, acting, district, norr, soder):
        self.draw, self.cast, self.acting, self.district = Random(seed), cast, acting, district
        self.holders = (("anna", norr), ("asta", norr), ("bo", soder))
        self.rows = [self.organisation(number) for number in range(2)]
        self.rows.append(self.organisation(2, existence_protected=True, registered_by=norr))
        self.batch = Import.objects.create(
            district=district, sha256="0" * 64, municipality=municipality("0136")
        )
        for number in range(self.draw.randint(4, 8)):
            self.draw.choice([self.tie, self.person, self.meeting, self.source, self.part])(number)
        if self.draw.random() < 0.3:
            one, other = sorted(row.pk for row in self.rows[1:])
            NotTheSame.objects.create(district=district, one_id=one, other_id=other)
        count_contacts(district, self.rows)

    def organisation(self, number, **more):
        hidden = self.draw.random() < 0.3
        facts = {} if hidden else {"address": f"Gatan {number}", "town": f"Ort {number}"}
        return Organisation.objects.create(
            district=self.district,
            name=f"Kören {number}",
            email=self.draw.choice(["", f"info@kor{number}.example"]),
            phone=self.draw.choice(["", f"08-{number}"]),
            municipality=municipality(self.draw.choice(["0136", "0127"])),
            address_protected=hidden,
            **facts | more,
        )

    def some(self):
        who, association = self.draw.choice(self.holders)
        row = (
            self.rows[2]
            if who != "bo" and self.draw.random() < 0.2
            else self.draw.choice(self.rows[:2])
        )
        return who, association, row, self.draw.choice(Sensitivity.values)

    def tie(self, number):
        who, association, row, sensitivity = self.some()
        with self.acting(who) as reader:
            tie_relation(
                by=reader,
                association=association,
                organisation=row,
                sensitivity=sensitivity,
                step=self.draw.choice(Relation.Step.values),
                wishes=self.draw.choice(["", f"Önskan {number}"]),
                cadence_months=self.draw.choice([None, 1, 3, 6]),
            )

    def person(self, number):
        who, association, row, sensitivity = self.some()
        with self.acting(who) as reader:
            keep_contact_person(
                by=reader,
                association=association,
                organisation=row,
                name=f"Person {number}",
                title="kassör",
                basis=Basis.CONSENT,
                source="möte",
                keep_until=self.today + timedelta(days=9),
                sensitivity=sensitivity,
            )

    def meeting(self, number):
        who, association, row, sensitivity = self.some()
        user = getattr(self.cast, who)
        promised = [Promised(f"Löfte {number}", user, self.today)]
        with self.acting(who) as reader:
            log_meeting(
                by=reader,
                association=association,
                organisations=self.rows[:2] if self.draw.random() < 0.3 else [row],
                said=Said(demands=f"Krav {number}", promises=promised),
                readers=self.draw.choice(Sensitivity.values),
                fact_readers=sensitivity,
            )

    def source(self, number):
        SourceRow.objects.get_or_create(
            district=self.district,
            organisation=self.draw.choice(self.rows),
            municipality=municipality("0136"),
            key=self.draw.choice(["name:kor", f"name:{number}"]),
            defaults={"latest": self.batch},
        )

    def part(self, _number):
        part, whole = self.draw.sample(self.rows, 2)
        if whole.parent_id is None:
            part.parent = whole
            part.save()

    @property
    def today(self):
        return timezone.localdate()


def sights(cast) -> dict:
    """Who sees which rows: {(person, noun): ids}, and what their facts say."""
    seen = {}
    for name in cast.names:
        reader = cast.reader(name)
        for noun in SEES.keys() - MADE:
            model = apps.get_model("movements", noun)
            seen[name, noun] = set(visible(model, reader).values_list("pk", flat=True))
        rows = visible(Organisation, reader)
        seen[name, "facts"] = {v for row in rows.values_list(*FACTS) for v in map(str, row) if v}
        ties = visible(Relation, reader).values_list("association", *LEARNED)
        seen[name, "ties"] = {
            (tie[0], word) for tie in ties for part in tie[1:] for word in str(part).split("\n")
        }
        held = visible(HeldContact, reader).values_list("association", "last_contact")
        seen[name, "held"] = set(held)
        seen[name, "words"] = set(visible(NameWord, reader).values_list("word", flat=True))
        pairs = visible(NotTheSame, reader).values_list("one__name", "other__name")
        # What is said of a pair is said of the one it went into, to those who see both.
        seen[name, "denied"] = {one for pair in pairs for one in pair if one == "Kören 2"}
    return seen


def wider(before: dict, after: dict) -> list:
    """What somebody sees now and did not see before."""
    empty = {"None", ""}
    return [
        (key, new)
        for key, rows in after.items()
        for new in rows - before[key]
        if not (isinstance(new, tuple) and str(new[-1]) in empty)
    ]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_nobody_sees_more_after_a_merge_nor_after_its_undoing(
    seed, cast, acting, district, norr, soder
):
    world = World(seed, cast, acting, district, norr, soder)
    kept, gone = world.draw.sample(world.rows[:2], 2)
    before = sights(cast)
    take = [name for name in ("name", "email", "place", "phone") if world.draw.random() < 0.5]
    with acting(world.draw.choice(["anna", "bo", "cia"])) as reader:
        done = merge_organisations(by=reader, kept=kept, gone=gone, take=take)
    assert wider(before, sights(cast)) == []
    with acting("cia") as cia:
        undo_merge(by=cia, merge=done)
    back = sights(cast)
    assert wider(before, back) == []
    lost = {
        key: before[key] - back[key]
        for key in before
        if key[1] not in ("facts", "ties", "words", "denied") and before[key] - back[key]
    }
    assert lost == {}  # and everybody has all of theirs again


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_protected_one_is_never_merged_whoever_asks(seed, cast, acting, district, norr, soder):
    world = World(seed, cast, acting, district, norr, soder)
    pair = [world.rows[2], world.rows[0]]
    world.draw.shuffle(pair)
    before = sights(cast)
    for name in ("anna", "bo", "cia"):
        with acting(name) as reader, pytest.raises((ValidationError, Organisation.DoesNotExist)):
            merge_organisations(by=reader, kept=pair[0], gone=pair[1])
    assert sights(cast) == before
    assert not Merge.objects.exists()
    assert not PossibleDuplicate.objects.exists()
