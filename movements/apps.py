from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovementsConfig(AppConfig):
    """The domain, one app with one migration history, so that a noun can change rooms freely."""

    name = "movements"
    verbose_name = _("Movements")

    def ready(self):
        from movements.access import checks  # noqa: F401  registers the system checks
