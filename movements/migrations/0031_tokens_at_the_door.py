"""A token is looked up before anybody is anybody: by its beginning, in one question."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tokens_named(beginning text) RETURNS SETOF knox_authtoken
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 1 AS $$
 SELECT * FROM knox_authtoken WHERE token_key = beginning $$;
"""


class Migration(migrations.Migration):
    dependencies = [("movements", "0030_policies")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION tokens_named(text)")]
