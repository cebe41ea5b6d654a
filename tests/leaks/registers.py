"""The other half of the rows: what was doubled, kept or brought in, and what the law registers."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from movements.access.readers import reader_of
from movements.dialogue.merging import merge_organisations
from movements.directory.likeness import Why
from movements.models import (
    ContactPerson,
    DoneOnce,
    DoNotRegister,
    DraftRow,
    Import,
    ImportedRow,
    ImportLayout,
    Incident,
    Integrations,
    Invitation,
    MeetingContent,
    NotTheSame,
    Organisation,
    PendingUpload,
    PossibleDuplicate,
    PrivacySettings,
    ReadLog,
    Readmission,
    RegisterSource,
    Reminder,
    RetentionRule,
    RetentionRun,
    Review,
    RightsRequest,
    Role,
    SavedView,
    SealedExtract,
    SourceRow,
    Tombstone,
    Unnamed,
)
from tests.leaks import oracle
from tests.leaks.canaries import CANARY

HERE, THERE = "the district", "the other district"
# What was understood of a file with one column and one row.
UNDERSTOOD = {
    "sheets": [["", 1]],
    "sheet": "",
    "header_row": 1,
    "preview": [[1, [CANARY]]],
    "uncalculated": 0,
    "people": [],
    "unread": [],
    "columns": [
        {"header": CANARY, "field": "name", "how": "guessed", "people": False, "samples": [CANARY]}
    ],
    "values": [],
}


class Registers:
    """Mixin of rows.py: beside organisations, people and meetings."""

    def doubles(self) -> None:
        """Pairs that may be one, pairs that are not, and two that were made one."""

        def pair(one, other):
            one, other = sorted((one.pk, other.pk))
            return {"district": self.here, "one_id": one, "other_id": other}

        seen, hidden = "organisation", "organisation hidden in söder"
        merging = "who may merge"
        pairs = pair(self.open_one, self.open_other), pair(self.open_one, self.hidden["söder"])
        for word, both in zip((seen, hidden), pairs, strict=True):
            self.keep(PossibleDuplicate, word, seen, merging, **both, why=Why.SAME_NAME)
        self.keep(NotTheSame, seen, hidden, **pairs[1], said_by=self.world.users["bo"])
        # What was merged is a row that nobody sees; that it was, those know who see the kept one.
        self.spot += 1
        gone = self.keep(
            Organisation, "nobody",
            told=oracle.WHO_MAY_KNOW["organisation"],
            district=self.here, registered_by=self.holders["norr"], municipality=self.home,
            postcode="", policy_areas=[], sectors=[], languages=[],
        )  # fmt: skip
        bo = reader_of(self.world.users["bo"])
        self.world.adopt(merge_organisations(by=bo, kept=self.open_other, gone=gone), seen)

    def views(self) -> None:
        def view(word, owner, association=None, **more):
            self.keep(
                SavedView, word,
                district=self.here, owner=self.world.users[owner], association=association,
                query=f"kind=tenants&q={owner}", **more,
            )  # fmt: skip

        view("anna's own", "anna")
        view("anna's own", "anna", archived_at=timezone.now())
        view("bo's own", "bo")
        view("shared in norr", "anna", self.holders["norr"])
        self.keep(
            SavedView, "named there",
            district=self.there, owner=self.world.users["hans"], query="kind=tenants",
        )  # fmt: skip

    def imports(self) -> None:
        here = {"district": self.here}
        for holder in ("norr", "söder"):
            batch = self.keep(
                Import,
                f"import of {holder}",
                **here,
                municipality=self.home,
                association=self.holders[holder],
                imported_by=self.author(holder),
                counts={"rows": 1, "new": 1},
                undo_report={},
                context=uuid4(),
            )
            word, by_rows = f"organisation hidden in {holder}", "rows of registers"
            written = {"organisation": self.hidden[holder]}
            self.keep(
                ImportedRow, f"import of {holder}", word, by_rows,
                **here, **written, batch=batch, number=1, is_new=True,
                changes={"town": [CANARY, CANARY]}, said_before={"town": CANARY},
            )  # fmt: skip
            self.source_row(word, by_rows, batch, self.hidden[holder], None)
        self.register = self.keep(
            RegisterSource, "where registers are",
            **here, municipality=self.home, association=self.holders["norr"], outcome="fetched",
            counts={},
        )  # fmt: skip
        for organisation, word in (
            (self.open_one, "organisation"),
            (self.hidden["söder"], "organisation hidden in söder"),
        ):
            self.source_row(word, "rows of registers", batch, organisation, self.register)
        layout = {"columns": {"0": "name"}, "values": {"kind": {CANARY: "tenants"}}}
        self.keep(
            ImportLayout, "layout of norr", **here, association=self.holders["norr"], **layout
        )
        self.drafts()

    def source_row(self, word, by_rows, batch, organisation, source) -> None:
        self.keep(
            SourceRow, word, by_rows,
            district=self.here, organisation=organisation, municipality=self.home, latest=batch,
            source=source, vanished_at=timezone.now() if source else None,
        )  # fmt: skip

    def drafts(self) -> None:
        """A file under review, of which one row resembles a hidden organisation."""
        draft = self.keep(
            PendingUpload, "asta's own",
            district=self.here, uploaded_by=self.world.users["asta"], municipality=self.home,
            association=self.holders["norr"], columns={"0": "name"},
            values={"kind": {CANARY: "tenants"}},
            people={"basis": "official", "source": CANARY, "keep_until": "2030-01-01"},
            state=PendingUpload.State.REVIEWING, understood=UNDERSTOOD,
            counts={"rows": 1, "new": 1},
            header_row=1, sheet="",
        )  # fmt: skip
        self.keep(
            DraftRow, "asta's own",
            district=self.here, draft=draft, number=2, outcome="new", kind="tenants",
            organisation=self.hidden["söder"].pk, values={"name": CANARY},
            changes=[["town", "", CANARY]], problems=[["wrong_number", CANARY]], cells=[CANARY],
            take=[],
        )  # fmt: skip
        self.world.named["draft"] = draft

    def read_log(self) -> None:
        """Who has read what: the officer's alone."""
        person = next(row for row in self.world.rows if row.model is ContactPerson)
        content = next(row for row in self.world.rows if row.model is MeetingContent)
        for word, district, who in (
            ("kept by the officer", self.here, "cia"),
            ("nobody", self.there, "hedda"),
        ):
            self.keep(
                ReadLog, word,
                district=district, user=self.world.users[who], service="", deed="export",
                persons=[person.pk], contents=[content.pk],
            )  # fmt: skip

    def registers_of_the_law(self) -> None:
        person = next(row for row in self.world.rows if row.model is ContactPerson)
        self.keep(
            Reminder, "asked of norr",
            district=self.here, association=self.holders["norr"], person_id=person.pk,
            by=self.world.users["frid"],
        )  # fmt: skip
        now, today = timezone.now(), timezone.localdate()
        of = {"norr": "asked of norr", "söder": "asked of söder", "there": "kept there"}
        of |= {"": "kept by the officer"}
        for number, (holder, word) in enumerate(of.items()):
            self.keep(
                RightsRequest, word,
                district=self.there if holder == "there" else self.here, year=2026,
                serial=number, association=self.holders.get(holder), kind="rectification",
                came_on=today, due_on=today + timedelta(days=30), came_by="letter",
                person_number=None, status="with_association" if holder else "collecting",
            )  # fmt: skip
        number = ContactPerson.objects.values_list("number", flat=True).get(pk=person.pk)
        for serial, kind in enumerate(("access", "restriction", "objection"), start=10):
            self.keep(
                RightsRequest, "asked of norr",
                district=self.here, year=2026, serial=serial, association=self.holders["norr"],
                kind=kind, came_on=today, due_on=today + timedelta(days=30), came_by="letter",
                person_number=number, status="collecting",
            )  # fmt: skip
        for word, district in (("kept by the officer", self.here), ("nobody", self.there)):
            self.keep(
                Incident, word,
                district=district, year=2026, serial=1, happened="lost",
                discovered_at=now - timedelta(days=2), by=self.world.users["frid"],
            )  # fmt: skip
        self.keep(PrivacySettings, HERE, district=self.here)
        self.keep(PrivacySettings, THERE, district=self.there)

    def what_leaves(self) -> None:
        """Rules of retention and what they did: the officer's. Who is gone: nobody's."""
        person = next(row for row in self.world.rows if row.model is ContactPerson)
        content = next(row for row in self.world.rows if row.model is MeetingContent)
        frid = self.world.users["frid"]
        for word, district in (("kept by the officer", self.here), ("nobody", self.there)):
            self.keep(
                RetentionRule, word,
                district=district, code="names", period=36, confirmed_by=frid,
            )  # fmt: skip
            self.keep(RetentionRun, word, district=district, counts={"names": 1})
            self.keep(Tombstone, "nobody", district=district)
            self.keep(DoNotRegister, "nobody", district=district)
        here = {"district": self.here}
        self.keep(  # the officer is told how many there are, and nothing of them
            Review, *person.bundles, "norr's people", told={"id": {oracle.FRID}},
            **here, person_id=person.pk, by=self.world.users["anna"], decided_at=timezone.now(),
            kept_until=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
        self.keep(Readmission, "kept by the officer", **here, by=frid, hashes=1)
        self.keep(Unnamed, "nobody", **here, content_id=content.pk)

    def who_is_asked(self) -> None:
        """Invitations: of who asks in an association, and the administrator's."""
        for holder, word in (
            ("norr", "asked into norr"),
            ("söder", "asked into söder"),
            ("there", "nobody"),
        ):
            association = self.holders[holder]
            self.keep(
                Invitation, word,
                district=association.district, role=Role.STEWARD, association=association,
                invited_by=self.author(holder),
            )  # fmt: skip
        person = next(row for row in self.world.rows if row.model is ContactPerson)
        self.keep(
            SealedExtract, "kept by the officer",
            district=self.here, person_id=person.pk, number=1001,
            made_by=self.world.users["anna"],
        )  # fmt: skip

    def settings(self) -> None:
        for name in ("anna", "bo"):
            self.keep(
                DoneOnce,
                f"{name}'s own",
                district=self.here,
                user=self.world.users[name],
                made=self.hidden["söder"].pk,
            )
        self.keep(Integrations, HERE, district=self.here, geocoder="", base_map="", base_map_url="")
        self.keep(Integrations, THERE, district=self.there, geocoder="", base_map="")
