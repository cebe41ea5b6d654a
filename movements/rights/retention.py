"""Retention: how long each kind of thing is kept, and the nightly run that holds us to it.

The defaults are proposals; a district's privacy officer changes and confirms them. A run can be
dry: it then counts what would go. A report says how many and by which rule, never who.
"""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from movements.access.funnel import require, visible
from movements.access.models import User
from movements.access.rows import DistrictRow, SameDistrict
from movements.dialogue.models import MeetingContent

DAYS, MONTHS = "days", "months"
LONGEST = {DAYS: 730, MONTHS: 120}


@dataclass(frozen=True)
class Rule:
    """One line of the table: what it is about, after how long, what then happens.

    `fixed`: the law's own time, or somebody's own end date; no district changes it.
    """

    code: str
    what: str
    unit: str
    default: int
    then: str
    fixed: bool = False

    def before(self, period: int, now):
        """The moment before which something has been kept for longer than `period`."""
        return now - relativedelta(**{self.unit: period})


_E, _R = gettext_lazy("Erased"), gettext_lazy("To be looked at")
RULES = {
    rule.code: rule
    for rule in (
        Rule("keep_until", gettext_lazy("Their own end date has passed"), DAYS, 0, _E, fixed=True),
        Rule(
            "regular_review",
            gettext_lazy("Regular contact without two-way contact"),
            MONTHS,
            12,
            _R,
        ),
        Rule("consent", gettext_lazy("Asked for consent, no answer"), DAYS, 30, _E),
        Rule("contact_review", gettext_lazy("Contact person without contact"), MONTHS, 24, _R),
        Rule("contact_erase", gettext_lazy("Looked at by nobody, still no contact"), MONTHS, 2, _E),
        Rule("standing", gettext_lazy("Person with standing, never contacted"), DAYS, 30, _E),
        Rule(
            "uninformed_restrict",
            gettext_lazy("Not told that they are here"),
            DAYS,
            30,
            gettext_lazy("Restricted"),
        ),
        Rule("uninformed_erase", gettext_lazy("Still not told"), DAYS, 60, _E),
        Rule(
            "confidential",
            gettext_lazy("Notes and files for those responsible alone"),
            MONTHS,
            24,
            _E,
        ),
        Rule(
            "names",
            gettext_lazy("Other meeting notes, and other files"),
            MONTHS,
            48,
            gettext_lazy("Names and files removed, decisions kept"),
        ),
        Rule("leavers", gettext_lazy("Account of somebody who has left"), MONTHS, 6, _E),
        Rule("exports", gettext_lazy("Sealed register extracts"), DAYS, 1, _E, fixed=True),
        Rule("read_log", gettext_lazy("The read log"), MONTHS, 24, _E),
    )
}


class RetentionRule(DistrictRow):
    """How long a district keeps what a rule is about, and who confirmed it."""

    code = models.CharField(
        max_length=20, choices=[(code, rule.what) for code, rule in RULES.items()]
    )
    period = models.PositiveSmallIntegerField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district", "code"], name="retentionrule_once"),
        ]

    def __str__(self):
        return f"{self.code}: {self.period}"


class RetentionRun(DistrictRow):
    """One run of the rules: `counts` {code: how many}; `problem` is what stopped it."""

    finished_at = models.DateTimeField(null=True)
    is_dry = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=200, blank=True)

    class Meta(DistrictRow.Meta):
        indexes = [models.Index(fields=["district", "-created_at"], name="retentionrun_latest")]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Unnamed(DistrictRow):
    """What was said at a meeting long ago, and who is named in it no longer."""

    content = models.OneToOneField(
        MeetingContent,
        on_delete=models.CASCADE,  # says something of that content only
        related_name="unnamed",
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="content", to="movements_meetingcontent", name="unnamed_content"),
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d}"


@dataclass(frozen=True)
class Line:
    """A rule as a district has it. `confirmed`: the row that says who and when, or None."""

    rule: Rule
    period: int
    confirmed: RetentionRule | None


def rules_of(reader) -> list[Line]:
    """The table, in its order: the district's own periods, else the defaults."""
    chosen = {
        row.code: row for row in visible(RetentionRule, reader).select_related("confirmed_by")
    }
    return [
        Line(rule, chosen[code].period if code in chosen else rule.default, chosen.get(code))
        for code, rule in RULES.items()
    ]


@transaction.atomic
def set_retention(*, by, periods: dict[str, int]) -> None:
    """Confirms the table with these periods ({code: number}); the ones not given stay as they are.

    Raises NotAllowed, and ValidationError with a message per code.
    """
    require(by, "set_retention", by.district)
    wrong = {}
    for code, period in periods.items():
        rule = RULES.get(code)
        if rule is None or (rule.fixed and period != rule.default):
            wrong[code] = [_("This time cannot be changed.")]
        elif not 0 <= period <= LONGEST[rule.unit] or (period == 0 and not rule.fixed):
            most = {"most": LONGEST[rule.unit]}
            wrong[code] = [_("Write a number between 1 and %(most)s.") % most]
    if wrong:
        raise ValidationError(wrong)
    for line in rules_of(by):
        row = line.confirmed or RetentionRule(district=by.district, code=line.rule.code)
        row.period = periods.get(line.rule.code, line.period)
        row.confirmed_by, row.confirmed_at = by.user, timezone.now()
        row.save()


def last_runs(reader, most: int = 10) -> list[RetentionRun]:
    """The latest first."""
    return list(visible(RetentionRun, reader).order_by("-created_at")[:most])
