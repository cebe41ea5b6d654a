"""What every row of a district has in common, and the constraint that keeps districts apart."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from movements.access.sight import Scoped


class Sensitivity(models.TextChoices):
    """Who reads a row. The same three words everywhere; only stricter going down to a child."""

    OPEN = "open", _("The district")
    ASSOCIATION = "association", _("The association")
    NAMED = "named", _("Those responsible")

    @property
    def strictness(self) -> int:
        return list(Sensitivity).index(self)

    @classmethod
    def strictest(cls, *values: str) -> "Sensitivity":
        return max((cls(value) for value in values), key=lambda value: value.strictness)


class SameDistrict(models.BaseConstraint):
    """A foreign key on (district_id, field): what a row points at lies in its own district.

    Django has no composite foreign keys; PostgreSQL does. The target's UNIQUE (district_id, id)
    comes with `DistrictRow`. Nullable fields are left alone when null (MATCH SIMPLE).
    """

    def __init__(self, *, field: str, to: str, name: str):
        self.field, self.to = field, to
        super().__init__(name=name)

    def constraint_sql(self, model, schema_editor):
        return self.create_sql(model, schema_editor)

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        column = model._meta.get_field(self.field).column
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s "
            "FOREIGN KEY (district_id, %(column)s) REFERENCES %(to)s (district_id, id) "
            "DEFERRABLE INITIALLY DEFERRED",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            column=quote(column),
            to=quote(self.to),
        )

    def remove_sql(self, model, schema_editor):
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model, instance, exclude=None, using="default"):
        target = getattr(instance, self.field)
        if target is not None and target.district_id != instance.district_id:
            raise ValidationError(_("This belongs to another district."))

    def deconstruct(self):
        path, _args, kwargs = super().deconstruct()
        return path, (), kwargs | {"field": self.field, "to": self.to}

    def __eq__(self, other):
        if not isinstance(other, SameDistrict):
            return NotImplemented
        return (self.field, self.to, self.name) == (other.field, other.to, other.name)

    def __hash__(self):
        return hash((self.field, self.to, self.name))


class UUIDRow(models.Model):
    """Abstract: a key that sorts by time (UUIDv7). It tells when; never the only secret."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def new_id() -> uuid.UUID:
        return uuid7()


class DistrictRow(UUIDRow):
    """Abstract: a row that belongs to one district and is reached only by `visible_to`."""

    district = models.ForeignKey(
        "movements.District", on_delete=models.PROTECT, related_name="+", verbose_name=_("district")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["district", "id"], name="%(class)s_district_key")
        ]


class Archivable(models.Model):
    """Abstract: put away, not deleted. What is archived is in no list until it is brought back."""

    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
