"""Retention: each rule reaches what it says and nothing else, and what went wrong is shown."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from movements.access.funnel import NotAllowed
from movements.access.identity import acting_as
from movements.access.read_log import ReadLog, has_read
from movements.models import Attachment, ContactPerson, Meeting, MeetingContent, Point, Post, User
from movements.rights import retention_runs
from movements.rights.retention import (
    RULES,
    RetentionRule,
    last_runs,
    rules_of,
    set_retention,
)
from movements.rights.retention_runs import dry_run, run_everywhere
from movements.rights.reviews import Review
from movements.rights.wording import MASK
from tests.rights.canary import NAME, as_service

pytestmark = pytest.mark.django_db


def ago(**length):
    return timezone.now() - relativedelta(**length)


def aged(cast, person, at, **more):
    with acting_as(cast.reader("asta"), why="test"):
        ContactPerson.objects.filter(pk=person.pk).update(
            created_at=at, inform_by=timezone.localdate(at) + timedelta(days=30), **more
        )


def met(cast, meeting, at):
    with acting_as(cast.reader("asta"), why="test"):
        Meeting.objects.filter(pk=meeting.pk).update(day=timezone.localdate(at))


def counts(district) -> dict:
    """What a run did, rules that did nothing left out."""
    (run,) = [one for one in run_everywhere() if one.district_id == district.pk]
    assert run.problem == ""
    return {code: n for code, n in run.counts.items() if n}


def people(cast) -> int:
    with acting_as(cast.reader("asta"), why="test"):
        return ContactPerson.objects.count()


def test_nothing_goes_before_its_time(cast, planted, district):
    aged(cast, planted.person, ago(months=23))
    assert counts(district) == {}
    assert people(cast) == 1


def test_without_contact_for_two_years_one_is_looked_at_and_then_erased(cast, planted, district):
    aged(cast, planted.person, ago(months=25))
    met(cast, planted.meeting, ago(months=25))
    assert counts(district) == {"contact_review": 1}
    assert counts(district) == {}
    with as_service("retention", district):
        Review.objects.update(created_at=ago(months=2, days=1))
    assert counts(district) == {"contact_erase": 1}
    assert people(cast) == 0


def test_whoever_is_met_meanwhile_stays(cast, planted, district):
    aged(cast, planted.person, ago(months=25))
    met(cast, planted.meeting, ago(months=25))
    counts(district)
    met(cast, planted.meeting, ago(days=1))
    with as_service("retention", district):
        Review.objects.update(created_at=ago(months=3))
    assert counts(district) == {}
    assert people(cast) == 1


def test_who_has_not_been_told_is_restricted_and_then_erased(cast, planted, district):
    aged(cast, planted.person, ago(days=31), informed_at=None)
    assert counts(district) == {"uninformed_restrict": 1}
    with acting_as(cast.reader("asta"), why="test"):
        person = ContactPerson.objects.get()
    assert person.restricted_for == "not_informed"
    aged(cast, person, ago(days=61), informed_at=None)
    assert counts(district) == {"uninformed_erase": 1}
    assert people(cast) == 0


def test_a_person_with_standing_whom_nobody_contacts_goes_after_a_month(cast, planted, district):
    aged(cast, planted.person, ago(days=31))
    with acting_as(cast.reader("asta"), why="test"):
        planted.person.roles.update(title="")
        soon = timezone.localdate() - timedelta(days=1)
        ContactPerson.objects.update(basis="awaiting", keep_until=soon)
    assert sum(counts(district).values()) == 1
    assert people(cast) == 0


def test_somebodys_own_end_date_is_kept(cast, planted, district, today):
    aged(cast, planted.person, ago(days=40), keep_until=today - timedelta(days=1))
    assert counts(district) == {"keep_until": 1}
    assert people(cast) == 0


def test_notes_for_those_responsible_go_after_two_years(cast, planted, district):
    met(cast, planted.meeting, ago(months=24, days=1))
    assert "confidential" not in counts(district)
    with acting_as(cast.reader("asta"), why="test"):
        MeetingContent.objects.update(sensitivity="named", named=[cast.asta.pk])
    assert counts(district)["confidential"] == 1
    with acting_as(cast.reader("asta"), why="test"):
        assert MeetingContent.objects.get().notes == ""
        assert not Point.objects.exists()
        assert Meeting.objects.exists()
    assert "confidential" not in counts(district)


def test_names_leave_other_notes_after_four_years_and_decisions_stay(cast, planted, district):
    met(cast, planted.meeting, ago(months=48, days=1))
    assert counts(district)["names"] == 1
    with acting_as(cast.reader("asta"), why="test"):
        notes = MeetingContent.objects.get().notes
    assert NAME not in notes
    assert notes.startswith(f"Vi ringde {MASK} om saken")
    assert "names" not in counts(district)
    assert people(cast) == 1


def test_files_for_those_responsible_go_after_two_years_history_and_all(cast, planted, district):
    met(cast, planted.meeting, ago(months=24, days=1))
    with acting_as(cast.reader("asta"), why="test"):
        first = Attachment.objects.order_by("id").first()
        named = {"sensitivity": "named", "named": [cast.asta.pk]}
        Attachment.objects.filter(pk=first.pk).update(**named)
    assert counts(district)["confidential"] == 1
    with acting_as(cast.reader("asta"), why="test"):
        assert Attachment.objects.count() == 2
        assert MeetingContent.objects.get().notes != ""
    with as_service("retention", district):
        assert not Attachment.pgh_event_model.objects.filter(id=first.pk).exists()
    assert "confidential" not in counts(district)


def test_other_files_go_after_four_years_with_the_names(cast, planted, district):
    met(cast, planted.meeting, ago(months=47))
    assert "names" not in counts(district)
    met(cast, planted.meeting, ago(months=48, days=1))
    assert counts(district)["names"] == 1
    with as_service("retention", district):
        assert not Attachment.objects.exists()
        assert not Attachment.pgh_event_model.objects.exists()
    assert "names" not in counts(district)


def test_the_account_of_somebody_who_left_is_nobodys_after_half_a_year(cast, planted, district):
    Post.objects.filter(user=cast.ivar).update(ends_on=timezone.localdate(ago(months=7)))
    assert "leavers" not in counts(district)
    User.objects.filter(pk=cast.ivar.pk).update(is_active=False)
    assert counts(district) == {"leavers": 1}
    cast.ivar.refresh_from_db()
    assert "Ivar" not in cast.ivar.name
    assert "ivar" not in cast.ivar.email
    assert not cast.ivar.has_usable_password()
    assert counts(district) == {}


def test_the_read_log_is_kept_two_years(cast, planted, district):
    with acting_as(cast.reader("asta"), why="test"):
        has_read(ReadLog.Deed.PERSON, persons=[planted.person.pk])
    with acting_as(cast.reader("anna"), why="test") as anna:
        ReadLog.objects.bulk_create(
            [ReadLog(district=district, user=anna.user, deed="person", created_at=ago(months=25))]
        )
    assert counts(district) == {"read_log": 1}


# ---- the table


def test_the_defaults_hold_until_the_officer_confirms_others(cast, district):
    with acting_as(cast.reader("frid"), why="test") as frid:
        assert {line.rule.code: line.period for line in rules_of(frid)} == {
            code: rule.default for code, rule in RULES.items()
        }
        set_retention(by=frid, periods={"contact_review": 12})
        lines = {line.rule.code: line for line in rules_of(frid)}
    assert (lines["contact_review"].period, lines["names"].period) == (12, 48)
    assert lines["names"].confirmed.confirmed_by == cast.frid


@pytest.mark.parametrize("who", ["asta", "cia", "glenn"])
def test_only_the_officer_sets_and_tries_the_rules(cast, who):
    with acting_as(cast.reader(who), why="test") as by:
        for deed in (lambda: set_retention(by=by, periods={}), lambda: dry_run(by=by)):
            with pytest.raises(NotAllowed):
                deed()
        assert last_runs(by) == []


@pytest.mark.parametrize(
    ("code", "period"), [("names", 0), ("names", 1000), ("keep_until", 5), ("curiosity", 3)]
)
def test_a_time_that_is_none_is_refused(cast, code, period):
    with acting_as(cast.reader("frid"), why="test") as frid:
        with pytest.raises(ValidationError) as refused:
            set_retention(by=frid, periods={code: period})
        assert list(refused.value.message_dict) == [code]
        assert not RetentionRule.objects.exists()


def test_a_dry_run_counts_and_touches_nothing(cast, planted, district):
    aged(cast, planted.person, ago(days=61), informed_at=None)
    with acting_as(cast.reader("frid"), why="test") as frid:
        told = dry_run(by=frid)
    assert told["uninformed_erase"] == 1
    assert people(cast) == 1
    assert NAME not in str(told)


def test_a_run_that_fails_undoes_itself_and_shows(cast, planted, district, monkeypatch):
    aged(cast, planted.person, ago(days=61), informed_at=None)
    broken = dict(retention_runs.apply.__globals__["_DONE"])

    def breaks(*_given):
        raise RuntimeError(NAME)

    broken["read_log"] = broken["uninformed_erase"] = breaks
    monkeypatch.setitem(retention_runs.apply.__globals__, "_DONE", broken)
    failed = [one for one in run_everywhere() if one.problem]
    assert [one.problem for one in failed] == ["RuntimeError, breaks"]
    assert people(cast) == 1
    with acting_as(cast.reader("frid"), why="test") as frid:
        assert [run.problem for run in last_runs(frid)] == ["RuntimeError, breaks"]
