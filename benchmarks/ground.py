"""A database of its own for measuring: a district, its organisations, one steward."""

import os
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test.utils import setup_databases
from django.utils import timezone

from deploy import cluster

NAME = "test_forankra_bench"
FILL = """
INSERT INTO movements_organisation (id, created_at, name, kind, legal_form, organisation_number,
 is_informal, reach, policy_areas, sectors, languages, description, homepage, email, phone, address,
 postcode, town, point, address_protected, existence_protected, district_id, municipality_id,
 registered_by_id, last_open_contact)
SELECT gen_random_uuid(), now(), (ARRAY['Hyresgästföreningen', 'Kommunal', 'Byalaget',
  'Åkerns vänner', 'Idrottsföreningen'])[1 + n %% 5] || ' ' || n,
 (ARRAY['tenants', 'union', 'village', 'nature', 'sports'])[1 + n %% 5],
 '', '', false, 'local', ARRAY['housing'], '{}', '{}', '', '', '', '', '',
 '', 'Orten',
 ST_SetSRID(ST_MakePoint(2000000 + random() * 90000, 8200000 + random() * 90000), 3857),
 false, n %% 50 = 0, %(district)s, m.id, %(association)s,
 CASE WHEN n %% 3 > 0 THEN current_date - (n %% 900) END
FROM generate_series(1, %(many)s) n
JOIN LATERAL (SELECT id FROM movements_municipality WHERE county_id = '01' AND valid_to IS NULL
  ORDER BY code OFFSET n %% 26 LIMIT 1) m ON true
"""
AREAS = """
INSERT INTO movements_activityarea (id, created_at, district_id, organisation_id, municipality_id)
SELECT gen_random_uuid(), now(), district_id, id, municipality_id FROM movements_organisation
"""
TABLES = ("movements_organisation", "movements_activityarea")


@dataclass(frozen=True)
class Ground:
    """What a measurement needs to know. `cookie` is a session's, `token` a machine's."""

    district: str
    association: str
    cookie: str
    token: str
    env: dict


def ready(many: int) -> Ground:
    """The database test_forankra_bench with `many` organisations; kept from one run to the next."""
    setup_databases(verbosity=0, interactive=False, keepdb=True, aliases={"default", "owner"})
    if connections["default"].settings_dict["NAME"] != NAME:
        raise SystemExit(f"Only in the database {NAME}: what is measured on is emptied first.")
    from movements.models import Association, Organisation, User
    from movements.places.actions import load_places

    load_places()
    steward = User.objects.filter(email="bench@example.org").first() or _people()
    association = Association.objects.get(name="Mätföreningen")
    if Organisation.objects.count() != many:
        _fill(association, many)
    _row, token = steward.auth_token_set.create()
    return Ground(
        str(association.district_id), str(association.pk), _session(steward), token, _env()
    )


def _people():
    from movements.models import Association, County, District, Post, Role, User

    district = District.objects.create(name="Mätdistriktet")
    district.counties.add(County.objects.get(pk="01"))
    association = Association.objects.create(district=district, name="Mätföreningen")
    user = User.objects.create_user("bench@example.org", "Mätaren", None)
    Post.objects.create(
        district=district,
        user=user,
        role=Role.STEWARD,
        association=association,
        starts_on=timezone.localdate(),
    )
    return user


def _fill(association, many: int) -> None:
    """As the owner, without history: what is measured is reading."""
    values = {"district": association.district_id, "association": association.pk, "many": many}
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE movements_organisation CASCADE")
        cursor.execute(FILL, values)
        cursor.execute(AREAS)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def _session(user) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def _env() -> dict:
    """For a server on this database."""
    name = connections["default"].settings_dict["NAME"]

    def url(role: str) -> str:
        return f"postgresql://{role}@{quote(str(cluster.home()), safe='')}/{name}"

    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": url(cluster.APP),
        "DATABASE_OWNER_URL": url(cluster.OWNER),
        "ALLOWED_HOSTS": "localhost",
    }
