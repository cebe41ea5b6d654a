-- The read log: whoever acts writes that they have read; the privacy officer reads it, and what
-- hands out or throws away. Nobody changes a line, and only its time takes one away.
ALTER TABLE movements_readlog ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON movements_readlog FOR SELECT USING (
 district_id = (SELECT acting_district())
 AND (SELECT acting_holds('privacy_officer') OR acting_serves('subject_access', 'retention')));
CREATE POLICY added ON movements_readlog FOR INSERT WITH CHECK (
 district_id = (SELECT acting_district())
 AND coalesce(user_id = (SELECT acting_user()), service <> '' AND service = acting_service()));
CREATE POLICY removed ON movements_readlog FOR DELETE USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('retention')));

-- Which lines name one of these. An array's operators may tell of lines that are not seen, so that
-- under the policy its index could not be used; this asks who is reading, and then uses it.
CREATE FUNCTION read_log_naming(wanted_persons uuid[], wanted_contents uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 1000 AS $$
BEGIN
 IF acting_holds('privacy_officer') OR acting_serves('subject_access', 'retention') THEN
  RETURN QUERY SELECT id FROM movements_readlog
   WHERE district_id = acting_district()
    AND (persons && wanted_persons OR contents && wanted_contents);
 END IF;
END $$;
