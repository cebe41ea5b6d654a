"""How much waits for the privacy officer, by each of the law's clocks."""

from movements.access.funnel import visible
from movements.rights.registers import Incident, LegalBasis, RightsRequest
from movements.rights.retention import RULES, RetentionRun


def waiting(reader) -> dict[str, int]:
    """{"inform": people not told, "request": open requests, "incident": those not reported}; what
    is nothing is left out."""
    counted = {
        "inform": visible(LegalBasis, reader).to_inform().count(),
        "request": visible(RightsRequest, reader).open().count(),
        "incident": visible(Incident, reader).unreported().count(),
    }
    return {room: count for room, count in counted.items() if count}


def latest_night(reader) -> tuple[RetentionRun, dict[str, int]] | None:
    """The latest run of the rules of retention that was not dry, and what it did: {deed: rows}."""
    run = visible(RetentionRun, reader).filter(is_dry=False).order_by("-created_at").first()
    if run is None:
        return None
    done: dict[str, int] = {}
    for code, rule in RULES.items():
        done[str(rule.then)] = done.get(str(rule.then), 0) + run.counts.get(code, 0)
    return run, done
