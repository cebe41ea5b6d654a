from django.core.management.base import BaseCommand

from movements.directory.counting import rebuild_owed


class Command(BaseCommand):
    help = "Counts anew what the map and the totals read. Done by a job when owed, and every night."

    def handle(self, *args, **options):
        self.stdout.write(f"Aggregates: {rebuild_owed(everything=True)} districts counted.")
