"""The registers of the law, each with its policies; and why everybody is here, without names."""

from pathlib import Path

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import movements.access.rows
import movements.privacy.numbers
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

RIGHTS = Path(__file__).parent / "sql" / "rights.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0024_read_log"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalBasis",
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
                ("number", models.BigIntegerField(verbose_name="number")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("official", "Public role published by the organisation"),
                            ("regular_contact", "Regular contact"),
                            ("consent", "Consent"),
                            ("awaiting", "Person with standing, not yet contacted"),
                        ],
                        max_length=20,
                        verbose_name="legal basis",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("informed_at", models.DateField(null=True, verbose_name="informed on")),
                (
                    "informed_how",
                    models.CharField(
                        choices=[
                            ("letter", "By letter"),
                            ("email", "By e-mail"),
                            ("in_person", "In person"),
                            ("phone", "By phone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("inform_by", models.DateField(verbose_name="inform by")),
                ("keep_until", models.DateField(verbose_name="keep until")),
                ("restricted_at", models.DateTimeField(null=True)),
                (
                    "restricted_for",
                    models.CharField(
                        choices=[
                            ("not_informed", "Not informed in time"),
                            ("request", "The person asked for it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("archived_at", models.DateTimeField(null=True)),
                ("sensitivity", models.CharField(max_length=12)),
                ("named", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField())),
            ],
            options={
                "db_table": "movements_legalbasis",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Incident",
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
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("serial", models.PositiveIntegerField(editable=False)),
                (
                    "title",
                    models.CharField(
                        max_length=120,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="short name",
                    ),
                ),
                ("discovered_at", models.DateTimeField(verbose_name="discovered")),
                (
                    "discovered_how",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="how it was discovered",
                    ),
                ),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "happened",
                    models.CharField(
                        choices=[
                            ("disclosed", "Disclosed to somebody without right"),
                            ("accessed", "Read by somebody without right"),
                            ("lost", "Lost"),
                            ("destroyed", "Destroyed"),
                            ("changed", "Changed without right"),
                            ("unavailable", "Out of reach when it was needed"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "what",
                    models.TextField(
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="describe what happened",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("human", "A slip by somebody"),
                            ("routine", "Routines that were missing or not followed"),
                            ("technical", "A technical fault"),
                            ("attack", "An attack from outside"),
                            ("insider", "Somebody inside, on purpose"),
                            ("unknown", "Not known yet"),
                        ],
                        max_length=12,
                        verbose_name="why it happened",
                    ),
                ),
                (
                    "cause_more",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="more about the cause",
                    ),
                ),
                (
                    "people_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("contacts", "Contact persons"),
                                ("members", "Own members with an account"),
                                ("others", "Others, such as people in notes"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "people_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people"
                    ),
                ),
                (
                    "records_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many records"
                    ),
                ),
                (
                    "data_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "Names"),
                                ("reach", "Phone and e-mail"),
                                ("role", "Roles in organisations"),
                                ("opinion", "What tells political opinion"),
                                ("union", "What tells union membership"),
                                ("notes", "Notes from meetings"),
                                ("login", "Passwords and keys"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "associations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list
                    ),
                ),
                (
                    "consequences",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what can follow",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("small", "Small"),
                            ("limited", "Limited"),
                            ("serious", "Serious"),
                            ("grave", "Very serious"),
                        ],
                        max_length=10,
                        verbose_name="how serious",
                    ),
                ),
                (
                    "measures",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what you have done",
                    ),
                ),
                (
                    "telling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "They have been told"),
                            ("will", "They will be told"),
                            ("not", "They will not be told"),
                        ],
                        max_length=10,
                        verbose_name="are those affected told",
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                (
                    "why_not_told",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why not",
                    ),
                ),
                (
                    "across_borders",
                    models.BooleanField(default=False, verbose_name="people in other countries"),
                ),
                (
                    "reported_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="reported"
                    ),
                ),
                (
                    "authority_number",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="the authority's number"
                    ),
                ),
                (
                    "late_because",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why it took longer",
                    ),
                ),
                (
                    "not_reported_because",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why it is not reported",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IncidentEvent",
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
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("serial", models.PositiveIntegerField(editable=False)),
                (
                    "title",
                    models.CharField(
                        max_length=120,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="short name",
                    ),
                ),
                ("discovered_at", models.DateTimeField(verbose_name="discovered")),
                (
                    "discovered_how",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="how it was discovered",
                    ),
                ),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "happened",
                    models.CharField(
                        choices=[
                            ("disclosed", "Disclosed to somebody without right"),
                            ("accessed", "Read by somebody without right"),
                            ("lost", "Lost"),
                            ("destroyed", "Destroyed"),
                            ("changed", "Changed without right"),
                            ("unavailable", "Out of reach when it was needed"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "what",
                    models.TextField(
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="describe what happened",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("human", "A slip by somebody"),
                            ("routine", "Routines that were missing or not followed"),
                            ("technical", "A technical fault"),
                            ("attack", "An attack from outside"),
                            ("insider", "Somebody inside, on purpose"),
                            ("unknown", "Not known yet"),
                        ],
                        max_length=12,
                        verbose_name="why it happened",
                    ),
                ),
                (
                    "cause_more",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="more about the cause",
                    ),
                ),
                (
                    "people_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("contacts", "Contact persons"),
                                ("members", "Own members with an account"),
                                ("others", "Others, such as people in notes"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "people_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people"
                    ),
                ),
                (
                    "records_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many records"
                    ),
                ),
                (
                    "data_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "Names"),
                                ("reach", "Phone and e-mail"),
                                ("role", "Roles in organisations"),
                                ("opinion", "What tells political opinion"),
                                ("union", "What tells union membership"),
                                ("notes", "Notes from meetings"),
                                ("login", "Passwords and keys"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "associations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list
                    ),
                ),
                (
                    "consequences",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what can follow",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("small", "Small"),
                            ("limited", "Limited"),
                            ("serious", "Serious"),
                            ("grave", "Very serious"),
                        ],
                        max_length=10,
                        verbose_name="how serious",
                    ),
                ),
                (
                    "measures",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what you have done",
                    ),
                ),
                (
                    "telling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "They have been told"),
                            ("will", "They will be told"),
                            ("not", "They will not be told"),
                        ],
                        max_length=10,
                        verbose_name="are those affected told",
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                (
                    "why_not_told",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why not",
                    ),
                ),
                (
                    "across_borders",
                    models.BooleanField(default=False, verbose_name="people in other countries"),
                ),
                (
                    "reported_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="reported"
                    ),
                ),
                (
                    "authority_number",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="the authority's number"
                    ),
                ),
                (
                    "late_because",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why it took longer",
                    ),
                ),
                (
                    "not_reported_because",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why it is not reported",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="movements.incident",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrivacySettings",
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
                (
                    "controller",
                    models.CharField(blank=True, max_length=200, verbose_name="controller"),
                ),
                (
                    "controller_number",
                    models.CharField(blank=True, max_length=13, verbose_name="organisation number"),
                ),
                (
                    "controller_address",
                    models.CharField(blank=True, max_length=200, verbose_name="postal address"),
                ),
                (
                    "officer_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="privacy officer",
                    ),
                ),
                (
                    "officer_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                ),
                (
                    "officer_phone",
                    models.CharField(blank=True, max_length=32, verbose_name="phone"),
                ),
                ("confirmed_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrivacySettingsEvent",
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
                    "controller",
                    models.CharField(blank=True, max_length=200, verbose_name="controller"),
                ),
                (
                    "controller_number",
                    models.CharField(blank=True, max_length=13, verbose_name="organisation number"),
                ),
                (
                    "controller_address",
                    models.CharField(blank=True, max_length=200, verbose_name="postal address"),
                ),
                (
                    "officer_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="privacy officer",
                    ),
                ),
                (
                    "officer_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                ),
                (
                    "officer_phone",
                    models.CharField(blank=True, max_length=32, verbose_name="phone"),
                ),
                ("confirmed_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="movements.privacysettings",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="movements.association",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="movements.contactperson",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Subject access"),
                            ("rectification", "Rectification"),
                            ("restriction", "Restriction"),
                            ("objection", "Objection"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("serial", models.PositiveIntegerField(editable=False)),
                (
                    "person_number",
                    models.BigIntegerField(blank=True, null=True, verbose_name="number"),
                ),
                ("came_on", models.DateField(verbose_name="came on")),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                        verbose_name="came by",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="where it is kept",
                    ),
                ),
                (
                    "concerns",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what it is about",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="answer by")),
                (
                    "extension",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why longer",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("collecting", "Being collected"),
                            ("with_association", "With the association"),
                            ("sealed", "Sealed"),
                            ("handed_out", "Handed out"),
                        ],
                        default="collecting",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what was done",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done as asked"),
                            ("partly", "Done in part"),
                            ("refused", "Refused"),
                            ("nothing", "Nothing is kept about them"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="reason",
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="movements.association",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RightsRequestEvent",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Subject access"),
                            ("rectification", "Rectification"),
                            ("restriction", "Restriction"),
                            ("objection", "Objection"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("serial", models.PositiveIntegerField(editable=False)),
                (
                    "person_number",
                    models.BigIntegerField(blank=True, null=True, verbose_name="number"),
                ),
                ("came_on", models.DateField(verbose_name="came on")),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                        verbose_name="came by",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="where it is kept",
                    ),
                ),
                (
                    "concerns",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what it is about",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="answer by")),
                (
                    "extension",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="why longer",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("collecting", "Being collected"),
                            ("with_association", "With the association"),
                            ("sealed", "Sealed"),
                            ("handed_out", "Handed out"),
                        ],
                        default="collecting",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="what was done",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done as asked"),
                            ("partly", "Done in part"),
                            ("refused", "Refused"),
                            ("nothing", "Nothing is kept about them"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[movements.privacy.numbers.no_personal_number],
                        verbose_name="reason",
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                        to="movements.rightsrequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                fields=("district", "id"), name="incident_district_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                fields=("district", "year", "serial"), name="incident_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reported_at", None),
                    (
                        "reported_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("discovered_at"), "+", models.Value(datetime.timedelta(days=3))
                        ),
                    ),
                    models.Q(("late_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="incident_late_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_incidentevent" ("across_borders", "associations", "authority_number", "began_at", "by_id", "cause", "cause_more", "consequences", "created_at", "data_kinds", "discovered_at", "discovered_how", "district_id", "ended_at", "happened", "id", "late_because", "measures", "not_reported_because", "people_count", "people_kinds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "records_count", "reported_at", "serial", "severity", "telling", "title", "told_on", "what", "why_not_told", "year") SELECT new_values."across_borders", new_values."associations", new_values."authority_number", new_values."began_at", new_values."by_id", new_values."cause", new_values."cause_more", new_values."consequences", new_values."created_at", new_values."data_kinds", new_values."discovered_at", new_values."discovered_how", new_values."district_id", new_values."ended_at", new_values."happened", new_values."id", new_values."late_because", new_values."measures", new_values."not_reported_because", new_values."people_count", new_values."people_kinds", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."records_count", new_values."reported_at", new_values."serial", new_values."severity", new_values."telling", new_values."title", new_values."told_on", new_values."what", new_values."why_not_told", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ca9a90e044a6cd822e0b4ec988863f77f7ed9e22",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c954f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="movements_incident",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_incidentevent" ("across_borders", "associations", "authority_number", "began_at", "by_id", "cause", "cause_more", "consequences", "created_at", "data_kinds", "discovered_at", "discovered_how", "district_id", "ended_at", "happened", "id", "late_because", "measures", "not_reported_because", "people_count", "people_kinds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "records_count", "reported_at", "serial", "severity", "telling", "title", "told_on", "what", "why_not_told", "year") SELECT new_values."across_borders", new_values."associations", new_values."authority_number", new_values."began_at", new_values."by_id", new_values."cause", new_values."cause_more", new_values."consequences", new_values."created_at", new_values."data_kinds", new_values."discovered_at", new_values."discovered_how", new_values."district_id", new_values."ended_at", new_values."happened", new_values."id", new_values."late_because", new_values."measures", new_values."not_reported_because", new_values."people_count", new_values."people_kinds", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."records_count", new_values."reported_at", new_values."serial", new_values."severity", new_values."telling", new_values."title", new_values."told_on", new_values."what", new_values."why_not_told", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f4612fa76fdfd2133439a1d1b62366b1390a1cbe",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d69bd",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="movements_incident",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_incidentevent" ("across_borders", "associations", "authority_number", "began_at", "by_id", "cause", "cause_more", "consequences", "created_at", "data_kinds", "discovered_at", "discovered_how", "district_id", "ended_at", "happened", "id", "late_because", "measures", "not_reported_because", "people_count", "people_kinds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "records_count", "reported_at", "serial", "severity", "telling", "title", "told_on", "what", "why_not_told", "year") SELECT old_values."across_borders", old_values."associations", old_values."authority_number", old_values."began_at", old_values."by_id", old_values."cause", old_values."cause_more", old_values."consequences", old_values."created_at", old_values."data_kinds", old_values."discovered_at", old_values."discovered_how", old_values."district_id", old_values."ended_at", old_values."happened", old_values."id", old_values."late_because", old_values."measures", old_values."not_reported_because", old_values."people_count", old_values."people_kinds", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."records_count", old_values."reported_at", old_values."serial", old_values."severity", old_values."telling", old_values."title", old_values."told_on", old_values."what", old_values."why_not_told", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="dcbf2c5766ca52d1a2b896e75465da95b9ddeb1c",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f4e2d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="movements_incident",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="privacysettings",
            constraint=models.UniqueConstraint(
                fields=("district", "id"), name="privacysettings_district_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="privacysettings",
            constraint=models.UniqueConstraint(fields=("district",), name="privacysettings_once"),
        ),
        migrations.AddConstraint(
            model_name="privacysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by", None), ("confirmed_on", None)),
                    models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                    _connector="OR",
                ),
                name="privacysettings_confirmed_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="privacysettings",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_privacysettingsevent" ("confirmed_by_id", "confirmed_on", "controller", "controller_address", "controller_number", "created_at", "district_id", "id", "officer_email", "officer_name", "officer_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."confirmed_by_id", new_values."confirmed_on", new_values."controller", new_values."controller_address", new_values."controller_number", new_values."created_at", new_values."district_id", new_values."id", new_values."officer_email", new_values."officer_name", new_values."officer_phone", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ef5a8d0f4c9033378a220a3cbf0b44bc22e17687",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_85340",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="movements_privacysettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="privacysettings",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_privacysettingsevent" ("confirmed_by_id", "confirmed_on", "controller", "controller_address", "controller_number", "created_at", "district_id", "id", "officer_email", "officer_name", "officer_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."confirmed_by_id", new_values."confirmed_on", new_values."controller", new_values."controller_address", new_values."controller_number", new_values."created_at", new_values."district_id", new_values."id", new_values."officer_email", new_values."officer_name", new_values."officer_phone", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8108ad29096881031051ac1091f82073d323e1c9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ca6f7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="movements_privacysettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="privacysettings",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_privacysettingsevent" ("confirmed_by_id", "confirmed_on", "controller", "controller_address", "controller_number", "created_at", "district_id", "id", "officer_email", "officer_name", "officer_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."confirmed_by_id", old_values."confirmed_on", old_values."controller", old_values."controller_address", old_values."controller_number", old_values."created_at", old_values."district_id", old_values."id", old_values."officer_email", old_values."officer_name", old_values."officer_phone", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="372884570fd1ccd24c8a722f28401b81e09fc200",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_401d7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="movements_privacysettings",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("district", "id"), name="reminder_district_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=movements.access.rows.SameDistrict(
                field="association", name="reminder_assoc", to="movements_association"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=movements.access.rows.SameDistrict(
                field="person", name="reminder_person", to="movements_contactperson"
            ),
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(fields=["district", "due_on"], name="rightsrequest_due"),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.UniqueConstraint(
                fields=("district", "id"), name="rightsrequest_district_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=movements.access.rows.SameDistrict(
                field="association", name="request_assoc", to="movements_association"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.UniqueConstraint(
                fields=("district", "year", "serial"), name="rightsrequest_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__gte", models.F("came_on")),
                    (
                        "due_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("came_on"), "+", models.Value(datetime.timedelta(days=93))
                        ),
                    ),
                ),
                name="rightsrequest_is_answered_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "due_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("came_on"), "+", models.Value(datetime.timedelta(days=31))
                        ),
                    ),
                    models.Q(("extension", ""), _negated=True),
                    _connector="OR",
                ),
                name="rightsrequest_takes_longer_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_on__isnull", False),
                        ("status", "handed_out"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "handed_out"), _negated=True),
                        ("closed_on", None),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="rightsrequest_closed_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ("refused", "partly")), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="rightsrequest_refused_has_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rightsrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_rightsrequestevent" ("answer", "association_id", "came_by", "came_on", "closed_on", "concerns", "created_at", "district_id", "due_on", "extension", "id", "kind", "outcome", "person_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "reminded_at", "sealed_at", "serial", "status", "year") SELECT new_values."answer", new_values."association_id", new_values."came_by", new_values."came_on", new_values."closed_on", new_values."concerns", new_values."created_at", new_values."district_id", new_values."due_on", new_values."extension", new_values."id", new_values."kind", new_values."outcome", new_values."person_number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."reference", new_values."reminded_at", new_values."sealed_at", new_values."serial", new_values."status", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="0d47d911f27fdc124a3db523bb280d7f0a580f42",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_35737",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="movements_rightsrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rightsrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_rightsrequestevent" ("answer", "association_id", "came_by", "came_on", "closed_on", "concerns", "created_at", "district_id", "due_on", "extension", "id", "kind", "outcome", "person_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "reminded_at", "sealed_at", "serial", "status", "year") SELECT new_values."answer", new_values."association_id", new_values."came_by", new_values."came_on", new_values."closed_on", new_values."concerns", new_values."created_at", new_values."district_id", new_values."due_on", new_values."extension", new_values."id", new_values."kind", new_values."outcome", new_values."person_number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."reference", new_values."reminded_at", new_values."sealed_at", new_values."serial", new_values."status", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d343a99e9ca8ad4fa68e692bc8a5909179898cc7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c8517",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="movements_rightsrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rightsrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_rightsrequestevent" ("answer", "association_id", "came_by", "came_on", "closed_on", "concerns", "created_at", "district_id", "due_on", "extension", "id", "kind", "outcome", "person_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "reminded_at", "sealed_at", "serial", "status", "year") SELECT old_values."answer", old_values."association_id", old_values."came_by", old_values."came_on", old_values."closed_on", old_values."concerns", old_values."created_at", old_values."district_id", old_values."due_on", old_values."extension", old_values."id", old_values."kind", old_values."outcome", old_values."person_number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."reference", old_values."reminded_at", old_values."sealed_at", old_values."serial", old_values."status", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="7cb3ce062def40d1e4272810589190c538ce9ca4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b618f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="movements_rightsrequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(RIGHTS.read_text(), "DROP VIEW movements_legalbasis"),
    ]
