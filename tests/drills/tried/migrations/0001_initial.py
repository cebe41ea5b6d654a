from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("movements", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE movements_organisation ADD COLUMN tried integer",
            "ALTER TABLE movements_organisation DROP COLUMN tried",
        )
    ]
