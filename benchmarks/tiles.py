"""Reading vector tiles: which one lies over the middle of the district, and what one adds up to."""

from math import asinh, pi, radians, tan

import mapbox_vector_tile

MIDDLE = (18.07, 59.33)  # Stockholm, where most of the district's organisations are


def tile_over(zoom: int, lonlat: tuple[float, float] = MIDDLE) -> tuple[int, int]:
    """The tile (x, y) of a zoom that a place lies in."""
    lon, lat = lonlat
    side = 2**zoom
    return int((lon + 180) / 360 * side), int((1 - asinh(tan(radians(lat))) / pi) / 2 * side)


def sums(tile: bytes) -> dict[str, int]:
    """How many organisations a tile shows, and how many of them are quiet.

    Each is counted once, whether it is a feature of its own or one of a cluster; `places` repeats
    what `organisations` holds.
    """
    shown, quiet = 0, 0
    for name, layer in mapbox_vector_tile.decode(tile).items() if tile else ():
        for feature in layer["features"] if name != "places" else ():
            said = feature["properties"]
            one = isinstance(said.get("quiet"), bool)
            shown += 1 if one else said["n"]
            quiet += int(said["quiet"])
    return {"organisations": shown, "quiet": quiet}
