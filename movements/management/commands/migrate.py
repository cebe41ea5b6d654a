from contextlib import nullcontext

from django.core.management.commands.migrate import Command as Django
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from deploy.patience import LOCK_TIMEOUT, patiently
from movements.management.rendering import no_class_anew


class Command(Django):
    help = f"{Django.help} Waits {LOCK_TIMEOUT} for a lock, steps back, and asks again."

    def handle(self, *args, **options):
        connection = connections[options["database"]]

        def once():
            with connection.cursor() as cursor:  # a session of our own, for the whole command
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            empty = not MigrationRecorder(connection).applied_migrations()
            with no_class_anew() if empty else nullcontext():
                Django.handle(self, *args, **options)

        try:
            patiently(once, self.stderr.write)
        finally:
            if connection.connection is not None and not connection.in_atomic_block:
                connection.close()
