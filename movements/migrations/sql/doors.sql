-- Who may open a door: the floor of invitations, tokens and sessions, and of what leaving closes.

-- Invitations: those who ask, in their place. Whoever answers has no post yet, and the link names
-- the row by a secret before any district is known: the service sees it wherever it is.
CREATE POLICY asking ON movements_invitation
 USING (district_id = (SELECT acting_district()) AND (
   (SELECT acting_holds('administrator'))
   OR ((SELECT acting_holds('association_admin'))
     AND association_id = ANY ((SELECT acting_associations())::uuid[]))
   OR (SELECT acting_serves('leaving'))));
CREATE POLICY answering ON movements_invitation
 USING ((SELECT acting_serves('invitation')));

CREATE POLICY seen ON movements_invitationevent FOR SELECT
 USING (district_id = (SELECT acting_district()) AND (
   (SELECT acting_holds('administrator'))
   OR ((SELECT acting_holds('association_admin'))
     AND association_id = ANY ((SELECT acting_associations())::uuid[]))));
CREATE POLICY added ON movements_invitationevent FOR INSERT
 WITH CHECK (district_id = (SELECT acting_district()) OR (SELECT acting_serves('invitation')));

-- A post given by the service is one that an invitation, taken by that person, said.
CREATE POLICY invited ON movements_post FOR INSERT
 WITH CHECK ((SELECT acting_serves('invitation')) AND EXISTS (
   SELECT FROM movements_invitation i
   WHERE i.accepted_by_id = movements_post.user_id AND i.role = movements_post.role
    AND i.district_id = movements_post.district_id
    AND i.association_id IS NOT DISTINCT FROM movements_post.association_id
    AND i.body_id IS NOT DISTINCT FROM movements_post.body_id));
CREATE POLICY invited ON movements_postevent FOR INSERT
 WITH CHECK ((SELECT acting_serves('invitation')));

-- Tokens: one's own. A machine is let in by its token before it is anybody: the service at the door.
CREATE POLICY own ON knox_authtoken
 USING (user_id = (SELECT acting_user()) OR (SELECT acting_serves('door', 'leaving')));

-- Sessions are looked up by their key before anybody is anybody, in no transaction of anyone's:
-- then, and only then, the table is open, and it holds no key that a browser would be let in by.
-- Once somebody acts, they see their own.
CREATE POLICY by_key ON movements_session
 USING ((SELECT acting_user()) IS NULL AND (SELECT acting_service()) = '');
CREATE POLICY own ON movements_session
 USING (user_id IS NULL OR user_id = (SELECT acting_user()) OR (SELECT acting_serves('door', 'leaving')));

-- Leaving: files under review go, and the leaver comes off every list of readers, of rows and of
-- their history, whoever reads them.
DO $$ DECLARE place text; BEGIN
 FOREACH place IN ARRAY ARRAY['pendingupload', 'draftrow'] LOOP
  EXECUTE format('CREATE POLICY leaving ON movements_%s USING ('
   'district_id = (SELECT acting_district()) AND (SELECT acting_serves(''leaving'')))', place);
 END LOOP;
 FOREACH place IN ARRAY ARRAY['relation', 'contactperson', 'meeting', 'meetingcontent', 'promise']
 LOOP
  EXECUTE format('CREATE POLICY leaving ON movements_%s USING ('
   'district_id = (SELECT acting_district()) AND (SELECT acting_serves(''leaving'')))', place);
  EXECUTE format('CREATE POLICY leaving ON movements_%sevent USING ('
   'district_id = (SELECT acting_district()) AND (SELECT acting_serves(''leaving'')))', place);
 END LOOP;
END $$;
