-- What somebody has asked for once is theirs alone.
ALTER TABLE movements_doneonce ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON movements_doneonce
 USING (user_id = (SELECT acting_user()) AND district_id = (SELECT acting_district()))
 WITH CHECK (user_id = (SELECT acting_user()) AND district_id = (SELECT acting_district()));
