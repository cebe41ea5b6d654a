"""Only the owner migrates; the application role never changes the shape of the database."""


class OwnerMigrates:
    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"
