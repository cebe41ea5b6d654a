"""Contact persons as the law asks about them: who is to be told, who is restricted, by number."""

import re

import pgtrigger
from django.db.models import BigIntegerField, Func, Q, Value

from movements.access.sight import Scoped
from movements.privacy.models import Basis

_NUMBER = re.compile(r"\s*[Pp]\s*[-–]?\s*(\d{1,12})\s*")

# No words about somebody whom nobody has spoken to, by whatever way they come.
NO_WORDS_YET = pgtrigger.Trigger(
    name="no_words_yet",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("title"),
    func="""
    IF NEW.title <> '' AND EXISTS (SELECT 1 FROM movements_contactperson p
        WHERE p.id = NEW.person_id AND p.basis = 'awaiting') THEN
      RAISE EXCEPTION 'nobody has spoken to person % yet', NEW.person_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


def next_number() -> Func:
    """The next number of the register: given by the database, so that no row is without one."""
    return Func(
        Value("movements_person_number"), function="nextval", output_field=BigIntegerField()
    )


def number_in(text: str) -> int | None:
    """2291 for "P-2291"; None for what is no number of a person."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


class ContactPersonQuerySet(Scoped):
    """Descriptions of many contact persons."""

    def to_inform(self):
        """Not told yet that they are here (art. 14)."""
        return self.live().filter(informed_at=None)

    def overdue_information(self, on):
        """Not told, and the day by which they should have been has passed."""
        return self.to_inform().filter(inform_by__lt=on)

    def restricted(self):
        """Only a name for the time being: nothing more is shown, and nothing is done with them."""
        return self.exclude(restricted_at=None)

    def unrestricted(self):
        return self.filter(restricted_at=None)

    def awaiting_contact(self):
        """Persons with standing whom nobody has spoken to: contact or consent within 30 days."""
        return self.live().filter(basis=Basis.AWAITING)

    def without_contact_since(self, day, contacts):
        """Neither met since `day` nor taken in since. `contacts` are rows about a meeting, each
        with `person` and `met_on`, as dialogue gives them."""
        met = contacts.filter(met_on__gte=day).values("person")
        return self.live().filter(~Q(pk__in=met), created_at__date__lt=day)
