"""Whoever is in the register has a number, is told by a day, and can be restricted.

No text is altered by the new validators: they stand in the state of the fields alone.
"""

from pathlib import Path

import movements.privacy.models
import movements.privacy.numbers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

DEADLINES = Path(__file__).parent / "sql" / "people_deadlines.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("movements", "0022_who_is_acting"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE movements_person_number START 1001",
            "DROP SEQUENCE movements_person_number",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactperson",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactperson",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contactperson",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="contactperson",
            name="contactperson_says_why_it_is_here",
        ),
        migrations.AddField(
            model_name="contactperson",
            name="inform_by",
            field=models.DateField(
                default=movements.privacy.models.in_a_month,
                editable=False,
                verbose_name="inform by",
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="informed_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "By letter"),
                    ("email", "By e-mail"),
                    ("in_person", "In person"),
                    ("phone", "By phone"),
                ],
                default="",
                max_length=10,
                verbose_name="informed how",
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="number",
            field=models.BigIntegerField(
                db_default=models.Func(
                    models.Value("movements_person_number"),
                    function="nextval",
                    output_field=models.BigIntegerField(),
                ),
                editable=False,
                verbose_name="number",
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="restricted_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="restricted"
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="restricted_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_informed", "Not informed in time"),
                    ("request", "The person asked for it"),
                ],
                default="",
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="contactpersonevent",
            name="inform_by",
            field=models.DateField(
                default=movements.privacy.models.in_a_month,
                editable=False,
                verbose_name="inform by",
            ),
        ),
        migrations.AddField(
            model_name="contactpersonevent",
            name="informed_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "By letter"),
                    ("email", "By e-mail"),
                    ("in_person", "In person"),
                    ("phone", "By phone"),
                ],
                default="",
                max_length=10,
                verbose_name="informed how",
            ),
        ),
        migrations.AddField(
            model_name="contactpersonevent",
            name="number",
            field=models.BigIntegerField(
                db_default=models.Func(
                    models.Value("movements_person_number"),
                    function="nextval",
                    output_field=models.BigIntegerField(),
                ),
                editable=False,
                verbose_name="number",
            ),
        ),
        migrations.AddField(
            model_name="contactpersonevent",
            name="restricted_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="restricted"
            ),
        ),
        migrations.AddField(
            model_name="contactpersonevent",
            name="restricted_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_informed", "Not informed in time"),
                    ("request", "The person asked for it"),
                ],
                default="",
                editable=False,
                max_length=12,
            ),
        ),
        migrations.RunSQL(DEADLINES.read_text(), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="channel",
            name="value",
            field=models.CharField(
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="number or address",
            ),
        ),
        migrations.AlterField(
            model_name="channelevent",
            name="value",
            field=models.CharField(
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="number or address",
            ),
        ),
        migrations.AlterField(
            model_name="contactperson",
            name="basis",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="contactperson",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=120,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="contactperson",
            name="source",
            field=models.CharField(
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="contactpersonevent",
            name="basis",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="contactpersonevent",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=120,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="contactpersonevent",
            name="source",
            field=models.CharField(
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="contactrole",
            name="title",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="contactroleevent",
            name="title",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="meetingcontent",
            name="notes",
            field=models.TextField(
                blank=True,
                max_length=20000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="notes",
            ),
        ),
        migrations.AlterField(
            model_name="meetingcontentevent",
            name="notes",
            field=models.TextField(
                blank=True,
                max_length=20000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="notes",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="address",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="street address",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="description",
            field=models.TextField(
                blank=True,
                max_length=2000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="what they do",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="town",
            field=models.CharField(
                blank=True,
                db_collation="sv-x-icu",
                max_length=80,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="town",
            ),
        ),
        migrations.AlterField(
            model_name="organisationevent",
            name="address",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="street address",
            ),
        ),
        migrations.AlterField(
            model_name="organisationevent",
            name="description",
            field=models.TextField(
                blank=True,
                max_length=2000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="what they do",
            ),
        ),
        migrations.AlterField(
            model_name="organisationevent",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=200,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="organisationevent",
            name="town",
            field=models.CharField(
                blank=True,
                db_collation="sv-x-icu",
                max_length=80,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="town",
            ),
        ),
        migrations.AlterField(
            model_name="point",
            name="text",
            field=models.TextField(
                blank=True,
                max_length=4000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="text",
            ),
        ),
        migrations.AlterField(
            model_name="pointevent",
            name="text",
            field=models.TextField(
                blank=True,
                max_length=4000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="text",
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="reason",
            field=models.TextField(
                blank=True,
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="text",
            field=models.TextField(
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="what we promised",
            ),
        ),
        migrations.AlterField(
            model_name="promiseevent",
            name="reason",
            field=models.TextField(
                blank=True,
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="promiseevent",
            name="text",
            field=models.TextField(
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="what we promised",
            ),
        ),
        migrations.AlterField(
            model_name="registersource",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=120,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="registersourceevent",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=120,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="relation",
            name="wishes",
            field=models.TextField(
                blank=True,
                help_text="How they want to be named, or not, together with us.",
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="wishes about independence",
            ),
        ),
        migrations.AlterField(
            model_name="relationevent",
            name="wishes",
            field=models.TextField(
                blank=True,
                help_text="How they want to be named, or not, together with us.",
                max_length=1000,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="wishes about independence",
            ),
        ),
        migrations.AlterField(
            model_name="savedview",
            name="name",
            field=models.CharField(
                db_collation="sv-x-icu",
                max_length=60,
                validators=[movements.privacy.numbers.no_personal_number],
                verbose_name="name",
            ),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                condition=models.Q(("archived_at", None), ("informed_at", None)),
                fields=["district", "inform_by", "id"],
                name="contactperson_to_inform",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_contactpersonevent" ("archived_at", "association_id", "basis", "created_at", "district_id", "id", "inform_by", "informed_at", "informed_how", "keep_until", "name", "named", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restricted_at", "restricted_for", "sensitivity", "source") SELECT new_values."archived_at", new_values."association_id", new_values."basis", new_values."created_at", new_values."district_id", new_values."id", new_values."inform_by", new_values."informed_at", new_values."informed_how", new_values."keep_until", new_values."name", new_values."named", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."restricted_at", new_values."restricted_for", new_values."sensitivity", new_values."source" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="841cdcc15ac8e5d02739c1e71cdead911ce131f7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_52bef",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="movements_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_contactpersonevent" ("archived_at", "association_id", "basis", "created_at", "district_id", "id", "inform_by", "informed_at", "informed_how", "keep_until", "name", "named", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restricted_at", "restricted_for", "sensitivity", "source") SELECT new_values."archived_at", new_values."association_id", new_values."basis", new_values."created_at", new_values."district_id", new_values."id", new_values."inform_by", new_values."informed_at", new_values."informed_how", new_values."keep_until", new_values."name", new_values."named", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."restricted_at", new_values."restricted_for", new_values."sensitivity", new_values."source" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="70075733e814bc12b7df660e31e499c3208e3749",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7147a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="movements_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "movements_contactpersonevent" ("archived_at", "association_id", "basis", "created_at", "district_id", "id", "inform_by", "informed_at", "informed_how", "keep_until", "name", "named", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restricted_at", "restricted_for", "sensitivity", "source") SELECT old_values."archived_at", old_values."association_id", old_values."basis", old_values."created_at", old_values."district_id", old_values."id", old_values."inform_by", old_values."informed_at", old_values."informed_how", old_values."keep_until", old_values."name", old_values."named", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."restricted_at", old_values."restricted_for", old_values."sensitivity", old_values."source" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="8f1a7d82d62e840139e2ee3bd30f539a8aaa0d97",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_05f5c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="movements_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactrole",
            trigger=pgtrigger.compiler.Trigger(
                name="no_words_yet",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.title <> '' AND EXISTS (SELECT 1 FROM movements_contactperson p\n        WHERE p.id = NEW.person_id AND p.basis = 'awaiting') THEN\n      RAISE EXCEPTION 'nobody has spoken to person % yet', NEW.person_id\n        USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="6050eed28d775f69d0c435d75e6b7a541b35c2dd",
                    operation='INSERT OR UPDATE OF "title"',
                    pgid="pgtrigger_no_words_yet_33795",
                    table="movements_contactrole",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participant",
            trigger=pgtrigger.compiler.Trigger(
                name="not_with_restricted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                IF EXISTS (SELECT 1 FROM movements_contactperson p\n                    WHERE p.id = NEW.person_id AND p.restricted_at IS NOT NULL) THEN\n                  RAISE EXCEPTION 'person % is restricted', NEW.person_id\n                    USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ",
                    hash="acf75f133ff39f3a66bf0aae943d54b3fc59abad",
                    operation="INSERT",
                    pgid="pgtrigger_not_with_restricted_d271f",
                    table="movements_participant",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", ""), _negated=True),
                    ("basis__in", ["official", "regular_contact", "consent", "awaiting"]),
                ),
                name="contactperson_says_why_it_is_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "awaiting"), _negated=True),
                    ("keep_until__lte", models.F("inform_by")),
                    _connector="OR",
                ),
                name="contactperson_awaits_contact_for_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restricted_at", None), ("restricted_for", "")),
                    models.Q(
                        ("restricted_at__isnull", False),
                        ("restricted_for__in", ["not_informed", "request"]),
                    ),
                    _connector="OR",
                ),
                name="contactperson_is_restricted_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(fields=("number",), name="contactperson_number"),
        ),
    ]
