// MapLibre on a leash: what the page needs of it, and nothing that leaves the house.

import { LngLatBounds, Map, setWorkerUrl } from "../vendor/maplibre/maplibre-gl.js";
import { BaseMap } from "./map-base.js";
import { NEAR, absolute, addSigns, chosen, fills, palette, ringAt, styleOf, whites } from "./map-style.js";

const SIGNS = ["clusters", "places", "points"];

export class CountyMap {
  /** Whether this browser can draw it at all. */
  static possible() {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  }

  constructor(container, data, page) {
    this.page = page;
    this.data = data;
    this.at = null;
    setWorkerUrl(new URL(page.worker, location.href).href);
    this.colours = palette();
    container.hidden = false;
    this.map = new Map({
      container,
      style: styleOf(data, this.colours),
      bounds: this.#bounds(data.chosen ? data.boxes[data.chosen] : data.box),
      fitBoundsOptions: { padding: page.padding(), maxZoom: 12 },
      hash: "at",
      minZoom: 4, maxZoom: 17,
      attributionControl: false, maplibreLogo: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, rollEnabled: false,
      fadeDuration: page.calm() ? 0 : 120,
      reduceMotion: page.calm(),
      locale: { "Map.Title": page.name },
    });
    globalThis.forankraMap = this.map; // for those who look closer, and for the tests
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.once("style.load", () => addSigns(this.map, this.colours));
    this.base = data.base ? new BaseMap(this.map, data.base, page.base) : null;
    this.map.once("idle", () => { page.ready(); container.dataset.idle = ""; this.#lay(); });
    this.map.on("click", (event) => this.#pressed(event));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.#under(event.point) ? "pointer" : "";
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour());
  }

  #bounds([west, south, east, north]) {
    return new LngLatBounds([west, south], [east, north]);
  }

  look(box, moving) {
    this.map.fitBounds(this.#bounds(box), { padding: this.page.padding(), animate: moving, maxZoom: 12 });
  }

  zoom(steps) {
    this.map.zoomTo(this.map.getZoom() + steps, { animate: !this.page.calm() });
  }

  resize() {
    this.map.resize();
  }

  /** The same ground in new colours, and the points of the new selection. */
  redraw(data) {
    const tiles = data.tiles !== this.data.tiles;
    this.data = data;
    this.#whenStyled(() => {
      this.map.setPaintProperty("areas", "fill-color", fills(data.steps, this.colours));
      for (const id of ["white", "white-edge"]) this.map.setFilter(id, whites(data.steps));
      for (const id of ["chosen", "chosen-halo"]) this.map.setFilter(id, chosen(data.chosen));
      if (tiles) this.map.getSource("organisations").setTiles([absolute(data.tiles)]);
    });
  }

  /** Ring the place, whether its organisation stands alone or in a cluster; null takes it away. */
  mark(at, look = false) {
    this.at = at;
    this.#whenStyled(() => this.map.getSource("mark").setData(ringAt(at)));
    if (at && (look || !this.map.getBounds().contains(at))) {
      this.map.easeTo({ center: at, animate: !this.page.calm() });
    }
  }

  #whenStyled(act) {
    if (this.map.isStyleLoaded() || this.map.getLayer("marked")) act();
    else this.map.once("style.load", act);
  }

  #recolour() {
    this.colours = palette();
    this.map.once("style.load", () => { addSigns(this.map, this.colours); this.mark(this.at); this.#lay(); });
    this.map.setStyle(styleOf(this.data, this.colours), { diff: false });
  }

  /** The base map, last of all: what is ours never waits for another server. */
  #lay() {
    if (!this.map.getSource("base")) this.base?.lay(this.colours);
  }

  #under(point) {
    const near = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
    const [sign] = this.map.queryRenderedFeatures(near, { layers: SIGNS });
    return sign ?? this.map.queryRenderedFeatures(point, { layers: ["areas"] })[0];
  }

  #pressed(event) {
    const found = this.#under(event.point);
    if (!found) return;
    if (found.layer.id === "areas") this.page.municipality(found.properties.code);
    else if (found.layer.id === "clusters") this.#open(found);
    else if (found.layer.id === "places") this.page.organisations(this.#at(found), found.geometry.coordinates);
    else this.page.organisations([found.properties], found.geometry.coordinates);
  }

  #open(cluster) {
    const zoom = Math.min(this.map.getZoom() + 2, NEAR + 1);
    this.map.easeTo({ center: cluster.geometry.coordinates, zoom, animate: !this.page.calm() });
  }

  /** All organisations that share the place. */
  #at(place) {
    const [x, y] = place.geometry.coordinates;
    const all = this.map.querySourceFeatures("organisations", { sourceLayer: "organisations" });
    const here = all.filter(({ geometry: { coordinates: [lon, lat] } }) => Math.abs(lon - x) < 1e-6 && Math.abs(lat - y) < 1e-6);
    return [...new globalThis.Map(here.map((each) => [each.properties.id, each.properties])).values()];
  }
}
