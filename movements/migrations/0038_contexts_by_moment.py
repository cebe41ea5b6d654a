"""What was done in one go has one moment: *Ångra* in a history asks for it (undoing.done_together).

The table is pghistory's, which has no index for that; a year of deeds would be read through.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0037_forms_are_done_once"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX pghistory_context_created_at ON pghistory_context (created_at)",
            "DROP INDEX pghistory_context_created_at",
        )
    ]
