"""The aggregates: plain tables, functions and triggers, no nouns (see docs/speed.md)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql") / "0013_aggregates.sql"
UNDO = """
DO $$ DECLARE name text; place text; BEGIN
 FOREACH place IN ARRAY ARRAY['organisation', 'activityarea', 'heldcontact'] LOOP
  FOREACH name IN ARRAY ARRAY['inserted', 'updated', 'deleted', 'emptied'] LOOP
   EXECUTE format('DROP TRIGGER tally_%s ON movements_%s', name, place);
  END LOOP;
 END LOOP;
END $$;
DROP FUNCTION tally_rebuild(uuid, date), tally_emptied(), tally_beside(), tally_organisations(),
 tally_face_of(integer, movements_organisation, smallint[], uuid[], date[]),
 tally_follows(uuid[], bigint), tally_write(tally_face[]), tally_cell(float8),
 tally_half(uuid, integer), tally_sights(boolean, date, uuid[], date[], date),
 tally_bucket(date, date);
DROP TYPE tally_face;
DROP TABLE movements_tallyday, movements_tallymark, movements_tallycount, movements_tallytile;
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0012_history_by_statement")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
