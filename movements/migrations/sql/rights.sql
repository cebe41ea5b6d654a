-- Why each contact person is here, without their name. The view is its owner's, who is let past the
-- policies of the table under it: its own condition is the policy, and says what LegalBasis says in
-- movements/access/rules.py.
CREATE VIEW movements_legalbasis WITH (security_barrier) AS
 SELECT p.id, p.district_id, p.created_at, p.number, p.association_id, p.basis, p.source,
  p.informed_at, p.informed_how, p.inform_by, p.keep_until, p.restricted_at, p.restricted_for,
  p.archived_at, p.sensitivity, p.named
 FROM movements_contactperson p
 WHERE p.district_id = (SELECT acting_district())
  AND ((SELECT acting_holds('privacy_officer'))
   OR p.sensitivity <> 'named'
    AND p.association_id = ANY ((SELECT acting_associations())::uuid[])
   OR p.sensitivity = 'named' AND (SELECT acting_user()) = ANY (p.named)
    AND (SELECT acting_holds('steward', 'association_admin')));

-- Deeds of the officer on somebody whom the officer does not see: by number, through this service.
CREATE POLICY rights_service ON movements_contactperson
 USING (district_id = (SELECT acting_district()) AND (SELECT acting_serves('rights')))
 WITH CHECK (district_id = (SELECT acting_district()) AND (SELECT acting_serves('rights')));
CREATE POLICY rights_service ON movements_channel FOR SELECT
 USING (district_id = (SELECT acting_district()) AND (SELECT acting_serves('rights')));
CREATE POLICY rights_service ON movements_contactpersonevent
 USING (district_id = (SELECT acting_district()) AND (SELECT acting_serves('rights')))
 WITH CHECK (district_id = (SELECT acting_district()) AND (SELECT acting_serves('rights')));

-- The registers themselves, and what their history holds: the officer's, and own entries.
DO $$
DECLARE name text;
BEGIN
 FOREACH name IN ARRAY ARRAY['reminder', 'rightsrequest', 'rightsrequestevent'] LOOP
  EXECUTE format('ALTER TABLE movements_%s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format($policy$CREATE POLICY seen ON movements_%s
   USING (district_id = (SELECT acting_district()) AND ((SELECT acting_holds('privacy_officer'))
    OR (SELECT acting_serves('subject_access', 'retention', 'erasure'))
    OR association_id = ANY ((SELECT acting_associations())::uuid[])))
   WITH CHECK (district_id = (SELECT acting_district())
    AND ((SELECT acting_holds('privacy_officer'))
    OR (SELECT acting_serves('retention', 'erasure'))
    OR association_id = ANY ((SELECT acting_associations())::uuid[])))$policy$, name);
 END LOOP;
 FOREACH name IN ARRAY ARRAY['incident', 'incidentevent'] LOOP
  EXECUTE format('ALTER TABLE movements_%s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format($policy$CREATE POLICY seen ON movements_%s
   USING (district_id = (SELECT acting_district()) AND (SELECT acting_holds('privacy_officer')))
   WITH CHECK (district_id = (SELECT acting_district())
    AND (SELECT acting_holds('privacy_officer')))$policy$, name);
 END LOOP;
 FOREACH name IN ARRAY ARRAY['privacysettings', 'privacysettingsevent'] LOOP
  EXECUTE format('ALTER TABLE movements_%s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format($policy$CREATE POLICY seen ON movements_%s
   USING (district_id = (SELECT acting_district()))
   WITH CHECK (district_id = (SELECT acting_district())
    AND (SELECT acting_holds('privacy_officer')))$policy$, name);
 END LOOP;
END $$;
