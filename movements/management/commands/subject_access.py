from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from movements.directory.persons import number_in
from movements.rights.sealing import extract_to_file


class Command(BaseCommand):
    help = "Gathers and seals a register extract: P-2291 FILE. Prints the passphrase, once."

    def add_arguments(self, parser):
        parser.add_argument("number")
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        number = number_in(options["number"])
        passphrase = extract_to_file(number, options["file"]) if number else None
        if passphrase is None:
            raise CommandError("There is nobody with that number.")
        self.stdout.write(passphrase)
