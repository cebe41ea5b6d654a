-- What erasure and retention do past everybody's sight. The policies let nobody change a version
-- of a row, and no single reader sees all that mentions a person: so these are the owner's, ask
-- which service is at work, and keep to its district. `movements/rights/erasure.py` calls them.

-- A person's own row, what hangs on it, and every version of either. Read off the catalogue: a new
-- table about persons is reached by being one. Returns how many rows went.
CREATE FUNCTION erase_rows_of(wanted uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE place record; gone bigint; total bigint := 0;
BEGIN
 IF NOT acting_serves('erasure') THEN
  RAISE insufficient_privilege USING MESSAGE = 'only erasure erases';
 END IF;
 IF NOT EXISTS (SELECT FROM movements_contactperson
   WHERE id = wanted AND district_id = acting_district()) THEN
  RETURN 0;
 END IF;
 FOR place IN
  SELECT c.conrelid::regclass AS child, a.attname AS key, to_regclass(c.conrelid::regclass || 'event')
   AS versions
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  WHERE c.contype = 'f' AND c.confrelid = 'movements_contactperson'::regclass
   AND cardinality(c.conkey) = 1
  UNION ALL
  SELECT 'movements_contactperson'::regclass, 'id', 'movements_contactpersonevent'::regclass
 LOOP
  EXECUTE format('DELETE FROM %s WHERE %I = $1', place.child, place.key) USING wanted;
  GET DIAGNOSTICS gone = ROW_COUNT;
  total := total + gone;
  IF place.versions IS NOT NULL THEN  -- and the version that says it went
   EXECUTE format('DELETE FROM %s WHERE %I = $1', place.versions, place.key) USING wanted;
   GET DIAGNOSTICS gone = ROW_COUNT;
   total := total + gone;
  END IF;
 END LOOP;
 RETURN total;
END $$;

-- Masks what matches in every text, JSON and array of texts of these tables; in `kept` columns
-- ("table.column") nothing is touched. `those` limits it to rows with these ids. Versions come last:
-- the masking of a row leaves a version, which is masked already.
CREATE FUNCTION mask_words(places text[], kept text[], patterns text[], mask text, those uuid[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE place record; pattern text; changed bigint; total bigint := 0;
BEGIN
 IF NOT acting_serves('erasure') THEN
  RAISE insufficient_privilege USING MESSAGE = 'only erasure masks';
 END IF;
 FOR place IN
  SELECT r.oid::regclass AS name,
   bool_or(a.attname = 'district_id') AS has_district,
   array_agg(quote_ident(a.attname)) FILTER (WHERE t.texts) AS columns,
   array_agg(format_type(a.atttypid, a.atttypmod)) FILTER (WHERE t.texts) AS kinds
  FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  CROSS JOIN LATERAL (SELECT a.atttypid = ANY ('{text,varchar,json,jsonb,text[],varchar[]}'::regtype[])
   AND a.attgenerated = '' AND r.relname || '.' || a.attname <> ALL (kept) AS texts) t
  WHERE r.relname = ANY (places) AND r.relnamespace = 'public'::regnamespace AND r.relkind = 'r'
  GROUP BY r.oid, r.relname
  HAVING bool_or(t.texts) AND (those IS NULL OR bool_or(a.attname = 'id' AND a.atttypid = 'uuid'::regtype))
  ORDER BY r.relname LIKE '%event', r.relname
 LOOP
  FOREACH pattern IN ARRAY patterns LOOP
   EXECUTE format('UPDATE %s SET %s WHERE (%s)%s%s', place.name,
    (SELECT string_agg(format('%s = regexp_replace(%1$s::text, $1, $2, ''g'')::%s', c, k), ', ')
     FROM unnest(place.columns, place.kinds) u(c, k)),
    (SELECT string_agg(format('%s::text ~ $1', c), ' OR ') FROM unnest(place.columns) c),
    CASE WHEN place.has_district THEN ' AND district_id = acting_district()' ELSE '' END,
    CASE WHEN those IS NULL THEN '' ELSE ' AND id = ANY ($3)' END)
   USING pattern, mask, those;
   GET DIAGNOSTICS changed = ROW_COUNT;
   total := total + changed;
  END LOOP;
 END LOOP;
 RETURN total;
END $$;

-- What was said at meetings goes, with all its versions; that one met stays, and what was promised.
CREATE FUNCTION empty_contents(wanted uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE ours uuid[];
BEGIN
 IF NOT acting_serves('erasure') THEN
  RAISE insufficient_privilege USING MESSAGE = 'only erasure empties';
 END IF;
 SELECT array_agg(id) INTO ours FROM movements_meetingcontent
  WHERE id = ANY (wanted) AND district_id = acting_district();
 DELETE FROM movements_point WHERE content_id = ANY (ours);
 DELETE FROM movements_pointevent WHERE content_id = ANY (ours);
 DELETE FROM movements_participant WHERE content_id = ANY (ours);
 UPDATE movements_meetingcontent SET notes = '' WHERE id = ANY (ours) AND notes <> '';
 UPDATE movements_meetingcontentevent SET notes = '' WHERE id = ANY (ours) AND notes <> '';
 RETURN coalesce(cardinality(ours), 0);
END $$;

-- What a person is or was called, and how they are or were reached: versions included.
CREATE FUNCTION words_of(wanted uuid) RETURNS TABLE (kind text, word text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
 IF acting_serves('erasure', 'subject_access') THEN
  RETURN QUERY
   SELECT 'name', v.name::text FROM movements_contactpersonevent v
    WHERE v.id = wanted AND v.district_id = acting_district()
   UNION SELECT 'name', p.name::text FROM movements_contactperson p
    WHERE p.id = wanted AND p.district_id = acting_district()
   UNION SELECT v.kind::text, v.value::text FROM movements_channelevent v
    WHERE v.person_id = wanted AND v.district_id = acting_district()
   UNION SELECT c.kind::text, c.value::text FROM movements_channel c
    WHERE c.person_id = wanted AND c.district_id = acting_district();
 END IF;
END $$;
