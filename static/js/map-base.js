// The district's own base map, under everything of ours. It is an addition: it comes after our own
// ground is drawn, and when its server is silent or wrong the map is as whole as without it.

const BASE = "base";
const PATIENCE_MS = 8000;
const TILE = 256, DEEPEST = 18; // what servers of picture tiles give; deeper ones are enlarged
// Our colours fade as one comes near and looks for a street.
const VEIL = ["interpolate", ["linear"], ["zoom"], 8, 0.8, 11, 0.55, 14, 0.25];

/** Whether the theme in force is dark, by its surface: a base map made for light must be dimmed. */
const isDark = (colours) =>
  colours.surface.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) < 380;

const paint = (colours) => isDark(colours)
  ? { "raster-opacity": 0.35, "raster-saturation": -0.7, "raster-brightness-max": 0.75, "raster-fade-duration": 0 }
  : { "raster-opacity": 0.6, "raster-saturation": -0.3, "raster-fade-duration": 0 };

export class BaseMap {
  /** `tell(trouble)`: called when it is laid, and when its server falls silent or comes back. */
  constructor(map, address, tell) {
    this.map = map;
    this.address = address;
    this.tell = tell;
    this.answered = false;
    map.on("error", (event) => { if (event.sourceId === BASE) this.#trouble(); else console.error(event.error); });
    map.on("sourcedata", (event) => { if (event.sourceId === BASE && event.tile?.state === "loaded") this.#well(); });
  }

  lay(colours) {
    this.map.addSource(BASE, { type: "raster", tiles: [this.address], tileSize: TILE, maxzoom: DEEPEST });
    this.map.addLayer({ id: BASE, type: "raster", source: BASE, paint: paint(colours) }, "others");
    if (this.answered) this.#veil();
    this.tell(false);
    setTimeout(() => { if (!this.answered) this.#trouble(); }, PATIENCE_MS);
  }

  #trouble() {
    this.tell(true);
  }

  #well() {
    if (!this.answered) this.#veil();
    this.answered = true;
    this.tell(false);
  }

  /** Our colours stay as they are until there is something to see beneath them. */
  #veil() {
    for (const id of ["areas", "white"]) this.map.setPaintProperty(id, "fill-opacity", VEIL);
  }
}
