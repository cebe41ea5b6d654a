-- The trigger of 0013, but what changed is found by EXCEPT: a join of the two transition tables is
-- planned once in a connection, for the one row that it happens to see first, and then goes through
-- all of the one for each of the other when there are many.
CREATE OR REPLACE FUNCTION tally_organisations() RETURNS trigger LANGUAGE plpgsql AS $$
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
  SELECT array_agg(DISTINCT id), array_agg(DISTINCT district_id) INTO ids, places FROM (
   (SELECT id, district_id, kind, policy_areas, archived_at IS NULL, existence_protected,
     last_open_contact, address_protected, ST_AsBinary(point) FROM old_rows
    EXCEPT
    SELECT id, district_id, kind, policy_areas, archived_at IS NULL, existence_protected,
     last_open_contact, address_protected, ST_AsBinary(point) FROM new_rows)
   UNION ALL
   (SELECT id, district_id, kind, policy_areas, archived_at IS NULL, existence_protected,
     last_open_contact, address_protected, ST_AsBinary(point) FROM new_rows
    EXCEPT
    SELECT id, district_id, kind, policy_areas, archived_at IS NULL, existence_protected,
     last_open_contact, address_protected, ST_AsBinary(point) FROM old_rows)) changed;
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
