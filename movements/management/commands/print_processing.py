"""The register of processing (art. 30): `manage.py print_processing > docs/processing.md`."""

from django.core.management.base import BaseCommand
from django.utils import translation

from movements.rights.processing import printed


class Command(BaseCommand):
    help = "Print the register of processing."

    def handle(self, *args, **options):
        with translation.override("en"):
            self.stdout.write(printed(), ending="")
