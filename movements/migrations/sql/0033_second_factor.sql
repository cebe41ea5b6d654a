-- An account's mark says that it has a second factor: it comes with the first one, is another as soon
-- as one goes away, and is gone with the last. What deletes rows past the pages is noticed as well.
-- Recovery codes are no factor of their own: they stand in for one.
-- SECURITY DEFINER: at the door nobody may change accounts.
CREATE FUNCTION mark_factors() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
 holder uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
BEGIN
 UPDATE movements_user SET factor_mark = CASE
   WHEN NOT EXISTS (SELECT FROM mfa_authenticator a
     WHERE a.user_id = holder AND a.type <> 'recovery_codes') THEN NULL
   WHEN TG_OP = 'INSERT' THEN coalesce(factor_mark, gen_random_uuid())
   ELSE gen_random_uuid() END
 WHERE id = holder;
 RETURN NULL;
END $$;

CREATE TRIGGER mark_factors_added AFTER INSERT ON mfa_authenticator
FOR EACH ROW WHEN (NEW.type <> 'recovery_codes') EXECUTE FUNCTION mark_factors();
CREATE TRIGGER mark_factors_gone AFTER DELETE ON mfa_authenticator
FOR EACH ROW WHEN (OLD.type <> 'recovery_codes') EXECUTE FUNCTION mark_factors();

-- Secrets of one person, for nobody else: not a board, not an administrator. Who is at the door is
-- nobody yet, and has a service of their own until it is known who they are. Two others take the
-- rows away: when an account is closed, and when somebody is forgotten.
ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON mfa_authenticator
USING (user_id = (SELECT acting_user()) OR (SELECT acting_serves('door', 'leaving', 'erasure')))
WITH CHECK (user_id = (SELECT acting_user()) OR (SELECT acting_serves('door', 'leaving', 'erasure')));

-- What all processes count together: attempts to come in, and codes that were used. No request's
-- own transaction reaches it (crm/access/counting.py), so a refused answer counts too.
CREATE TABLE forankra_counts (
 cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX forankra_counts_expires ON forankra_counts (expires);
