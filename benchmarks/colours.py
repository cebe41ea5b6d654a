"""The figures that colour the map, as the house gives them and as the plain ORM would."""

from collections.abc import Callable

from benchmarks.ground import Reader

Rows = list[tuple[str, int, int]]  # municipality, organisations, of them met within six months


def readings(reader: Reader) -> tuple[Callable[[], Rows], Callable[[], Rows]]:
    """(as the house reads them, by the plain ORM: joined, grouped and counted)."""
    from django.db.models import Count, Exists, OuterRef, Q
    from django.http import QueryDict
    from django.utils import timezone

    from movements.access.funnel import asked, visible
    from movements.access.readers import reader_of
    from movements.directory.filters import OrganisationFilter
    from movements.directory.organisations import months_before
    from movements.mapping.coverage import coverage
    from movements.models import ActivityArea, HeldContact, User

    who, query = reader_of(User.objects.get(pk=reader.user)), QueryDict("kind=sports")

    def kept() -> Rows:
        places = coverage(asked(OrganisationFilter, who, query)).places
        return sorted((code, tally.organisations, tally.living) for code, tally in places.items())

    def plain() -> Rows:
        rows = asked(OrganisationFilter, who, query).qs
        since = months_before(timezone.localdate(), 6)
        lately = visible(HeldContact, who).filter(
            organisation=OuterRef("organisation"), last_contact__gte=since
        )
        met = Q(organisation__last_open_contact__gte=since) | Q(Exists(lately))
        counted = (
            ActivityArea.objects.filter(organisation__in=rows)
            .filter(municipality__county__districts=who.district, municipality__valid_to=None)
            .values("municipality__code")
            .annotate(many=Count("organisation"), living=Count("organisation", filter=met))
            .order_by("municipality__code")
        )
        return list(counted.values_list("municipality__code", "many", "living"))

    return kept, plain
