// What every page shares: shortcuts, toasts, menus that close, questions before deeds, focus.
// Every page works without this file; nothing here is the only way to do a thing.

const UNDO_MS = 10000;
const SLOW_MS = 400;
const live = document.getElementById("live");
const toasts = document.getElementById("toasts");

/** Say something to those who listen, without moving focus. */
export function announce(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** The colour that a custom property has here and now, as rgb(); for what is drawn by script. */
export function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A toast leaves after ten seconds, but never from under someone's focus or pointer. */
function watch(toast) {
  const leave = () => {
    if (toast.matches(":focus-within, :hover")) setTimeout(leave, 1000);
    else toast.remove();
  };
  setTimeout(leave, UNDO_MS);
}

/** Show one toast; `action` is {text, run}. One at a time. */
export function showToast(text, action) {
  const toast = document.createElement("div");
  toast.className = "snack";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = action.text;
    button.addEventListener("click", () => { toast.remove(); action.run(); });
    toast.append(button);
  }
  toasts.replaceChildren(toast);
  watch(toast);
  return toast;
}

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

function shortcut(event) {
  if (event.defaultPrevented || event.altKey || document.body.dataset.shortcuts === "off") return;
  const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!palette && (event.ctrlKey || event.metaKey || typing(event.target))) return;
  const key = palette ? "/" : event.key.toLowerCase();
  const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!target || !target.checkVisibility()) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (event.type === "keydown") {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
}

/** For browsers that do not know command/commandfor on buttons yet. */
function command(event) {
  const button = event.target.closest("button[commandfor]");
  if (!button || "commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  else dialog.close();
}

/** An unavailable button says why beside it; pressing it does nothing. */
function refuse(event) {
  if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
}

/** Show what is typed in a password field, or hide it again. */
function reveal(event) {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}

/** A part that takes long shows still bars; a part that fails says so and keeps the rest. */
function busy(event) {
  const part = event.detail.target;
  part.busyTimer = setTimeout(() => part.setAttribute("aria-busy", "true"), SLOW_MS);
}

function settled(event) {
  const part = event.detail.target;
  clearTimeout(part.busyTimer);
  part.removeAttribute("aria-busy");
}

function failed() {
  const text = document.documentElement.lang === "sv"
    ? "Det gick inte att hämta. Försök igen."
    : "It could not be fetched. Try again.";
  showToast(text);
}

document.addEventListener("keydown", shortcut);
document.addEventListener("keydown", closeMenus);
document.addEventListener("click", closeMenus);
document.addEventListener("click", command);
document.addEventListener("click", reveal);
document.addEventListener("click", refuse, true);
document.addEventListener("htmx:beforeRequest", busy);
document.addEventListener("htmx:afterRequest", settled);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);
for (const toast of toasts.children) watch(toast);
document.querySelector("[data-focus]")?.focus();
