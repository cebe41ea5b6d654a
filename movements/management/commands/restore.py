from pathlib import Path

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from deploy.backup import TOMBSTONES, BackupError
from deploy.database import NotReady, check
from deploy.programs import ClusterError
from deploy.restoring import restore


class Command(BaseCommand):
    help = "Brings a backup back into the empty database of DATABASE_OWNER_URL, and compares it."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "dump", type=Path, help="forankra-….dump.age, with its manifest beside it"
        )
        parser.add_argument("--identity", type=Path, required=True, help="the file of the key")
        parser.add_argument(
            "--tombstones",
            type=Path,
            metavar="FILE",
            help="the newest that keep_tombstones wrote; else the one beside the dump",
        )
        parser.add_argument("--without-tombstones", action="store_true")

    def handle(self, *args, **options):
        owner = connections["owner"].settings_dict
        stones = _tombstones(options)
        try:
            check()
            manifest = restore(owner, options["dump"], options["identity"])
        except (BackupError, ClusterError, NotReady, psycopg.Error) as problem:
            raise CommandError(str(problem)) from problem
        rows = manifest.portrait.rows
        self.stdout.write(f"{rows} rows of {manifest.made_at} are back, each as it was.")
        # Tombstones may be younger than the backup's tables; nobody looks before they are replayed.
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("replay_tombstones", *filter(None, [stones]), stdout=self.stdout)


def _tombstones(options: dict) -> Path | None:
    """Where it stands who has been erased since the backup; nobody is to come back by oversight."""
    if options["without_tombstones"]:
        return None
    path = options["tombstones"] or options["dump"].with_name(TOMBSTONES)
    if not path.is_file():
        raise CommandError(
            f"There is no {path}: it says who has been erased since the backup was made, and they "
            "must not come back. Give the newest with --tombstones FILE. If there is none to be "
            "had, say --without-tombstones, and look through docs/privacy.md for what to do then."
        )
    return path
