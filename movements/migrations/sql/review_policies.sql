-- Who waits to be looked at is the association's that keeps them, which also decides.
DROP POLICY seen ON movements_review;
CREATE POLICY seen ON movements_review FOR SELECT USING (
 district_id = (SELECT acting_district())
 AND ((SELECT acting_serves('retention'))
  OR (SELECT acting_holds('steward', 'association_admin'))
   AND EXISTS (SELECT FROM movements_contactperson p WHERE p.id = person_id
    AND p.association_id = ANY ((SELECT acting_associations())::uuid[]))));
CREATE POLICY decided ON movements_review FOR UPDATE USING (
 district_id = (SELECT acting_district())
 AND (SELECT acting_holds('steward', 'association_admin'))
 AND EXISTS (SELECT FROM movements_contactperson p WHERE p.id = person_id
  AND p.association_id = ANY ((SELECT acting_associations())::uuid[])));
CREATE POLICY answered ON movements_review FOR DELETE USING (
 district_id = (SELECT acting_district())
 AND (SELECT acting_holds('steward', 'association_admin'))
 AND EXISTS (SELECT FROM movements_contactperson p WHERE p.id = person_id
  AND p.association_id = ANY ((SELECT acting_associations())::uuid[])));
