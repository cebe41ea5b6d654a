"""The list of words is made anew whole: to compare it with the old took longer than to write it."""

from django.db import migrations

REBUILD = """
CREATE OR REPLACE FUNCTION forankra_search_rebuild() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM movements_searchdocument d
   WHERE NOT EXISTS (SELECT 1 FROM movements_organisation o WHERE o.id = d.organisation_id);
  PERFORM forankra_search_write(ARRAY(SELECT id FROM movements_organisation));
  DELETE FROM movements_nameword;
  INSERT INTO movements_nameword (id, created_at, district_id, word, deletions, organisation_id)
  SELECT gen_random_uuid(), now(), n.district_id, n.word, forankra_deletions(n.word), n.whose
  FROM (
    SELECT DISTINCT d.district_id, w.word, CASE WHEN d.protected THEN d.organisation_id END AS whose
    FROM movements_searchdocument d, unnest(d.words) w(word) WHERE d.live) n;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0013_aggregates")]

    # Dropped by the migration that made it.
    operations = [migrations.RunSQL(REBUILD, migrations.RunSQL.noop)]
