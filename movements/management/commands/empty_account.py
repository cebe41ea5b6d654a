from django.core.management.base import BaseCommand, CommandError

from movements.access.founding import empty_account
from movements.access.models import User


class Command(BaseCommand):
    help = "Takes away the password and second factor of somebody whom nobody else can let in anew."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, **options):
        try:
            user = empty_account(email=options["email"])
        except User.DoesNotExist as unknown:
            raise CommandError("There is no open account with this address.") from unknown
        self.stdout.write(f"{user.email}: choose a password by “I have forgotten the password”.")
