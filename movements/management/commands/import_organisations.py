import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from movements.access.identity import acting_as
from movements.access.models import Association, District
from movements.access.patience import take_time
from movements.access.readers import service
from movements.exchange.actions import import_organisations
from movements.places.models import Municipality


class Command(BaseCommand):
    help = "Brings an association register (CSV or XLSX) in, and prints what became of its rows."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--municipality", required=True, help="SCB code, such as 0127")
        parser.add_argument("--association", help="the association that registers what is new")
        parser.add_argument("--district", help="needed only when there are several")
        parser.add_argument("--dry-run", action="store_true", help="say, but write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        district = _the_one(District, options["district"], "--district", {})
        association = options["association"] and _the_one(
            Association, options["association"], "--association", {"district": district}
        )
        reader = service("import", district)
        try:
            with acting_as(reader, why="import_organisations"):
                take_time()
                report = import_organisations(
                    by=reader,
                    data=options["file"].read_bytes(),
                    municipality=_municipality(options["municipality"]),
                    association=association,
                    file_name=options["file"].name,
                    dry_run=options["dry_run"],
                )
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self._say(report, options["json"])

    def _say(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        for name, count in report.counts.items():
            self.stdout.write(f"{name:<10} {count}")
        for result in report.results:
            for problem in result.problems:
                self.stdout.write(f"row {result.row.number}: {problem}")


def _the_one(model, name, option, where):
    """The row called `name`, or the only one when no name was given."""
    rows = model.objects.filter(**where, **({"name": name} if name else {}))[:2]
    if len(rows) != 1:
        known = ", ".join(model.objects.filter(**where).values_list("name", flat=True))
        raise CommandError(f"Say which with {option}. There is: {known or 'none'}.")
    return rows[0]


def _municipality(code):
    found = Municipality.objects.current().defer("border").filter(code=code).first()
    if found is None:
        raise CommandError(f"No municipality has the code {code}.")
    return found
