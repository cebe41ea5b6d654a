"""Every job of the house. Only the job queue imports from here; each room keeps its own."""

import movements.exchange.jobs  # noqa: F401
