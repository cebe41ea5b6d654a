from django.core.management.base import BaseCommand

from movements.access.printed import printed


class Command(BaseCommand):
    help = "Prints the rules page as tables: manage.py print_rules > docs/access.md"

    def handle(self, *args, **options):
        self.stdout.write(printed(), ending="")
