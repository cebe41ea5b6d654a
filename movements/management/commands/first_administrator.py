from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from movements.access.founding import first_administrator


class Command(BaseCommand):
    help = "Makes a district and its first administrator, who then invites the others. Once."

    def add_arguments(self, parser):
        parser.add_argument("district", help="the district's name")
        parser.add_argument("email")
        parser.add_argument("name", help="the administrator's own name")
        parser.add_argument("--county", action="append", default=[], help="two figures, such as 01")

    def handle(self, *args, **options):
        try:
            user = first_administrator(
                district=options["district"],
                counties=options["county"],
                email=options["email"],
                name=options["name"],
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{user.email}: choose a password by “I have forgotten the password”.")
