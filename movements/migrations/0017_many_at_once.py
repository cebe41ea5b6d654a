"""Sums stay cheap to keep when many rows change on a connection that began with one."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql") / "0017_many_at_once.sql"


class Migration(migrations.Migration):
    dependencies = [("movements", "0016_hidden_organisations")]
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
