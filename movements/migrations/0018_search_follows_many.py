"""What search reads follows many rows at once as quickly as one.

A trigger's statements are planned once in a connection, for as many rows as it happens to see
first. So sets are subtracted here, which costs the same whatever was expected, and joined nowhere;
only words that came or went are looked for, one by one while they are few.
"""

from django.db import migrations

ORGANISATION = """
CREATE OR REPLACE FUNCTION forankra_search_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM forankra_search_write(ARRAY(SELECT id FROM now_there));
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM movements_searchdocument
     WHERE organisation_id IN (SELECT o.id FROM was_there o);
  ELSE
    ids := ARRAY(SELECT id FROM (
      SELECT id, district_id, name, town, description, municipality_id, organisation_number,
       existence_protected, archived_at FROM now_there
      EXCEPT
      SELECT id, district_id, name, town, description, municipality_id, organisation_number,
       existence_protected, archived_at FROM was_there) changed);
    IF cardinality(ids) > 0 THEN
      PERFORM forankra_search_write(ids);
    END IF;
  END IF;
  RETURN NULL;
END $$;
"""

# Of what the district may know of, words that are nobody's in particular; of a protected
# organisation, words of its own (`whose`); of an archived one, none.
WORDS = """
CREATE OR REPLACE FUNCTION forankra_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was text[]; was_at uuid[]; was_whose uuid[];
  come text[]; come_at uuid[]; come_whose uuid[];
  place uuid; said text[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT array_agg(word), array_agg(place_id), array_agg(whose) INTO was, was_at, was_whose
    FROM (SELECT DISTINCT w.word, d.district_id AS place_id,
            CASE WHEN d.protected THEN d.organisation_id END AS whose
          FROM was_there d, unnest(d.words) w(word) WHERE d.live) t;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(word), array_agg(place_id), array_agg(whose) INTO come, come_at, come_whose
    FROM (SELECT DISTINCT w.word, d.district_id AS place_id,
            CASE WHEN d.protected THEN d.organisation_id END AS whose
          FROM now_there d, unnest(d.words) w(word) WHERE d.live) t;
  ELSE
    SELECT array_agg(word), array_agg(place_id), array_agg(whose) INTO was, was_at, was_whose
    FROM (SELECT w.word, d.district_id AS place_id,
            CASE WHEN d.protected THEN d.organisation_id END AS whose
          FROM was_there d, unnest(d.words) w(word) WHERE d.live
          EXCEPT
          SELECT w.word, d.district_id, CASE WHEN d.protected THEN d.organisation_id END
          FROM now_there d, unnest(d.words) w(word) WHERE d.live) t;
    SELECT array_agg(word), array_agg(place_id), array_agg(whose) INTO come, come_at, come_whose
    FROM (SELECT w.word, d.district_id AS place_id,
            CASE WHEN d.protected THEN d.organisation_id END AS whose
          FROM now_there d, unnest(d.words) w(word) WHERE d.live
          EXCEPT
          SELECT w.word, d.district_id, CASE WHEN d.protected THEN d.organisation_id END
          FROM was_there d, unnest(d.words) w(word) WHERE d.live) t;
  END IF;

  DELETE FROM movements_nameword k USING unnest(was, was_whose) AS g(word, whose)
   WHERE k.organisation_id = g.whose AND k.word = g.word;
  FOR place IN SELECT DISTINCT at FROM unnest(was_at) at LOOP
    said := ARRAY(SELECT g.word FROM unnest(was, was_at, was_whose) AS g(word, at, whose)
      WHERE g.at = place AND g.whose IS NULL);
    IF cardinality(said) <= 50 THEN
      said := ARRAY(SELECT g.word FROM unnest(said) AS g(word) WHERE NOT EXISTS (
        SELECT 1 FROM movements_searchdocument d
        WHERE d.district_id = place AND d.live AND NOT d.protected
          AND d.vector @@ ('''' || g.word || ''':*')::tsquery
          AND d.words @> ARRAY[g.word]));
      DELETE FROM movements_nameword k
       WHERE k.district_id = place AND k.organisation_id IS NULL AND k.word = ANY(said);
    ELSE
      said := ARRAY(SELECT g.word COLLATE "C" FROM unnest(said) AS g(word)
        EXCEPT
        SELECT w.word COLLATE "C" FROM movements_searchdocument d, unnest(d.words) w(word)
        WHERE d.district_id = place AND d.live AND NOT d.protected);
      DELETE FROM movements_nameword k
       WHERE k.district_id = place AND k.organisation_id IS NULL
         AND k.word IN (SELECT unnest(said));
    END IF;
  END LOOP;

  INSERT INTO movements_nameword (id, created_at, district_id, word, deletions, organisation_id)
  SELECT gen_random_uuid(), now(), g.at, g.word, forankra_deletions(g.word), g.whose
  FROM unnest(come, come_at, come_whose) AS g(word, at, whose)
  WHERE g.whose IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM movements_nameword k WHERE k.organisation_id = g.whose AND k.word = g.word);
  FOR place IN SELECT DISTINCT at FROM unnest(come_at) at LOOP
    said := ARRAY(SELECT g.word FROM unnest(come, come_at, come_whose) AS g(word, at, whose)
      WHERE g.at = place AND g.whose IS NULL);
    IF cardinality(said) <= 50 THEN
      said := ARRAY(SELECT g.word FROM unnest(said) AS g(word) WHERE NOT EXISTS (
        SELECT 1 FROM movements_nameword k
        WHERE k.district_id = place AND k.word = g.word AND k.organisation_id IS NULL));
    ELSE
      said := ARRAY(SELECT g.word COLLATE "C" FROM unnest(said) AS g(word)
        EXCEPT
        SELECT k.word COLLATE "C" FROM movements_nameword k
        WHERE k.district_id = place AND k.organisation_id IS NULL);
    END IF;
    INSERT INTO movements_nameword (id, created_at, district_id, word, deletions)
    SELECT gen_random_uuid(), now(), place, g.word, forankra_deletions(g.word)
    FROM unnest(said) AS g(word);
  END LOOP;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0017_many_at_once")]

    # Dropped by the migration that made them.
    operations = [
        migrations.RunSQL(ORGANISATION, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
    ]
