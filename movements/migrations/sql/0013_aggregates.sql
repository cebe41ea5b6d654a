-- The aggregates of the directory: what the map and the totals read instead of every organisation.
--
-- Rows are only ever inserted: a key, and what a change adds to it or takes from it. Readers sum.
-- So no two writers wait for each other, and every reader's sum is as exact as its snapshot.
-- No reader is handed a row of these tables, they name no person, and nothing points at them.

-- For which local day the recency of a district's aggregates is true. No row: none are kept.
CREATE TABLE movements_tallyday (district_id uuid PRIMARY KEY, day date NOT NULL);

-- A transaction that changed more than is worth following leaves a mark; while any is there, readers
-- count the rows themselves, until a rebuild has seen what the mark stands for.
CREATE TABLE movements_tallymark (
 district_id uuid NOT NULL, writer xid8 NOT NULL DEFAULT pg_current_xact_id());
CREATE INDEX tallymark_by_district ON movements_tallymark (district_id);

-- How many, by who knows what (`sight`), kind ('' any), municipality (0 the whole), policy area
-- ('' any) and recency. `placed`: of them, those with a place that may be drawn.
CREATE TABLE movements_tallycount (
 district_id uuid NOT NULL, sight uuid NOT NULL, municipality_id smallint NOT NULL,
 bucket smallint NOT NULL, kind text NOT NULL, policy_area text NOT NULL,
 n integer NOT NULL, placed integer NOT NULL);
CREATE INDEX tallycount_by_key ON movements_tallycount
 (district_id, sight, kind, policy_area, municipality_id, bucket) INCLUDE (n, placed);

-- The same by cell of a tile. `high` and `low` are the halves of the ids, each XORed together: where
-- one organisation is left, they are its id. x, y (metres of EPSG:3857): where most of them are.
CREATE TABLE movements_tallytile (
 district_id uuid NOT NULL, sight uuid NOT NULL, high bigint NOT NULL, low bigint NOT NULL,
 tile_x integer NOT NULL, tile_y integer NOT NULL, n integer NOT NULL, x real, y real,
 zoom smallint NOT NULL, cell smallint NOT NULL, bucket smallint NOT NULL, kind text NOT NULL);
CREATE INDEX tallytile_by_key ON movements_tallytile
 (district_id, sight, kind, zoom, tile_x, tile_y);

-- An organisation as the aggregates see it, coming (sign 1) or going (-1). Archived ones have none.
-- x, y are null without a place that may be drawn; `associations` and `days` are its HeldContact.
CREATE TYPE tally_face AS (
 sign integer, id uuid, district_id uuid, kind text, policy_areas text[], hidden boolean,
 open date, x float8, y float8, municipalities smallint[], associations uuid[], days date[]);

-- Recency: 0 to 4 within 3, 6, 9, 12, 24 months, 5 longer ago, 6 never. Months as in organisations.py.
CREATE FUNCTION tally_bucket(last date, today date) RETURNS smallint
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
 SELECT CASE WHEN last IS NULL THEN 6
  WHEN last >= today - interval '3 months' THEN 0
  WHEN last >= today - interval '6 months' THEN 1
  WHEN last >= today - interval '9 months' THEN 2
  WHEN last >= today - interval '12 months' THEN 3
  WHEN last >= today - interval '24 months' THEN 4
  ELSE 5 END::smallint $$;

-- Who knows what of one organisation. Sight ...0 is what all in the district know, and 2 the same of
-- those whose existence is protected. Every other sight is what knowing more moves from one bucket
-- to another: 1 (and 3 for the protected) knowing every HeldContact, an association knowing its own.
CREATE FUNCTION tally_sights(
 hidden boolean, open date, associations uuid[], days date[], today date)
RETURNS TABLE (sight uuid, bucket smallint, n integer) IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
 SELECT CASE WHEN hidden THEN '00000000-0000-0000-0000-000000000002'
  ELSE '00000000-0000-0000-0000-000000000000' END::uuid, tally_bucket(open, today), 1
 UNION ALL
 SELECT more.sight, moved.bucket, moved.n
 FROM (
  SELECT CASE WHEN hidden THEN '00000000-0000-0000-0000-000000000003'
   ELSE '00000000-0000-0000-0000-000000000001' END::uuid AS sight, max(one) AS day
  FROM unnest(days) AS one
  UNION ALL
  SELECT held.association, held.day FROM unnest(associations, days) AS held (association, day)
  WHERE held.association IS NOT NULL AND NOT hidden) more,
 LATERAL (VALUES (tally_bucket(open, today), -1),
  (tally_bucket(greatest(open, more.day), today), 1)) AS moved (bucket, n)
 WHERE more.day IS NOT NULL
  AND tally_bucket(open, today) <> tally_bucket(greatest(open, more.day), today) $$;

-- Half of an id, as a number that bit_xor takes.
CREATE FUNCTION tally_half(id uuid, which integer) RETURNS bigint
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
 SELECT ('x' || substr(replace(id::text, '-', ''), 1 + 16 * which, 16))::bit(64)::bigint $$;

-- The cell of a coordinate at zoom 11, counted from the west or the north edge of the world: ten to a
-- tile. A cell of the zoom above is two by two of these, so that the others are got by shifting.
CREATE FUNCTION tally_cell(metres float8) RETURNS integer
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
 SELECT greatest(0, least(20479,
  floor((metres + 20037508.342789244) / (2 * 20037508.342789244) * 20480)))::integer $$;

-- What a number of organisations, coming and going, do to the aggregates of their districts.
CREATE FUNCTION tally_write(faces tally_face[]) RETURNS void LANGUAGE sql AS $$
 WITH known AS MATERIALIZED (
  SELECT f.*, s.sight, s.bucket, s.n * f.sign AS n FROM unnest(faces) f
  JOIN movements_tallyday d ON d.district_id = f.district_id,
  LATERAL tally_sights(f.hidden, f.open, f.associations, f.days, d.day) s),
 counted AS (
  INSERT INTO movements_tallycount
   (district_id, sight, municipality_id, bucket, kind, policy_area, n, placed)
  SELECT district_id, sight, m, bucket, k, a, sum(n), coalesce(sum(n) FILTER (WHERE x IS NOT NULL), 0)
  FROM known, unnest(0::smallint || municipalities) m, unnest(''::text || policy_areas) a,
   unnest(ARRAY['', kind]) k
  GROUP BY 1, 2, 3, 4, 5, 6
  HAVING sum(n) <> 0 OR sum(n) FILTER (WHERE x IS NOT NULL) <> 0)
 INSERT INTO movements_tallytile
  (district_id, sight, kind, zoom, tile_x, tile_y, cell, bucket, n, high, low, x, y)
 SELECT district_id, sight, k, zoom, gx / 10, gy / 10, gy % 10 * 10 + gx % 10, bucket, sum(n),
  bit_xor(high), bit_xor(low), (max(ARRAY[n, x, y]))[2], (max(ARRAY[n, x, y]))[3]
 FROM (
  SELECT known.*, k, zoom, tally_cell(x) >> (11 - zoom) AS gx, tally_cell(-y) >> (11 - zoom) AS gy,
   tally_half(id, 0) AS high, tally_half(id, 1) AS low
  FROM known, unnest(ARRAY['', kind]) k, generate_series(5, 11) zoom WHERE x IS NOT NULL) each
 GROUP BY district_id, sight, k, zoom, gx, gy, bucket
 HAVING sum(n) <> 0 OR bit_xor(high) <> 0 OR bit_xor(low) <> 0 $$;

-- Whether the change of these organisations is to be written now. False: nobody keeps aggregates of
-- their districts, or they are so many that counting anew is cheaper, and a mark says so. The lock is
-- shared by all who write and taken alone by who changes the day.
CREATE FUNCTION tally_follows(districts uuid[], many bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
 kept uuid[];
BEGIN
 PERFORM pg_advisory_xact_lock_shared(7212, hashtext(one::text))
 FROM (SELECT DISTINCT one FROM unnest(districts) one ORDER BY 1) sorted;
 SELECT array_agg(district_id) INTO kept FROM movements_tallyday WHERE district_id = ANY(districts);
 IF kept IS NULL THEN
  RETURN false;
 END IF;
 IF EXISTS (SELECT FROM movements_tallymark
   WHERE district_id = ANY(kept) AND writer = pg_current_xact_id()) AND cardinality(kept) = 1 THEN
  RETURN false;
 END IF;
 IF many > 500 THEN
  INSERT INTO movements_tallymark (district_id) SELECT unnest(kept);
  RETURN false;
 END IF;
 RETURN true;
END $$;

-- A row as a face. `areas` and `held` are what stood beside it when it was like that.
CREATE FUNCTION tally_face_of(
 sign integer, o movements_organisation, areas smallint[], associations uuid[], days date[])
RETURNS tally_face STABLE LANGUAGE sql AS $$
 SELECT (sign, o.id, o.district_id, o.kind, ARRAY(SELECT DISTINCT unnest(o.policy_areas)), o.existence_protected,
  o.last_open_contact,
  CASE WHEN NOT o.address_protected THEN ST_X(o.point) END,
  CASE WHEN NOT o.address_protected THEN ST_Y(o.point) END,
  coalesce(areas, '{}'), coalesce(associations, '{}'), coalesce(days, '{}'))::tally_face $$;

CREATE FUNCTION tally_organisations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
 gone movements_organisation[];
 come movements_organisation[];
 ids uuid[];
 places uuid[];
BEGIN
 IF TG_OP = 'INSERT' THEN
  SELECT array_agg(id), array_agg(DISTINCT district_id) INTO ids, places FROM new_rows;
 ELSIF TG_OP = 'DELETE' THEN
  SELECT array_agg(id), array_agg(DISTINCT district_id) INTO ids, places FROM old_rows;
 ELSE
  SELECT array_agg(o.id), array_agg(DISTINCT o.district_id) || array_agg(DISTINCT n.district_id)
  INTO ids, places FROM old_rows o JOIN new_rows n ON n.id = o.id
  WHERE (o.district_id, o.kind, o.policy_areas, o.archived_at IS NULL, o.existence_protected,
    o.last_open_contact, o.address_protected, ST_AsBinary(o.point))
   IS DISTINCT FROM (n.district_id, n.kind, n.policy_areas, n.archived_at IS NULL,
    n.existence_protected, n.last_open_contact, n.address_protected, ST_AsBinary(n.point));
 END IF;
 IF ids IS NULL OR NOT tally_follows(places, cardinality(ids)) THEN
  RETURN NULL;
 END IF;
 IF TG_OP <> 'INSERT' THEN
  SELECT array_agg(o) INTO gone FROM old_rows o WHERE id = ANY(ids) AND archived_at IS NULL;
 END IF;
 IF TG_OP <> 'DELETE' THEN
  SELECT array_agg(n) INTO come FROM new_rows n WHERE id = ANY(ids) AND archived_at IS NULL;
 END IF;
 -- What is new has nothing beside it yet: what comes with it in the same statement says so itself.
 PERFORM tally_write(array_agg(CASE WHEN TG_OP = 'INSERT' THEN
   tally_face_of(f.sign, f.o, NULL, NULL, NULL)
  ELSE tally_face_of(f.sign, f.o,
   ARRAY(SELECT municipality_id FROM movements_activityarea WHERE organisation_id = (f.o).id),
   ARRAY(SELECT association_id FROM movements_heldcontact WHERE organisation_id = (f.o).id
    ORDER BY id),
   ARRAY(SELECT last_contact FROM movements_heldcontact WHERE organisation_id = (f.o).id
    ORDER BY id)) END))
 FROM (SELECT -1, o FROM unnest(gone) o UNION ALL SELECT 1, n FROM unnest(come) n) f (sign, o);
 RETURN NULL;
END $$;

-- What stands beside an organisation changed: its areas, or what associations know of it. The
-- organisations are locked, so that of two who change one at once the second counts on the first.
CREATE FUNCTION tally_beside() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
 ids uuid[];
 places uuid[];
 here movements_organisation[];
 areas_in movements_activityarea[] := '{}';
 areas_out movements_activityarea[] := '{}';
 held_in movements_heldcontact[] := '{}';
 held_out movements_heldcontact[] := '{}';
BEGIN
 IF TG_OP = 'INSERT' THEN
  SELECT array_agg(DISTINCT organisation_id), array_agg(DISTINCT district_id) INTO ids, places
  FROM new_rows;
 ELSIF TG_OP = 'DELETE' THEN
  SELECT array_agg(DISTINCT organisation_id), array_agg(DISTINCT district_id) INTO ids, places
  FROM old_rows;
 ELSE
  SELECT array_agg(DISTINCT organisation_id), array_agg(DISTINCT district_id) INTO ids, places
  FROM (SELECT organisation_id, district_id FROM old_rows
   UNION ALL SELECT organisation_id, district_id FROM new_rows) both_sides;
 END IF;
 IF places IS NULL OR NOT tally_follows(places, cardinality(ids)) THEN
  RETURN NULL;
 END IF;
 PERFORM 1 FROM movements_organisation WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
 SELECT array_agg(o) INTO here FROM movements_organisation o WHERE o.id = ANY(ids);
 IF coalesce(cardinality(here), 0) < cardinality(ids) THEN
  -- Part of an organisation that is not there (yet, or any more): what it adds cannot be known here.
  INSERT INTO movements_tallymark (district_id)
  SELECT district_id FROM movements_tallyday WHERE district_id = ANY(places);
  RETURN NULL;
 END IF;
 IF TG_TABLE_NAME = 'movements_activityarea' THEN
  IF TG_OP <> 'DELETE' THEN SELECT array_agg(n) INTO areas_in FROM new_rows n; END IF;
  IF TG_OP <> 'INSERT' THEN SELECT array_agg(o) INTO areas_out FROM old_rows o; END IF;
 ELSE
  IF TG_OP <> 'DELETE' THEN SELECT array_agg(n) INTO held_in FROM new_rows n; END IF;
  IF TG_OP <> 'INSERT' THEN SELECT array_agg(o) INTO held_out FROM old_rows o; END IF;
 END IF;
 PERFORM tally_write(array_agg(tally_face_of(side.sign, o, beside.areas, held.who, held.days)))
 FROM unnest(here) o, (VALUES (-1), (1)) side (sign),
 LATERAL (SELECT array_agg(a.municipality_id) AS areas FROM (
   SELECT id, municipality_id FROM movements_activityarea WHERE organisation_id = o.id
    AND (side.sign = 1 OR id NOT IN (SELECT id FROM unnest(areas_in)))
   UNION ALL
   SELECT id, municipality_id FROM unnest(areas_out)
   WHERE side.sign = -1 AND organisation_id = o.id) a) beside,
 LATERAL (SELECT array_agg(h.association_id ORDER BY h.id) AS who,
   array_agg(h.last_contact ORDER BY h.id) AS days FROM (
   SELECT id, association_id, last_contact FROM movements_heldcontact WHERE organisation_id = o.id
    AND (side.sign = 1 OR id NOT IN (SELECT id FROM unnest(held_in)))
   UNION ALL
   SELECT id, association_id, last_contact FROM unnest(held_out)
   WHERE side.sign = -1 AND organisation_id = o.id) h) held
 WHERE o.archived_at IS NULL;
 RETURN NULL;
END $$;

-- Emptied at once: nothing of what was counted is known to be left.
CREATE FUNCTION tally_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
 DELETE FROM movements_tallycount;
 DELETE FROM movements_tallytile;
 DELETE FROM movements_tallymark;
 DELETE FROM movements_tallyday;
 RETURN NULL;
END $$;

-- Count a district anew, in one statement and so of one snapshot: what is there goes and what the
-- rows say comes, while the changes of those who write meanwhile stay beside it.
CREATE FUNCTION tally_rebuild(district uuid, today date) RETURNS void LANGUAGE sql AS $$
 WITH unmarked AS (DELETE FROM movements_tallymark WHERE district_id = district),
 uncounted AS (DELETE FROM movements_tallycount WHERE district_id = district),
 undrawn AS (DELETE FROM movements_tallytile WHERE district_id = district),
 areas AS (
  SELECT organisation_id, array_agg(municipality_id) AS all_of FROM movements_activityarea
  WHERE district_id = district GROUP BY 1),
 held AS (
  SELECT organisation_id, array_agg(association_id) AS who, array_agg(last_contact) AS days
  FROM movements_heldcontact WHERE district_id = district GROUP BY 1),
 known AS MATERIALIZED (
  SELECT o.id, o.kind::text AS kind, 
   ARRAY(SELECT DISTINCT unnest(o.policy_areas))::text[] AS policy_areas, areas.all_of AS municipalities,
   CASE WHEN NOT o.address_protected THEN ST_X(o.point) END AS x,
   CASE WHEN NOT o.address_protected THEN ST_Y(o.point) END AS y, s.sight, s.bucket, s.n
  FROM movements_organisation o
  LEFT JOIN areas ON areas.organisation_id = o.id LEFT JOIN held ON held.organisation_id = o.id,
  LATERAL tally_sights(o.existence_protected, o.last_open_contact, held.who, held.days, today) s
  WHERE o.district_id = district AND o.archived_at IS NULL),
 counted AS (
  INSERT INTO movements_tallycount
   (district_id, sight, municipality_id, bucket, kind, policy_area, n, placed)
  SELECT district, sight, m, bucket, k, a, sum(n), coalesce(sum(n) FILTER (WHERE x IS NOT NULL), 0)
  FROM known, unnest(0::smallint || municipalities) m, unnest(''::text || policy_areas) a,
   unnest(ARRAY['', kind]) k
  GROUP BY sight, m, bucket, k, a
  HAVING sum(n) <> 0 OR sum(n) FILTER (WHERE x IS NOT NULL) <> 0),
 -- Each zoom is summed up from the one below it, and all kinds from each kind.
 spots AS (
  SELECT sight, kind, bucket, tally_cell(x) AS gx, tally_cell(-y) AS gy, x, y, sum(n)::integer AS n,
   bit_xor(tally_half(id, 0)) AS high, bit_xor(tally_half(id, 1)) AS low
  FROM known WHERE x IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7),
 z11 AS (
  SELECT sight, kind, bucket, gx, gy, sum(n)::integer AS n, bit_xor(high) AS high,
   bit_xor(low) AS low, max(ARRAY[n, x, y]) AS at
  FROM spots GROUP BY 1, 2, 3, 4, 5),
 z10 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z11 GROUP BY 1, 2, 3, 4, 5),
 z9 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z10 GROUP BY 1, 2, 3, 4, 5),
 z8 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z9 GROUP BY 1, 2, 3, 4, 5),
 z7 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z8 GROUP BY 1, 2, 3, 4, 5),
 z6 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z7 GROUP BY 1, 2, 3, 4, 5),
 z5 AS (
  SELECT sight, kind, bucket, gx >> 1 AS gx, gy >> 1 AS gy, sum(n)::integer AS n,
   bit_xor(high) AS high, bit_xor(low) AS low, max(at) AS at FROM z6 GROUP BY 1, 2, 3, 4, 5),
 levels AS MATERIALIZED (
  SELECT 11 AS zoom, * FROM z11
  UNION ALL SELECT 10 AS zoom, * FROM z10
  UNION ALL SELECT 9 AS zoom, * FROM z9
  UNION ALL SELECT 8 AS zoom, * FROM z8
  UNION ALL SELECT 7 AS zoom, * FROM z7
  UNION ALL SELECT 6 AS zoom, * FROM z6
  UNION ALL SELECT 5 AS zoom, * FROM z5)
 INSERT INTO movements_tallytile
  (district_id, sight, kind, zoom, tile_x, tile_y, cell, bucket, n, high, low, x, y)
 SELECT district, sight, kind, zoom, gx / 10, gy / 10, gy % 10 * 10 + gx % 10, bucket, n, high, low,
  at[2], at[3]
 FROM (
  SELECT * FROM levels
  UNION ALL
  SELECT zoom, sight, '', bucket, gx, gy, sum(n)::integer, bit_xor(high), bit_xor(low), max(at)
  FROM levels GROUP BY zoom, sight, bucket, gx, gy) every
 WHERE n <> 0 OR high <> 0 OR low <> 0
 ORDER BY sight, kind, zoom, gx / 10, gy / 10 $$;

CREATE TRIGGER tally_inserted AFTER INSERT ON movements_organisation
 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_organisations();
CREATE TRIGGER tally_updated AFTER UPDATE ON movements_organisation
 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
 FOR EACH STATEMENT EXECUTE FUNCTION tally_organisations();
CREATE TRIGGER tally_deleted AFTER DELETE ON movements_organisation
 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_organisations();
CREATE TRIGGER tally_emptied AFTER TRUNCATE ON movements_organisation
 FOR EACH STATEMENT EXECUTE FUNCTION tally_emptied();
CREATE TRIGGER tally_inserted AFTER INSERT ON movements_activityarea
 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_updated AFTER UPDATE ON movements_activityarea
 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
 FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_deleted AFTER DELETE ON movements_activityarea
 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_emptied AFTER TRUNCATE ON movements_activityarea
 FOR EACH STATEMENT EXECUTE FUNCTION tally_emptied();
CREATE TRIGGER tally_inserted AFTER INSERT ON movements_heldcontact
 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_updated AFTER UPDATE ON movements_heldcontact
 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
 FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_deleted AFTER DELETE ON movements_heldcontact
 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_beside();
CREATE TRIGGER tally_emptied AFTER TRUNCATE ON movements_heldcontact
 FOR EACH STATEMENT EXECUTE FUNCTION tally_emptied();
