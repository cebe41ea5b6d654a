"""The still picture of the map: the same colours without script or WebGL."""

from dataclasses import dataclass

from movements.mapping.borders import PICTURE_UNIT, Outline, box_of

MARGIN = 60  # units of the picture around the county
LETTER, LINE = 34, 70  # about how wide a letter and how high a line of a label is, in units


@dataclass(frozen=True)
class Label:
    name: str
    x: int
    y: int


class Picture:
    """An SVG's view box, areas and labels. Units are 100 metres of EPSG:3857, y downwards."""

    def __init__(self, municipalities: list[dict]):
        self.areas = municipalities
        box = box_of([place["outline"] for place in municipalities])
        self.view = _view(box) if box else "0 0 1 1"
        self.labels = _labels([place["outline"] for place in municipalities])


def _view(box) -> str:
    west, south, east, north = (edge / PICTURE_UNIT for edge in box)
    sizes = (west - MARGIN, -north - MARGIN, east - west + 2 * MARGIN, north - south + 2 * MARGIN)
    return " ".join(f"{size:.0f}" for size in sizes)


def _labels(outlines: list[Outline]) -> list[Label]:
    """The names that fit, the largest population first; the list has them all."""
    kept: list[Label] = []
    for outline in sorted(outlines, key=lambda o: -o.population):
        x, y = round(outline.x / PICTURE_UNIT), -round(outline.y / PICTURE_UNIT)
        label = Label(outline.name, x, y)
        if not any(_meet(label, other) for other in kept):
            kept.append(label)
    return kept


def _meet(one: Label, other: Label) -> bool:
    width = (len(one.name) + len(other.name)) * LETTER / 2
    return abs(one.x - other.x) < width and abs(one.y - other.y) < LINE
