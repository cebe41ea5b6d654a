from pathlib import Path

from django.core.management.base import BaseCommand

from deploy.backup import TOMBSTONES, whole_file
from movements.rights.tombstones import as_lines


class Command(BaseCommand):
    help = "Writes every tombstone beside the backups (or prints them): hashes, which name nobody."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path)

    def handle(self, *args, **options):
        lines = "".join(f"{line}\n" for line in as_lines())
        if not options["folder"]:
            self.stdout.write(lines, ending="")
            return
        with whole_file(options["folder"] / TOMBSTONES) as file:
            file.write(lines.encode("ascii"))
