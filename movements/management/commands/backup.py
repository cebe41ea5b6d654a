from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from deploy.backup import KEPT_DAYS, BackupError, back_up, rotate
from deploy.programs import ClusterError


class Command(BaseCommand):
    help = "Makes an encrypted backup in a folder, and deletes those older than 35 days there."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, default=KEPT_DAYS, metavar="DAYS")

    def handle(self, *args, **options):
        owner = connections["owner"].settings_dict
        try:
            path, manifest = back_up(owner, options["folder"], settings.BACKUP_RECIPIENTS)
            call_command("keep_tombstones", options["folder"])
        except (BackupError, ClusterError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        tables, rows = len(manifest.portrait.tables), manifest.portrait.rows
        self.stdout.write(f"{path}: {tables} tables, {rows} rows, {manifest.dump_bytes} bytes")
        for gone in rotate(options["folder"], options["keep"]):
            self.stdout.write(f"{gone}: deleted")
