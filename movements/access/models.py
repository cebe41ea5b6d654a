"""Users, the places where they hold posts, and the posts."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movements.access.history import tracked
from movements.access.rows import DistrictRow, SameDistrict, UUIDRow
from movements.access.sight import Scoped
from movements.places.models import CityDistrict, County, Municipality


class Role(models.TextChoices):
    STEWARD = "steward", _("Contact steward")
    ASSOCIATION_ADMIN = "association_admin", _("Association administrator")
    BOARD = "board", _("District board")
    REPRESENTATIVE = "representative", _("Elected representative")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


IN_ASSOCIATION = (Role.STEWARD, Role.ASSOCIATION_ADMIN)
IN_BODY = (Role.REPRESENTATIVE,)
IN_DISTRICT = (Role.BOARD, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
# Of whatever has a role, an association and a body: which of the two the role is held in.
ROLE_FITS_PLACE = (
    Q(role__in=IN_ASSOCIATION, association__isnull=False, body=None)
    | Q(role__in=IN_BODY, association=None, body__isnull=False)
    | Q(role__in=IN_DISTRICT, association=None, body=None)
)


class UserManager(BaseUserManager):
    def create_user(self, email, name="", password=None, **more):
        user = self.model(email=self.normalize_email(email).lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(UUIDRow, AbstractBaseUser):
    """Somebody who can log in. What they may see and do stands in their posts alone."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.AUTO)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )
    # Null: no second factor. Another one whenever a factor goes away, so that what was opened with
    # it is shut. The database writes it, and nobody else (migration 0033).
    factor_mark = models.UUIDField(null=True, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self):
        return self.name or self.email

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return "".join(part[0] for part in [*parts[:1], *parts[1:][-1:]]).upper()


class District(UUIDRow):
    """Nothing crosses a district's border. One installation can hold several."""

    class Accent(models.TextChoices):
        PETROL = "petrol", _("Petrol")
        LINGON = "lingon", _("Lingon")
        SKYMNING = "skymning", _("Dusk")
        MOSSA = "mossa", _("Moss")

    name = models.CharField(_("name"), max_length=120, unique=True)
    counties = models.ManyToManyField(County, related_name="districts", verbose_name=_("counties"))
    accent = models.CharField(_("accent"), max_length=10, choices=Accent, default=Accent.PETROL)

    def __str__(self):
        return self.name


class Association(DistrictRow):
    """A local party association: geographic, of an industry (no area), or a parliamentary group."""

    class Kind(models.TextChoices):
        GEOGRAPHIC = "geographic", _("Local association")
        INDUSTRY = "industry", _("Industry association")
        PARLIAMENTARY = "parliamentary", _("Parliamentary group")

    name = models.CharField(_("name"), max_length=120, db_collation="sv-x-icu")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.GEOGRAPHIC)
    municipalities = models.ManyToManyField(
        Municipality, related_name="associations", blank=True, verbose_name=_("municipalities")
    )
    city_districts = models.ManyToManyField(
        CityDistrict, related_name="associations", blank=True, verbose_name=_("city districts")
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(fields=["district", "name"], name="association_name"),
        ]

    def __str__(self):
        return self.name


class Body(DistrictRow):
    """A nämnd, styrelse or fullmäktige, of a municipality or of the region."""

    name = models.CharField(_("name"), max_length=120, db_collation="sv-x-icu")
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name=_("municipality"),
        help_text=_("Empty for a body of the region."),
    )

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "municipality", "name"],
                name="body_name",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return self.name


class PostQuerySet(Scoped):
    def active(self, on):
        """Held on that day. `ends_on` is the first day without the post."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))


@tracked
class Post(DistrictRow):
    """A role that a user holds somewhere, for a time. No post, no rows."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="posts", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta(DistrictRow.Meta):
        constraints = [
            *DistrictRow.Meta.constraints,
            SameDistrict(field="association", to="movements_association", name="post_association"),
            SameDistrict(field="body", to="movements_body", name="post_body"),
            models.CheckConstraint(name="post_role_fits_place", condition=ROLE_FITS_PLACE),
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self):
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self):
        """Where the post is held: an association, a body, or the district."""
        return self.association or self.body or self.district
