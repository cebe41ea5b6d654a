"""Every job of the house. Only the job queue imports from here; each room keeps its own."""

import movements.access.invitation_jobs  # noqa: F401
import movements.access.restarts  # noqa: F401
import movements.directory.address_jobs  # noqa: F401
import movements.directory.jobs  # noqa: F401
import movements.exchange.jobs  # noqa: F401
import movements.rights.retention_jobs  # noqa: F401
