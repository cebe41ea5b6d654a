from django.core.management.base import BaseCommand

from movements.places.actions import load_places


class Command(BaseCommand):
    help = "Take in the counties, municipalities and place names that the project carries."

    def handle(self, *args, **options):
        loaded = load_places()
        self.stdout.write("Places: nothing to do." if loaded.nothing else f"Places: {loaded}")
