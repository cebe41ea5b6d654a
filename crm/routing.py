"""Only the owner migrates; the application role never changes the shape of the database."""

COUNTS = "django_cache"  # the label by which Django's cache asks for its connection


class OwnerMigrates:
    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"


class CountsStandApart:
    """What is counted at the door is read and written outside the request's own transaction: an
    answer that is refused and rolled back has been counted all the same."""

    def db_for_read(self, model, **hints):
        return "counts" if model._meta.app_label == COUNTS else None

    db_for_write = db_for_read
