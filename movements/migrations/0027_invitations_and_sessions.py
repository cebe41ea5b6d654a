"""Invitations, sessions that know whose they are, and what leaving closes.

The policies are laid here, and come into force with those of all the other tables.
"""

from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
import movements.access.invitations
import movements.access.rows
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql") / "doors.sql"
HELD = ("relation", "contactperson", "meeting", "meetingcontent", "promise")
UNDO = "\n".join(
    [
        *(f"DROP POLICY leaving ON movements_{name};" for name in ("pendingupload", "draftrow")),
        *(f"DROP POLICY leaving ON movements_{name};" for name in HELD),
        *(f"DROP POLICY leaving ON movements_{name}event;" for name in HELD),
        "DROP POLICY invited ON movements_post; DROP POLICY invited ON movements_postevent;",
        "DROP POLICY own ON knox_authtoken;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0026_erasure_and_retention"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("steward", "Contact steward"),
                            ("association_admin", "Association administrator"),
                            ("board", "District board"),
                            ("representative", "Elected representative"),
                            ("privacy_officer", "Privacy officer"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Swedish"), ("en", "English")],
                        default="sv",
                        max_length=2,
                        verbose_name="language of the letter",
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(editable=False, max_length=64, null=True, unique=True),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=movements.access.invitations.week_from_now,
                        verbose_name="valid until",
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="accepted"),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="movements.association",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="movements.body",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="movements.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_sent",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvitationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("steward", "Contact steward"),
                            ("association_admin", "Association administrator"),
                            ("board", "District board"),
                            ("representative", "Elected representative"),
                            ("privacy_officer", "Privacy officer"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Swedish"), ("en", "English")],
                        default="sv",
                        max_length=2,
                        verbose_name="language of the letter",
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=movements.access.invitations.week_from_now,
                        verbose_name="valid until",
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="accepted"),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="movements.association",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="movements.body",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="movements.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="movements.invitation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("begun_on", models.DateField(verbose_name="since")),
                ("seen_on", models.DateField(verbose_name="last used")),
                ("device", models.CharField(blank=True, max_length=40, verbose_name="device")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("district", "id"), name="invitation_district_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=movements.access.rows.SameDistrict(
                field="association", name="invitation_association", to="movements_association"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=movements.access.rows.SameDistrict(
                field="body", name="invitation_body", to="movements_body"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("association__isnull", False),
                        ("body", None),
                        ("role__in", ("steward", "association_admin")),
                    ),
                    models.Q(
                        ("association", None),
                        ("body__isnull", False),
                        ("role__in", ("representative",)),
                    ),
                    models.Q(
                        ("association", None),
                        ("body", None),
                        ("role__in", ("board", "privacy_officer", "administrator")),
                    ),
                    _connector="OR",
                ),
                name="invitation_role_fits_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(
                        ("accepted_at__isnull", False),
                        ("accepted_by__isnull", False),
                        ("revoked_at", None),
                    ),
                    _connector="OR",
                ),
                name="invitation_accepted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                fields=("district", "email", "role", "association", "body"),
                name="invitation_once",
                nulls_distinct=False,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_invitationevent" ("accepted_at", "accepted_by_id", "association_id", "body_id", "created_at", "district_id", "expires_at", "id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "sent_at") SELECT new_values."accepted_at", new_values."accepted_by_id", new_values."association_id", new_values."body_id", new_values."created_at", new_values."district_id", new_values."expires_at", new_values."id", new_values."invited_by_id", new_values."language", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."revoked_at", new_values."role", new_values."sent_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ce733d2728f95dae62465a458182929e98e51b3c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2faa6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="movements_invitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_invitationevent" ("accepted_at", "accepted_by_id", "association_id", "body_id", "created_at", "district_id", "expires_at", "id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "sent_at") SELECT new_values."accepted_at", new_values."accepted_by_id", new_values."association_id", new_values."body_id", new_values."created_at", new_values."district_id", new_values."expires_at", new_values."id", new_values."invited_by_id", new_values."language", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."revoked_at", new_values."role", new_values."sent_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."accepted_at" IS DISTINCT FROM (new_values."accepted_at") OR old_values."accepted_by_id" IS DISTINCT FROM (new_values."accepted_by_id") OR old_values."association_id" IS DISTINCT FROM (new_values."association_id") OR old_values."body_id" IS DISTINCT FROM (new_values."body_id") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."district_id" IS DISTINCT FROM (new_values."district_id") OR old_values."expires_at" IS DISTINCT FROM (new_values."expires_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."invited_by_id" IS DISTINCT FROM (new_values."invited_by_id") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."sent_at" IS DISTINCT FROM (new_values."sent_at")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="14ba2f060b24959238bc0ec4428cce854de8dbcc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f8232",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="movements_invitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_invitationevent" ("accepted_at", "accepted_by_id", "association_id", "body_id", "created_at", "district_id", "expires_at", "id", "invited_by_id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "sent_at") SELECT old_values."accepted_at", old_values."accepted_by_id", old_values."association_id", old_values."body_id", old_values."created_at", old_values."district_id", old_values."expires_at", old_values."id", old_values."invited_by_id", old_values."language", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."revoked_at", old_values."role", old_values."sent_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="88d7d3a86218f9474c16d8a451cb87631ef10906",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_525ce",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="movements_invitation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
        # Django's own sessions: nobody reads them any more, and whoever had one logs in again.
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
