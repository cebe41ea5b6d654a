-- That somebody was lifted from the list, and why: the officer's to read and to write.
ALTER TABLE movements_readmission ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON movements_readmission FOR SELECT USING (
 district_id = (SELECT acting_district()) AND (SELECT acting_holds('privacy_officer')));
CREATE POLICY added ON movements_readmission FOR INSERT WITH CHECK (
 district_id = (SELECT acting_district()) AND (SELECT acting_holds('privacy_officer'))
 AND by_id = (SELECT acting_user()));
