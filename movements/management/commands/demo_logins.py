from django.core.management.base import BaseCommand

from movements.access.models import District
from movements.demo.people import DISTRICT, PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Prints the logins of the demo district, if it is loaded."

    def handle(self, *args, **options):
        if not District.objects.filter(name=DISTRICT).exists():
            return
        self.stdout.write(f"Demo logins (password {PASSWORD}):")
        for person in PEOPLE:
            if person.job:
                self.stdout.write(f"  {person.email:<32} {person.name}: {person.job}")
