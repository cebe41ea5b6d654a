"""The project as a server runs it, without HTTPS; beside it, the naive views it is measured by."""

from crm.settings import *  # noqa: F403
from crm.settings import BASE_DIR

ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT = str(BASE_DIR / ".local" / "bench-static")
