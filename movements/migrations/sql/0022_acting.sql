-- Who is acting, as the database knows it: what every row-level policy asks.
--
-- movements/access/identity.py says who, once in each transaction; what that person holds is looked
-- up here, in the posts, and not believed. All of it is local to the transaction: a pool hands the
-- connection to the next person without it. Nothing said: nobody, and no policed row.

-- SECURITY DEFINER: the posts are policed too, and nobody is acting yet.
CREATE FUNCTION acting_as(person uuid, service text, district uuid, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE roles text[]; associations uuid[]; bodies uuid[];
BEGIN
 SELECT array_agg(DISTINCT p.role), array_agg(DISTINCT p.association_id)
   FILTER (WHERE p.association_id IS NOT NULL),
  array_agg(DISTINCT p.body_id) FILTER (WHERE p.body_id IS NOT NULL)
 INTO roles, associations, bodies
 FROM movements_post p JOIN movements_user u ON u.id = p.user_id
 WHERE p.user_id = person AND p.district_id = district AND u.is_active
  AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on > today);
 PERFORM set_config('forankra.user', coalesce(person::text, ''), true),
  set_config('forankra.service', coalesce(service, ''), true),
  set_config('forankra.district', coalesce(district::text, ''), true),
  set_config('forankra.roles', coalesce(roles::text, ''), true),
  set_config('forankra.associations', coalesce(associations::text, ''), true),
  set_config('forankra.bodies', coalesce(bodies::text, ''), true);
END $$;

CREATE FUNCTION acting_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT nullif(current_setting('forankra.user', true), '')::uuid $$;
CREATE FUNCTION acting_district() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT nullif(current_setting('forankra.district', true), '')::uuid $$;
CREATE FUNCTION acting_service() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT coalesce(current_setting('forankra.service', true), '') $$;
CREATE FUNCTION acting_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT coalesce(nullif(current_setting('forankra.roles', true), '')::text[], '{}') $$;
CREATE FUNCTION acting_associations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT coalesce(nullif(current_setting('forankra.associations', true), '')::uuid[], '{}') $$;
CREATE FUNCTION acting_bodies() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
 SELECT coalesce(nullif(current_setting('forankra.bodies', true), '')::uuid[], '{}') $$;

-- Whether one of these roles is held: "acting_holds('board')".
CREATE FUNCTION acting_holds(VARIADIC wanted text[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT acting_roles() && wanted $$;

-- Whether it is one of these services.
CREATE FUNCTION acting_serves(VARIADIC wanted text[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT acting_service() = ANY (wanted) $$;
