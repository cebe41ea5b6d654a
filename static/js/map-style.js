// How the map is drawn: colours from the style sheet's tokens, signs from small canvases.
// Nothing here knows the page; map.js tells it what to draw.

import { colour } from "./app.js";

const TOKENS = {
  sea: "--fk-map-sea", coast: "--fk-map-coast", hatch: "--fk-map-hatch", point: "--fk-map-point",
  surface: "--fk-surface", ink: "--fk-ink", accent: "--fk-accent",
  1: "--fk-map-1", 2: "--fk-map-2", 3: "--fk-map-3", 4: "--fk-map-4", 5: "--fk-map-5",
};
const FONT = ["Hanken Grotesk Semibold", "Hanken Grotesk"];
const FONT_BOLD = ["Hanken Grotesk Bold", "Hanken Grotesk"];
const SMALLEST = 8, LARGEST = 14; // radius of a cluster in pixels; grows with the root of its count
const RATIO = 2;
export const NEAR = 12; // from here on every organisation is a feature of its own: see tiles.py

export const palette = () =>
  Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, colour(token)]));

/** [expression] the fill of a municipality from its class; white and none are left unfilled. */
export function fills(steps, colours) {
  const pairs = Object.entries(steps).flatMap(([code, step]) => [code, colours[step] ?? colours.surface]);
  return pairs.length ? ["match", ["get", "code"], ...pairs, colours.surface] : colours.surface;
}

const of = (layer) => ["==", ["get", "layer"], layer];
export const whites = (steps) =>
  ["all", of("municipality"), ["in", ["get", "code"], ["literal", Object.keys(steps).filter((c) => steps[c] === "white")]]];
export const chosen = (code) => ["all", of("municipality"), ["==", ["get", "code"], code ?? ""]];
export const ringAt = (at) => ({
  type: "FeatureCollection",
  features: at ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }] : [],
});

const radius = ["max", SMALLEST, ["min", LARGEST, ["round", ["+", 6, ["*", 0.85, ["sqrt", ["get", "n"]]]]]]];
const clusterSign = ["concat", "many-", ["to-string", radius],
  ["case", [">", ["*", 2, ["get", "quiet"]], ["get", "n"]], "-quiet", ""]];
const pointSign = ["case", ["get", "quiet"], "point-quiet", "point"];

function groundLayers(c, data) {
  const line = (id, filter, paint) => ({ id, type: "line", source: "ground", filter, layout: { "line-join": "round" }, paint });
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    line("others", of("other"), { "line-color": c.coast, "line-width": 0.8, "line-opacity": 0.55 }),
    { id: "areas", type: "fill", source: "ground", filter: of("municipality"),
      paint: { "fill-color": fills(data.steps, c), "fill-antialias": false } },
    { id: "white", type: "fill", source: "ground", filter: whites(data.steps), paint: { "fill-pattern": "hatch" } },
    line("between", of("municipality"), { "line-color": c.surface, "line-width": 0.8 }),
    line("coast", of("own"), { "line-color": c.coast, "line-width": 1 }),
    line("white-edge", whites(data.steps), { "line-color": c.hatch, "line-width": 1.4 }),
    line("chosen-halo", chosen(data.chosen), { "line-color": c.surface, "line-width": 5 }),
    line("chosen", chosen(data.chosen), { "line-color": c.ink, "line-width": 2 }),
  ];
}

function signLayers(c) {
  const signs = (id, layer, more) => ({ id, type: "symbol", source: "organisations", "source-layer": layer, ...more });
  const free = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  const counted = {
    layout: { ...free, "icon-image": clusterSign, "text-field": ["to-string", ["get", "n"]], "text-font": FONT_BOLD,
      "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": false, "symbol-sort-key": ["get", "n"] },
    paint: { "text-color": c.ink },
  };
  return [
    { id: "names", type: "symbol", source: "ground", filter: of("label"),
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-max-width": 20,
        "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.75, "text-padding": 1,
        "symbol-sort-key": ["-", ["get", "population"]] },
      paint: { "text-color": c.ink, "text-halo-color": c.surface, "text-halo-width": 1.6 } },
    signs("points", "organisations", { filter: ["any", ["<", ["zoom"], NEAR], ["==", ["get", "n"], 1]],
      layout: { ...free, "icon-image": pointSign } }),
    signs("clusters", "clusters", counted),
    signs("places", "places", counted),
    { id: "marked", type: "symbol", source: "mark", layout: { ...free, "icon-image": "mark" } },
  ];
}

export function styleOf(data, colours) {
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: absolute(data.ground), tolerance: 0 },
      mark: { type: "geojson", data: ringAt(null) },
      organisations: { type: "vector", tiles: [absolute(data.tiles)], minzoom: 0, maxzoom: 15, promoteId: { organisations: "id" } },
    },
    layers: [...groundLayers(colours, data), ...signLayers(colours)],
  };
}

/** MapLibre's worker has no page to be relative to; the braces of the pattern must stay. */
export const absolute = (path) => location.origin + path;

// --- Signs ------------------------------------------------------------------------------------

function drawn(size, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * RATIO;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(RATIO, RATIO);
  paint(pen, size / 2);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

const disc = (pen, middle, r, fill) => {
  pen.beginPath();
  pen.arc(middle, middle, r, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
};

function cluster(c, r, dashed) {
  return drawn(2 * r + 6, (pen, middle) => {
    disc(pen, middle, r + 1.6, c.surface);
    pen.beginPath();
    pen.arc(middle, middle, r, 0, 2 * Math.PI);
    pen.strokeStyle = c.ink;
    pen.lineWidth = 1.6;
    const dashes = Math.round((2 * Math.PI * r) / 6.2);
    if (dashed) pen.setLineDash([(2 * Math.PI * r) / dashes * 0.58, (2 * Math.PI * r) / dashes * 0.42]);
    pen.stroke();
  });
}

function hatch(c) {
  return drawn(8, (pen) => {
    pen.fillStyle = c.surface;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = c.hatch;
    pen.lineWidth = 1.1;
    for (const shift of [-8, 0, 8]) {
      pen.beginPath();
      pen.moveTo(shift - 1, 9);
      pen.lineTo(shift + 9, -1);
      pen.stroke();
    }
  });
}

/** Put all signs into the map, in the colours of the theme in force. */
export function addSigns(map, c) {
  const add = (name, image) => {
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: RATIO });
  };
  add("hatch", hatch(c));
  add("point", drawn(14, (pen, m) => { disc(pen, m, 5.6, c.surface); disc(pen, m, 4.2, c.point); }));
  add("point-quiet", drawn(14, (pen, m) => { disc(pen, m, 5.8, c.surface); disc(pen, m, 4.6, c.point); disc(pen, m, 2.4, c.surface); }));
  add("mark", drawn(46, (pen, m) => {
    for (const [width, paint] of [[5, c.surface], [2.2, c.accent]]) {
      pen.beginPath();
      pen.arc(m, m, 18, 0, 2 * Math.PI);
      pen.lineWidth = width;
      pen.strokeStyle = paint;
      pen.stroke();
    }
  }));
  for (let r = SMALLEST; r <= LARGEST; r += 1) {
    add(`many-${r}`, cluster(c, r, false));
    add(`many-${r}-quiet`, cluster(c, r, true));
  }
}
