"""The keys of names know abbreviations by their point, those of names that are there already too."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql") / "0020_abbreviations.sql"


class Migration(migrations.Migration):
    dependencies = [("movements", "0019_organisations_by_contact")]
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
