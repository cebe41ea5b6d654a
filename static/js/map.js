// The map page: one selection in three forms. The form asks, the server answers with the same page,
// and this file puts the new parts in place, redraws the map and keeps the address true.
// Without script or WebGL the page is whole: a plain form, a list and a still picture.

import { announce } from "./app.js";
import { CountyMap } from "./map-view.js";

const page = document.getElementById("mapping");
const form = document.getElementById("map-form");
const words = document.getElementById("map-words").dataset;
const element = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const phone = matchMedia("(max-width: 767px)");
const HEIGHTS = ["peek", "half", "full"];
const TYPING_MS = 350;

const read = () => JSON.parse(element("map-data").textContent);
let data = read();
let map = null;
let asking = null;

// --- One question, one answer -----------------------------------------------------------------

/** The address that the form asks for, without what is empty. */
function asked() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  if (query.get("measure") === "living") query.delete("measure");
  return query.size ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
}

/** Fetch the page at `address` and put its parts in place. `quiet`: say nothing, move nothing. */
async function show(address, { push = true, whole = true } = {}) {
  asking?.abort();
  asking = new AbortController();
  const busy = setTimeout(() => element("map-panel").setAttribute("aria-busy", "true"), 400);
  try {
    const response = await fetch(address, { signal: asking.signal, headers: { "X-Requested-With": "fetch" } });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.redirected || !answer.getElementById("map-data")) { location.assign(address); return; }
    if (push) history.pushState({ map: true }, "", address + location.hash);
    put(answer, whole);
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(address);
  } finally {
    clearTimeout(busy);
    element("map-panel").removeAttribute("aria-busy");
  }
}

function put(answer, whole) {
  for (const old of document.querySelectorAll("[data-part]")) {
    const fresh = answer.getElementById(old.id);
    if (old.id === "map-picture" && "covered" in old.dataset) fresh.dataset.covered = "";
    old.replaceWith(document.adoptNode(fresh));
  }
  if (whole) fillForm(answer.getElementById("map-form"));
  document.title = answer.title;
  const before = data.chosen;
  data = read();
  map?.redraw(data);
  if (data.chosen !== before) map?.look(data.chosen ? data.boxes[data.chosen] : data.box, !calm.matches);
  if (data.chosen && data.chosen !== before && phone.matches && page.dataset.sheet === "peek") height(1);
  element("map-panel").scrollTop = 0; // the parts inside are new and stand at their beginning
  announce(`${element("panel-title").textContent}: ${element("list-title").textContent}`);
}

/** After going back, the form says what the address says. */
function fillForm(fresh) {
  const given = new FormData(fresh);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
    else if (field.name !== "measure") field.value = given.get(field.name) ?? "";
  }
  element("map-measure").value = new URLSearchParams(location.search).get("measure") || "living";
}

let pause = null;
form.addEventListener("submit", (event) => { event.preventDefault(); show(asked(), { whole: false }); });
form.addEventListener("input", (event) => {
  if (event.target.type !== "search") return;
  clearTimeout(pause);
  pause = setTimeout(() => show(asked(), { whole: false }), TYPING_MS);
});
document.addEventListener("change", (event) => {
  if (event.target.form !== form || event.target.type === "search") return;
  show(asked(), { whole: false });
});
addEventListener("popstate", () => show(location.pathname + location.search, { push: false }));
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-map-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.getAttribute("href"));
});

// --- List and map mark each other -------------------------------------------------------------

const lineOf = (id) => page.querySelector(`.map-line[data-id="${CSS.escape(id ?? "")}"]`);

/** Show one organisation in both; `at` is [lon, lat], or null for one whose place is not drawn. */
function mark(id, at, { look = false } = {}) {
  for (const line of page.querySelectorAll(".map-line.current")) line.classList.remove("current");
  lineOf(id)?.classList.add("current");
  map?.mark(at, look);
}

const place = (line) => line.dataset.at?.split(",").map(Number) ?? null;

/** Organisations chosen on the map, which may stand further down than the list has come. */
function chosenHere(found, at) {
  const [only] = found;
  const line = found.length === 1 ? lineOf(only.id) : null;
  element("map-chosen").replaceChildren();
  if (phone.matches && page.dataset.sheet === "peek") height(1);
  mark(found.length === 1 ? only.id : null, at);
  if (line) {
    line.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    announce(line.querySelector(".title").textContent);
    return;
  }
  const box = document.createElement("div");
  box.className = "map-here";
  const title = document.createElement("b");
  title.textContent = words.here;
  const list = document.createElement("ul");
  for (const { id, name, quiet } of found) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = words.organisation.replace(words.pattern, id);
    link.textContent = name;
    item.append(link, quiet ? ` · ${words.quiet}` : "");
    list.append(item);
  }
  box.append(title, list);
  element("map-chosen").append(box);
  box.scrollIntoView({ block: "nearest" });
  announce(`${words.here}: ${found.map((each) => each.name).join(", ")}`);
}

page.addEventListener("focusin", (event) => {
  const line = event.target.closest(".map-line");
  if (line) mark(line.dataset.id, place(line));
});
page.addEventListener("click", (event) => {
  const line = event.target.closest(".map-line[data-at]");
  if (line && !event.target.closest("a")) mark(line.dataset.id, place(line), { look: true });
});

// --- The phone: Karta or Lista, and a sheet at three heights ----------------------------------

function height(step) {
  const at = HEIGHTS.indexOf(page.dataset.sheet) + step;
  page.dataset.sheet = HEIGHTS[Math.max(0, Math.min(HEIGHTS.length - 1, at))];
  for (const button of element("sheet-buttons").children) {
    const end = button.dataset.step === "1" ? HEIGHTS.at(-1) : HEIGHTS[0];
    button.setAttribute("aria-disabled", String(page.dataset.sheet === end));
  }
}

function view(which) {
  page.dataset.view = which;
  for (const button of element("map-switch").children) {
    button.setAttribute("aria-pressed", String(button.dataset.show === which));
  }
  if (which === "map") map?.resize();
}

function comeAlive() {
  page.dataset.live = "";
  for (const id of ["map-switch", "sheet-buttons", "more-filters"]) element(id).hidden = false;
  const filters = element("map-filters");
  filters.dataset.folded = "";
  element("more-filters").addEventListener("click", (event) => {
    const open = filters.toggleAttribute("data-folded") === false;
    event.currentTarget.setAttribute("aria-expanded", String(open));
    map?.resize();
  });
  element("map-switch").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) view(button.dataset.show);
  });
  element("sheet-buttons").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) height(Number(button.dataset.step));
  });
  height(data.chosen ? 1 : 0);
  if (phone.matches) element("legend-fold").open = false;
}

/** What lies over the map: the key to the left, on a phone the sheet below. */
function padding() {
  const edge = 24;
  if (!phone.matches) return { top: edge, bottom: edge, right: 64, left: element("map-legend").offsetWidth + edge };
  const covered = page.dataset.sheet === "full" ? 0 : element("map-panel").offsetHeight;
  const told = page.dataset.sheet === "peek" ? element("map-unplaced").offsetHeight : 0;
  return { top: edge, left: edge, right: edge, bottom: covered + told + edge };
}

function draw() {
  if (!data.box || !CountyMap.possible()) { view("map"); return; }
  map = new CountyMap(element("map"), data, {
    name: words.map,
    worker: words.worker,
    calm: () => calm.matches,
    padding,
    ready() {
      element("map-picture").dataset.covered = "";
      for (const id of ["map-zoom", "legend-signs"]) element(id).hidden = false;
    },
    base(trouble) {
      element("map-credit").hidden = false;
      element("map-credit-trouble").hidden = !trouble;
    },
    municipality: (code) => show(data.urls[code]),
    organisations: chosenHere,
  });
  element("map").hidden = false;
  element("zoom-in").addEventListener("click", () => map.zoom(1));
  element("zoom-out").addEventListener("click", () => map.zoom(-1));
  element("zoom-all").addEventListener("click", () => map.look(data.box, !calm.matches));
}

comeAlive();
draw();
