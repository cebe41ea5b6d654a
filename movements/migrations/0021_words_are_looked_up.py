"""Words near to one are looked up in their index, also where very many share a part of them.

A district has few words, and some of their parts (*stockholm* without a letter) stand in the words
of thousands of protected organisations. Knowing that, PostgreSQL would rather read the whole list;
so it is told nothing of how common parts are. The trigrams of words are asked for nowhere.
"""

from django.db import migrations

UNCOUNTED = "ALTER TABLE movements_nameword ALTER COLUMN deletions SET STATISTICS 0"
COUNTED = "ALTER TABLE movements_nameword ALTER COLUMN deletions SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [("movements", "0020_abbreviations_in_names")]

    operations = [
        migrations.RemoveIndex(model_name="nameword", name="nameword_trgm"),
        migrations.RunSQL(UNCOUNTED, COUNTED),
    ]
