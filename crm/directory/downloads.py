"""The files that a selection can be downloaded as: the menu on the list and map, and each file."""

from os import SEEK_END

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from movements.exchange.geojson import organisations_geojson
from movements.exchange.spreadsheet import IN_MEMORY, organisations_csv, organisations_xlsx

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# ending → what makes the file of a selection, and what a browser calls it
FILES = {
    "xlsx": (organisations_xlsx, WORKBOOK),
    "csv": (organisations_csv, "text/csv; charset=utf-8"),
    "geojson": (organisations_geojson, "application/geo+json"),
}


def files(query: str) -> list[dict]:
    """Address, word and icon of each file; `query` is the selection's own, with its mark."""
    said = {
        "xlsx": (_("Excel workbook"), "file-spreadsheet"),
        "csv": (_("Text with semicolons (CSV)"), "file-text"),
        "geojson": (_("For map programs (GeoJSON)"), "map"),
    }
    return [
        {"url": reverse(f"organisation_{ending}") + query, "word": word, "icon": icon}
        for ending, (word, icon) in said.items()
    ]


def sent(ending: str, rows, reader):
    """The selection as an answer; what is too large for the memory is sent from the disk."""
    make, kind = FILES[ending]
    made = make(rows, reader)
    name = f"organisationer-{timezone.localdate().isoformat()}.{ending}"
    if made.seek(0, SEEK_END) > IN_MEMORY:
        made.seek(0)
        return FileResponse(made, as_attachment=True, filename=name, content_type=kind)
    made.seek(0)
    with made:
        return HttpResponse(
            made.read(),
            content_type=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
