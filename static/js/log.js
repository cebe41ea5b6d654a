// Logga avstämning: nothing typed is lost. A draft is kept at each pause; without a connection the
// form waits and sends itself; without a login it stays until one has logged in again.
// Without this file the form is an ordinary form.

import { announce } from "./app.js";
import { canKeep, drop, keep, keepOnlyFor, latest } from "./draft.js";
import { Picker } from "./picker.js";

const PAUSE_MS = 400;
const RETRY_MS = 15000;
const PATIENCE_MS = 20000;
const OWN = new Set(["csrfmiddlewaretoken", "writer", "find", "form_token"]);

let form, picker, timer, retry;
let sending = false;
let queued = false;
let over = false; // sent or thrown away: nothing more is kept

const user = () => form.dataset.user;
const token = () => form.elements.form_token.value;
const typed = () => [...new FormData(form)].filter(([name]) => !OWN.has(name) && name !== "organisation");
const blank = { form: "" };

function content() {
  return { fields: typed(), parties: picker.remembered(), details: form.querySelector("details.more").open };
}

const changedSinceStart = () => JSON.stringify(content()) !== blank.form;

function mark(kept) {
  document.getElementById("draft-mark").hidden = !kept;
}

async function keepNow(now = queued) {
  clearTimeout(timer);
  if (over || !changedSinceStart()) return false;
  try {
    const kept = await keep(user(), token(), content(), { queued: now });
    mark(kept);
    return kept;
  } catch {
    mark(false);
    return false;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => keepNow(), PAUSE_MS);
}

function show(draft) {
  form.elements.form_token.value = draft.token;
  for (const element of form.elements) {
    if (element.type === "checkbox" || element.type === "radio") element.checked = false;
  }
  for (const [name, value] of draft.content.fields) {
    const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    for (const element of found) {
      if (element.type === "checkbox" || element.type === "radio") element.checked ||= element.value === value;
      else element.value = value;
    }
  }
  form.querySelector("details.more").open = draft.content.details;
  picker.replace(draft.content.parties);
  document.getElementById("restored").hidden = false;
  mark(true);
}

async function restore() {
  await keepOnlyFor(user());
  const draft = await latest(user());
  if (!draft || form.dataset.fresh !== "1") return;
  const wanted = picker.chosen;
  const same = wanted.every((pk) => draft.content.parties.some((party) => party.pk === pk));
  if (!same) return; // asked for another organisation: the draft waits for its own turn
  show(draft);
  announce(form.dataset.restored);
  queued = draft.queued;
  again(); // it was waiting for a connection when the page was closed
}

async function startOver() {
  over = true;
  await drop(token());
  location.assign(form.action);
}

function trouble(text, link) {
  const box = document.getElementById("trouble");
  box.replaceChildren();
  const note = document.createElement("div");
  note.className = link ? "note late" : "note";
  const words = document.createElement("div");
  const line = document.createElement("p");
  line.textContent = text;
  words.append(line);
  if (link) words.append(link);
  note.append(words);
  box.append(note);
  note.scrollIntoView({ block: "nearest" });
}

function logIn() {
  const link = document.createElement("a");
  link.className = "btn btn-line";
  link.href = form.dataset.login;
  link.textContent = form.dataset.logIn;
  if (!canKeep) link.target = "_blank";
  return link;
}

/** No connection: the form waits, and tries again by itself. */
function wait() {
  queued = true;
  keepNow(true);
  trouble(form.dataset.queued);
  clearTimeout(retry);
  retry = setTimeout(again, RETRY_MS);
}

function again() {
  if (queued && !sending) send();
}

async function post(extra) {
  const body = new FormData(form);
  if (extra) body.append(extra, "1");
  return fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** After a new login the page's token is old: fetch a new one, if it is still the same person. */
async function refreshed() {
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "fetch" } });
  if (answer.redirected || answer.status === 401) return "expired";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("log");
  if (!fresh) return "failed";
  if (fresh.dataset.user !== user()) return "other";
  for (const name of ["csrfmiddlewaretoken", "writer"]) {
    form.elements[name].value = fresh.elements[name].value;
  }
  return "";
}

async function send(extra) {
  sending = true;
  clearTimeout(retry);
  form.setAttribute("aria-busy", "true");
  try {
    await keepNow(true);
    let answer = await post(extra);
    if (answer.status === 403) {
      const problem = await refreshed();
      if (problem) return stay(problem);
      answer = await post(extra);
    }
    await settle(answer);
  } catch {
    wait();
  } finally {
    sending = false;
    form.removeAttribute("aria-busy");
  }
}

function stay(problem) {
  queued = false;
  keepNow();
  trouble(form.dataset[problem], problem === "expired" ? logIn() : null);
}

async function settle(answer) {
  queued = false;
  if (answer.status === 201) {
    clearTimeout(timer);
    over = true;
    await drop(token()).catch(() => {});
    location.assign(answer.headers.get("Location"));
  } else if (answer.status === 401) stay("expired");
  else if (answer.status === 409 || answer.status === 422) swap(await answer.text());
  else stay("failed");
}

/** The server's own form with what must change, in place of this one. */
function swap(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  form.replaceWith(document.importNode(page.getElementById("log"), true));
  start();
  keepNow();
  const said = form.querySelector(".errors, #alike");
  said?.focus();
  said?.scrollIntoView({ block: "start" });
}

function start() {
  form = document.getElementById("log");
  picker = new Picker(document.getElementById("picker"), soon);
  blank.form = form.dataset.fresh === "1" ? JSON.stringify(content()) : "";
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sending) send(event.submitter?.name);
  });
  document.getElementById("start-over").addEventListener("click", startOver);
}

start();
restore();
window.addEventListener("online", again);
window.addEventListener("pagehide", () => keepNow());
