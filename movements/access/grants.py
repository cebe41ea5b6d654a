"""What the application role may do: read and write rows; never change the shape of tables."""

from django.db import connections

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""


def application_role() -> str:
    """The role that `default` serves as: its own login, or the role it takes on connecting."""
    settings = connections["default"].settings_dict
    options = str(settings.get("OPTIONS", {}).get("options", ""))
    _before, found, after = options.partition("role=")
    return after.split()[0] if found else settings["USER"]


def grant(apps, schema_editor) -> None:
    """For the first migration: what is there now, and whatever later migrations add."""
    quoted = schema_editor.quote_name(application_role())
    schema_editor.execute(GRANTS.format(role=quoted))
