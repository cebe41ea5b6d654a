"""What Idag and the map list first is read off an index: the longest quiet, the longest overdue."""

import datetime
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0018_search_follows_many"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("archived_at", None), ("follow_up_on__isnull", False)),
                fields=["association", "follow_up_on"],
                name="meeting_follow_up",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                models.F("district"),
                django.db.models.functions.comparison.Coalesce(
                    "last_known_contact", datetime.date(1900, 1, 1)
                ),
                models.F("name"),
                models.F("id"),
                name="organisation_by_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                models.F("district"),
                django.db.models.functions.comparison.Coalesce(
                    "last_open_contact", datetime.date(1900, 1, 1)
                ),
                models.F("name"),
                models.F("id"),
                name="organisation_by_open_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("archived_at", None), ("status", "open")),
                fields=["district", "due_on", "id"],
                name="promise_owed",
            ),
        ),
    ]
