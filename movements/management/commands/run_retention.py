from django.core.management.base import BaseCommand, CommandError

from movements.rights.retention_runs import run_everywhere


class Command(BaseCommand):
    help = "Applies every district's rules of retention now, as the nightly job does."

    def handle(self, *args, **options):
        runs = run_everywhere()
        for run in runs:
            self.stdout.write(f"{run.district}: {run.problem or run.counts}")
        if any(run.problem for run in runs):
            raise CommandError("Retention did not go through everywhere.")
