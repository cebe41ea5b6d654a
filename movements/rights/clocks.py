"""How much waits for the privacy officer, by each of the law's clocks."""

from movements.access.funnel import visible
from movements.rights.registers import Incident, LegalBasis, RightsRequest


def waiting(reader) -> dict[str, int]:
    """{"inform": people not told, "request": open requests, "incident": those not reported}; what
    is nothing is left out."""
    counted = {
        "inform": visible(LegalBasis, reader).to_inform().count(),
        "request": visible(RightsRequest, reader).open().count(),
        "incident": visible(Incident, reader).unreported().count(),
    }
    return {room: count for room, count in counted.items() if count}
