-- What throws away by rule, and what gathers for the one it is about, know of every row about
-- persons in the district; the policies of the tables themselves say who else does.
DO $$
DECLARE name text;
BEGIN
 FOREACH name IN ARRAY ARRAY['contactperson', 'channel', 'contactrole', 'relation', 'meeting',
  'meetingorganisation', 'meetingcontent', 'participant', 'point', 'promise'] LOOP
  EXECUTE format('CREATE POLICY to_rights ON movements_%s FOR SELECT USING ('
   'district_id = (SELECT acting_district())'
   ' AND (SELECT acting_serves(''retention'', ''subject_access'', ''erasure'')))', name);
 END LOOP;
 FOREACH name IN ARRAY ARRAY['contactperson', 'channel', 'contactrole'] LOOP
  EXECUTE format('CREATE POLICY to_rights ON movements_%sevent FOR SELECT USING ('
   'district_id = (SELECT acting_district()) AND (SELECT acting_serves(''subject_access'')))', name);
 END LOOP;
END $$;
-- Restricting whoever was not told, and taking names out of old notes.
CREATE POLICY by_retention ON movements_contactperson FOR UPDATE USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('retention')));
CREATE POLICY by_retention ON movements_participant FOR DELETE USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('retention')));
-- Files under review that tell of somebody who is erased go.
CREATE POLICY by_erasure ON movements_pendingupload USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('erasure')));

ALTER TABLE movements_tombstone ENABLE ROW LEVEL SECURITY;
CREATE POLICY laid ON movements_tombstone USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('erasure')));
ALTER TABLE movements_donotregister ENABLE ROW LEVEL SECURITY;
CREATE POLICY listed ON movements_donotregister USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('erasure')));
ALTER TABLE movements_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON movements_review FOR SELECT USING (
 district_id = (SELECT acting_district())
 AND (EXISTS (SELECT FROM movements_contactperson p WHERE p.id = person_id)
  AND (SELECT acting_holds('steward', 'association_admin', 'board'))
  OR (SELECT acting_serves('retention'))));
CREATE POLICY by_retention ON movements_review USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('retention')));
