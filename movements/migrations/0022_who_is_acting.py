"""What the policies ask of the transaction (docs/trust.md); no table is policed by it yet."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql") / "0022_acting.sql"
UNDO = """
DROP FUNCTION acting_as(uuid, text, uuid, date), acting_holds(text[]), acting_serves(text[]),
 acting_user(), acting_district(), acting_service(), acting_roles(), acting_associations(),
 acting_bodies();
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0021_words_are_looked_up")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
