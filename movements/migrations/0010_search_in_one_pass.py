"""Words are made, and the list is put right, in one pass: a large register should not wait for it."""

from django.db import migrations

QUICK = """
CREATE OR REPLACE FUNCTION forankra_deletions(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_agg(left(word, n - 1) || substr(word, n + 1)) || word
        FROM generate_series(1, length(word)) n);

-- What a misspelt word may mean: the words, and what a compound has before its last part.
CREATE OR REPLACE FUNCTION forankra_meant(words text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(DISTINCT part COLLATE "C"), '{}') FROM (
  SELECT word FROM unnest(words) word
  UNION ALL
  SELECT CASE
    WHEN word LIKE '____%forening%' THEN split_part(word, 'forening', 1)
    WHEN word LIKE '____%forbund%' THEN split_part(word, 'forbund', 1)
    WHEN word LIKE '____%klubb%' THEN split_part(word, 'klubb', 1)
    WHEN word LIKE '____%forsamling%' THEN split_part(word, 'forsamling', 1)
    WHEN word LIKE '____%sallskap%' THEN split_part(word, 'sallskap', 1)
    WHEN word LIKE '____%natverk%' THEN split_part(word, 'natverk', 1)
  END FROM unnest(words) word WHERE length(word) >= 9
  ) AS t(part) WHERE length(part) BETWEEN 2 AND 40);

CREATE OR REPLACE FUNCTION forankra_vector(name text[], more text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_to_tsvector(array_agg(left(lexeme, 60))) FROM (
  SELECT lexeme FROM unnest(name || more) lexeme
  UNION ALL
  SELECT '~' || substr(word, n)
  FROM unnest(name) word, generate_series(3, length(word) - 3) n WHERE length(word) >= 6
  UNION ALL
  SELECT array_to_string(name, '') WHERE cardinality(name) > 1
  ) AS t(lexeme) WHERE lexeme <> '');

CREATE OR REPLACE FUNCTION forankra_search_write(ids uuid[]) RETURNS void LANGUAGE sql AS $$
INSERT INTO movements_searchdocument AS kept
 (id, created_at, district_id, organisation_id, name, words, vector, live, protected)
SELECT gen_random_uuid(), now(), o.district_id, o.id, array_to_string(n.words, ' '),
 forankra_meant(n.words || p.words),
 coalesce(forankra_vector(n.words, p.words || d.words), ''),
 o.archived_at IS NULL, o.existence_protected
FROM movements_organisation o
LEFT JOIN movements_municipality m ON m.id = o.municipality_id
CROSS JOIN LATERAL (SELECT forankra_words(o.name) AS words) n
CROSS JOIN LATERAL (SELECT forankra_words(concat_ws(' ', o.town, m.name, (
  SELECT string_agg(am.name, ' ') FROM movements_activityarea a
  JOIN movements_municipality am ON am.id = a.municipality_id
  WHERE a.organisation_id = o.id AND a.municipality_id IS DISTINCT FROM o.municipality_id
 ))) AS words) p
CROSS JOIN LATERAL (SELECT
  CASE WHEN o.description = '' THEN '{}'::text[] ELSE forankra_words(o.description) END
  || CASE WHEN o.organisation_number = '' THEN '{}'::text[]
     ELSE ARRAY[o.organisation_number, left(o.organisation_number, 6)::text,
                right(o.organisation_number, 4)] END AS words) d
WHERE o.id = ANY(ids)
ON CONFLICT (organisation_id) DO UPDATE SET
 district_id = excluded.district_id, name = excluded.name, words = excluded.words,
 vector = excluded.vector, live = excluded.live, protected = excluded.protected
WHERE (kept.name, kept.words, kept.vector, kept.live, kept.protected)
 IS DISTINCT FROM
 (excluded.name, excluded.words, excluded.vector, excluded.live, excluded.protected)
$$;

CREATE OR REPLACE FUNCTION forankra_search_rebuild() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM movements_searchdocument d
   WHERE NOT EXISTS (SELECT 1 FROM movements_organisation o WHERE o.id = d.organisation_id);
  PERFORM forankra_search_write(ARRAY(SELECT id FROM movements_organisation));
  CREATE TEMPORARY TABLE forankra_words_now ON COMMIT DROP AS
   SELECT DISTINCT d.district_id, w.word COLLATE "C" AS word,
     CASE WHEN d.protected THEN d.organisation_id END AS whose
   FROM movements_searchdocument d, unnest(d.words) w(word) WHERE d.live;
  ANALYZE forankra_words_now;
  DELETE FROM movements_nameword k WHERE NOT EXISTS (
    SELECT 1 FROM forankra_words_now n WHERE n.district_id = k.district_id AND n.word = k.word
      AND n.whose IS NOT DISTINCT FROM k.organisation_id);
  DELETE FROM movements_nameword k USING movements_nameword twin
   WHERE twin.district_id = k.district_id AND twin.word = k.word AND twin.id < k.id
     AND twin.organisation_id IS NOT DISTINCT FROM k.organisation_id;
  INSERT INTO movements_nameword (id, created_at, district_id, word, deletions, organisation_id)
  SELECT gen_random_uuid(), now(), n.district_id, n.word, forankra_deletions(n.word), n.whose
  FROM forankra_words_now n
  WHERE NOT EXISTS (
    SELECT 1 FROM movements_nameword k WHERE k.district_id = n.district_id AND k.word = n.word
      AND k.organisation_id IS NOT DISTINCT FROM n.whose);
  DROP TABLE forankra_words_now;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0009_organisations_are_merged")]

    # Set back by the migration that made them, which drops them all.
    operations = [migrations.RunSQL(QUICK, migrations.RunSQL.noop)]
