-- The officer sends a sealed extract; the service that gathered it lays it, its day takes it away.
ALTER TABLE movements_sealedextract ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON movements_sealedextract FOR SELECT USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_holds('privacy_officer')
  OR acting_serves('subject_access', 'retention', 'erasure')));
CREATE POLICY added ON movements_sealedextract FOR INSERT WITH CHECK (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('subject_access')));
CREATE POLICY fetched ON movements_sealedextract FOR UPDATE USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_holds('privacy_officer')));
CREATE POLICY removed ON movements_sealedextract FOR DELETE USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('retention', 'erasure')));
-- Files under review that name somebody are a part of what they may have.
CREATE POLICY to_rights ON movements_pendingupload FOR SELECT USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_serves('subject_access')));
CREATE POLICY to_rights ON movements_review FOR SELECT USING (
 district_id = (SELECT acting_district())
 AND (SELECT acting_serves('subject_access', 'erasure')));
