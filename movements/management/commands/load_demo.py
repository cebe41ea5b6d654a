from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from movements.demo.loading import NoPlaces, load_demo


class Command(BaseCommand):
    help = "Loads the fictional demo district, once. Refused where real people work."

    def handle(self, *args, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo's logins are public: not with DEMO_ALLOWED=false.")
        try:
            loaded = load_demo()
        except NoPlaces as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("The demo district is loaded." if loaded else "It was there already.")
