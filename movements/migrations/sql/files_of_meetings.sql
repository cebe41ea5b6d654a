-- A file is read by those who read what was said: by columns of its own, so that no other policed
-- table is asked. A version of it: by those who could read it as it was, and can read it as it is.
DO $$
DECLARE
 here text := 'district_id = (SELECT acting_district())';
 keepers text := '(SELECT acting_serves(''upkeep'', ''subject_access'', ''retention'', ''erasure''))';
 readers text := $readers$(
  (sensitivity = 'open' AND
    (SELECT acting_holds('steward', 'association_admin', 'board', 'representative')))
  OR (sensitivity = 'association' AND (
    (SELECT acting_holds('board'))
    OR ((SELECT acting_holds('steward', 'association_admin'))
      AND association_ids && (SELECT acting_associations())::uuid[])
    OR ((SELECT acting_holds('representative'))
      AND body_id = ANY ((SELECT acting_bodies())::uuid[]))))
  OR (named @> ARRAY[(SELECT acting_user())]
    AND (SELECT acting_holds('steward', 'association_admin', 'board', 'representative'))))$readers$;
 row_seen text := format('%s AND (%s OR %s)', here, readers, keepers);
 version_seen text := format('(%s AND %s AND EXISTS (SELECT FROM movements_attachment r'
  ' WHERE r.id = pgh_obj_id)) OR (%1$s AND %s)', here, readers, keepers);
 forgets text := format('%s AND (SELECT acting_serves(''retention'', ''erasure''))', here);
 one record;
BEGIN
 FOR one IN SELECT * FROM (VALUES
   ('movements_attachment', row_seen, row_seen, row_seen),
   ('movements_attachmentevent', version_seen, here, forgets)) t(name, seen, added, changed) LOOP
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.name);
  EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (%s)', one.name, one.seen);
  EXECUTE format('CREATE POLICY added ON %I FOR INSERT WITH CHECK (%s)', one.name, one.added);
  EXECUTE format('CREATE POLICY changed ON %I FOR UPDATE USING (%s) WITH CHECK (%s)',
   one.name, one.changed, one.added);
  EXECUTE format('CREATE POLICY removed ON %I FOR DELETE USING (%s)', one.name, one.changed);
  -- Whoever leaves comes off the list of readers.
  EXECUTE format('CREATE POLICY leaving ON %I USING (%s AND (SELECT acting_serves(''leaving'')))',
   one.name, here);
 END LOOP;
 -- What is said at a meeting holds its files back, whoever may see it.
 FOR one IN SELECT t.tgfoid::regprocedure AS called FROM pg_trigger t
   WHERE t.tgrelid = 'movements_attachment'::regclass AND t.tgname LIKE 'pgtrigger_never_wider_%' LOOP
  EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp',
   one.called);
 END LOOP;
END $$;
