from django.core.management.base import BaseCommand

from movements.rights.tombstones import as_lines


class Command(BaseCommand):
    help = "Prints every tombstone, to be kept beside the backups: hashes, which name nobody."

    def handle(self, *args, **options):
        for line in as_lines():
            self.stdout.write(line)
