"""The floor: row-level security on every table that says something about a person.

Written by hand beside the rules page (movements/access/rules.py), so that the two can be held
against each other (tests/access/test_policies.py); docs/trust.md says which tables stand outside,
and why. What the floor leaves to the funnel alone is an organisation's own protection, since
organisations are policed by no policy: there it would cost the map its indexes.

A child asks for its parent by a plain look-up, which is held to the parent's own policy: the
policies form stairs, never a circle. Settings are read in sub-selects, once a query.
"""

from django.db import migrations

HERE = "district_id = (SELECT acting_district())"
USER = "(SELECT acting_user())"
STEWARDS = "(SELECT acting_holds('steward', 'association_admin'))"
BOARD = "(SELECT acting_holds('board'))"
REPRESENTATIVE = "(SELECT acting_holds('representative'))"
# Those who work with the district's movements; officers and administrators by that role do not.
MEMBERS = "(SELECT acting_holds('steward', 'association_admin', 'board', 'representative'))"
THEIRS = "(SELECT acting_associations())::uuid[]"
BODIES = "(SELECT acting_bodies())::uuid[]"
NAMES_THEM = f"(named @> ARRAY[{USER}] AND {MEMBERS})"


# What keeps rows in order whoever may see them, hands out what is held about somebody, and throws
# away what has had its time.
KEEPERS = ("upkeep", "subject_access", "retention", "erasure")


def serves(*names: str) -> str:
    """One of these services is at work."""
    return f"(SELECT acting_serves({', '.join(repr(name) for name in names)}))"


def held_by_association(*services: str) -> str:
    """The row's own sensitivity, kept by one association."""
    return f"""{HERE} AND (
  (sensitivity = 'open' AND {MEMBERS})
  OR (sensitivity = 'association' AND ({BOARD}
    OR ({STEWARDS} AND association_id = ANY ({THEIRS}))))
  OR {NAMES_THEM}{_more(services)})"""


def held_in_dialogue(*services: str, known: str = "") -> str:
    """The same of what is held by an association or a body, and read by those listed with it."""
    return f"""{HERE} AND (
  (sensitivity = 'open' AND {MEMBERS})
  OR (sensitivity = 'association' AND ({BOARD}
    OR ({STEWARDS} AND association_ids && {THEIRS})
    OR ({REPRESENTATIVE} AND body_id = ANY ({BODIES}))))
  OR {NAMES_THEM}{known}{_more(services)})"""


def with_parent(column: str, parent: str, *services: str, district: bool = True) -> str:
    """Seen where the parent is."""
    seen = f"EXISTS (SELECT FROM movements_{parent} p WHERE p.id = {column})"
    return f"{HERE} AND ({seen}{_more(services)})" if district else seen


def _more(services) -> str:
    return f"\n  OR {serves(*services)}" if services else ""


NOT_NAMED = f"\n  OR (sensitivity <> 'named' AND {serves('tally')})"
POST = f"{HERE} OR user_id = {USER} OR {serves('door', 'invitation')}"
ROWS = {
    "post": POST,
    "relation": held_by_association(*KEEPERS),
    "contactperson": held_by_association(*KEEPERS),
    # Whoever is restricted is a name, and is reached in no way.
    "channel": f"{HERE} AND EXISTS (SELECT FROM movements_contactperson p WHERE p.id = person_id"
    f" AND (p.restricted_at IS NULL OR {serves(*KEEPERS)}))",
    "contactrole": with_parent("person_id", "contactperson"),
    "savedview": f"{HERE} AND (owner_id = {USER} OR {serves(*KEEPERS)}"
    f" OR ({STEWARDS} AND association_id = ANY ({THEIRS})))",
    "heldcontact": f"{HERE} AND ({BOARD} OR {serves('tally', *KEEPERS)}"
    f" OR ({STEWARDS} AND association_id = ANY ({THEIRS})))",
    "meeting": held_in_dialogue(*KEEPERS, known=NOT_NAMED),
    "meetingcontent": held_in_dialogue(*KEEPERS),
    "meetingorganisation": with_parent("meeting_id", "meeting", "tally"),
    "tiemove": f"{with_parent('meeting_id', 'meeting')}"
    f" AND {with_parent('relation_id', 'relation', district=False)}",
    "participant": with_parent("content_id", "meetingcontent"),
    "point": with_parent("content_id", "meetingcontent"),
    "promise": held_in_dialogue(*KEEPERS),
    "unnamed": f"{HERE} AND {serves('retention', 'erasure')}",
    # A file under review may say things about people that we do not take in.
    "pendingupload": f"{HERE} AND (uploaded_by_id = {USER} OR {serves('import', *KEEPERS)})",
    "draftrow": with_parent("draft_id", "pendingupload"),
}
# History: a version is shown to those who could read it as it was, and can read the row as it is.
VERSIONS = {
    "relation": held_by_association(),
    "contactperson": held_by_association(),
    "meeting": held_in_dialogue(),
    "meetingcontent": held_in_dialogue(),
    "promise": held_in_dialogue(),
}
# A part is gone when it was taken away, and its history is then all there is of it: it is shown
# with the row that it was a part of.
PARTS = {
    "post": POST,
    "channel": ROWS["channel"],
    "contactrole": with_parent("person_id", "contactperson", *KEEPERS),
    "point": with_parent("content_id", "meetingcontent", *KEEPERS),
}
# Their policies were laid with them (sql/doors.sql) and come into force here, with the others.
LAID = ("movements_invitation", "movements_invitationevent", "knox_authtoken", "movements_session")
# What triggers read or write beyond the sight of whoever set them off. The settings that make an
# owner's function safe stand with it: it finds no table of somebody else's making.
DEFINERS = (
    *("tally_organisations()", "tally_beside()", "tally_emptied()", "tally_rebuild(uuid, date)"),
)


def police(table: str, condition: str, *, versions: bool = False) -> str:
    """A version is written by a trigger for whatever is written here, whoever may read it after;
    only what must forget changes one."""
    name = f"movements_{table}"
    written = HERE if versions or table == "post" else condition
    changed = f"{HERE} AND {serves('retention', 'erasure')}" if versions else condition
    return f"""
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {name} FOR SELECT USING ({condition});
CREATE POLICY added ON {name} FOR INSERT WITH CHECK ({written});
CREATE POLICY changed ON {name} FOR UPDATE USING ({changed}) WITH CHECK ({written});
CREATE POLICY removed ON {name} FOR DELETE USING ({changed});
"""


def of_a_version(table: str, condition: str) -> str:
    """As the row was, and as it is: what is gone is shown to nobody, but to those who keep order."""
    here = f"EXISTS (SELECT FROM movements_{table} r WHERE r.id = pgh_obj_id)"
    return f"(({condition}) AND {here}) OR ({HERE} AND {serves(*KEEPERS)})"


# A content that whoever changes the fact may not see must hold the fact back all the same.
BOTH_KINDS = """
DO $$ DECLARE one regprocedure; BEGIN
 FOR one IN SELECT oid FROM pg_proc WHERE proname LIKE 'pgtrigger_content_stays_within_%'
   OR proname LIKE 'pgtrigger_never_wider_%' LOOP
  EXECUTE format('ALTER FUNCTION %s SECURITY %s', one, '{}');
 END LOOP;
END $$;
"""
AT_THE_DOOR = """
-- Who is at the door: a user's posts in all districts, before it is known in which they act.
CREATE FUNCTION posts_held_by(person uuid) RETURNS SETOF movements_post
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 3 AS $$
 SELECT * FROM movements_post WHERE user_id = person $$;
"""


def build() -> str:
    made = [AT_THE_DOOR]
    made += [police(table, condition) for table, condition in ROWS.items()]
    for table, condition in VERSIONS.items():
        made.append(police(f"{table}event", of_a_version(table, condition), versions=True))
    for table, condition in PARTS.items():
        made.append(police(f"{table}event", condition, versions=True))
    made += [f"ALTER TABLE {one} ENABLE ROW LEVEL SECURITY;" for one in LAID]
    made.append(BOTH_KINDS.replace("{}", "DEFINER SET search_path = pg_catalog, public, pg_temp"))
    path = "SET search_path = pg_catalog, public, pg_temp"
    made += [f"ALTER FUNCTION {one} SECURITY DEFINER {path};" for one in DEFINERS]
    return "\n".join(made)


def unbuild() -> str:
    made = []
    for table in [*ROWS, *(f"{one}event" for one in VERSIONS | PARTS)]:
        name = f"movements_{table}"
        made += [f"DROP POLICY IF EXISTS {one} ON {name};" for one in ("seen", "added", "changed")]
        made += [f"DROP POLICY IF EXISTS removed ON {name};"]
        made += [f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY;"]
    made += [f"ALTER TABLE {one} DISABLE ROW LEVEL SECURITY;" for one in LAID]
    made.append(BOTH_KINDS.replace("{}", "INVOKER RESET search_path"))
    made += [f"ALTER FUNCTION {one} SECURITY INVOKER RESET search_path;" for one in DEFINERS]
    return "\n".join([*made, "DROP FUNCTION posts_held_by(uuid);"])


class Migration(migrations.Migration):
    dependencies = [("movements", "0029_done_once")]
    operations = [migrations.RunSQL(build(), unbuild())]
