"""Deeds about places. There is one: take in the geography that the project carries."""

from dataclasses import dataclass

from django.db import transaction

from movements.places import gazetteer, loading
from movements.places.models import Municipality


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were written or removed; all 0 when everything was as it should be."""

    counties: int
    municipalities: int
    borders: int
    city_districts: int
    names: int

    @property
    def nothing(self) -> bool:
        return not any(
            (self.counties, self.municipalities, self.borders, self.city_districts, self.names)
        )


@transaction.atomic
def load_places() -> Loaded:
    """Bring counties, municipalities, borders, names and postcodes to the committed data.

    One transaction, seconds, and nothing to write the second time. Public geography with no
    reader and no right to check: whoever may run a command on the server may run this.
    """
    data = loading.borders()
    counties = loading.load_counties(data["counties"])
    municipalities = loading.load_municipalities(data["municipalities"])
    keys = dict(Municipality.objects.current().values_list("code", "pk"))
    loaded = Loaded(
        counties=counties,
        municipalities=municipalities,
        borders=loading.load_borders(data, keys),
        city_districts=loading.load_city_districts(data["municipalities"], keys),
        names=loading.load_names(keys),
    )
    transaction.on_commit(gazetteer.forget)
    gazetteer.forget()
    return loaded
