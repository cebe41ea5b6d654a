"""The second factor: an account's mark of it, whose secrets are whose, and what the door counts."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql") / "0033_second_factor.sql"
UNDO = """
DROP TABLE forankra_counts;
DROP POLICY own ON mfa_authenticator;
ALTER TABLE mfa_authenticator DISABLE ROW LEVEL SECURITY;
DROP TRIGGER mark_factors_gone ON mfa_authenticator;
DROP TRIGGER mark_factors_added ON mfa_authenticator;
DROP FUNCTION mark_factors();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0032_files_of_meetings"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.AddField(
            model_name="user",
            name="factor_mark",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
