from pathlib import Path

from django.core.management.base import BaseCommand

from movements.rights.tombstones import lay_again, replay


class Command(BaseCommand):
    help = "After a restore: erases again whoever had been erased. FILE: from keep_tombstones."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args, **options):
        if options["file"]:
            new = lay_again(options["file"].read_text(encoding="ascii").splitlines())
            self.stdout.write(f"Tombstones: {new} that the dump did not have.")
        self.stdout.write(f"Tombstones: {replay()} people erased again.")
