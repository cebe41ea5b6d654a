"""The project and one migration more."""

from tests.drills.settings import *  # noqa: F403
from tests.drills.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drills.tried"]
