// The palette: search over any page. The server decides what there is and what is marked; here is
// the keyboard, and which organisations this browser opened last (their keys alone, no names).

const PAUSE_MS = 120;
const SPOKEN_MS = 500;
const OPENED = 5;

const dialog = document.getElementById("palette");
const button = document.querySelector("[data-palette]");

class Palette {
  constructor() {
    this.field = dialog.querySelector("input");
    this.found = dialog.querySelector(".found-here");
    this.spoken = dialog.querySelector("[data-spoken]");
    this.all = dialog.querySelector(".palette-foot .all");
    this.nowhere = this.all.href;
    button.addEventListener("click", (event) => this.open(event));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => this.closed());
    dialog.querySelector("form").addEventListener("submit", (event) => this.go(event));
    this.field.addEventListener("input", () => this.soon());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.found.addEventListener("mousemove", (event) => this.point(event));
  }

  open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a link, to another tab
    event.preventDefault();
    if (dialog.open) return;
    this.back = document.activeElement;
    dialog.showModal();
    this.field.select();
    this.look();
  }

  closed() {
    if (dialog.open) return; // opened anew before the browser told that it had been closed
    this.asking?.abort();
    clearTimeout(this.timer);
    clearTimeout(this.speaking);
    (this.back?.isConnected && this.back !== document.body ? this.back : button).focus();
  }

  soon() {
    clearTimeout(this.timer);
    this.stale = true;
    this.timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  async look() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    const words = this.field.value.trim();
    const query = new URLSearchParams(words ? { q: words } : { opened: opened().join(",") });
    try {
      const answer = await fetch(`${dialog.dataset.options}?${query}`, { signal: asking.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say(dialog.dataset.failed);
      this.all.href = `${this.nowhere}?${new URLSearchParams({ q: words })}`;
    }
  }

  show(html) {
    this.found.innerHTML = html;
    this.stale = false;
    const more = this.found.querySelector(".all");
    this.all.href = more?.href ?? this.nowhere;
    more?.remove();
    this.mark(this.options[0]);
    const said = this.found.querySelector("[data-said]")?.textContent ?? "";
    this.say(said.replace(/\s+/g, " ").trim());
  }

  /** Politely, and not while somebody is still typing. */
  say(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => { this.spoken.textContent = text; }, SPOKEN_MS);
  }

  get options() {
    return [...this.found.querySelectorAll('[role="option"]')];
  }

  get chosen() {
    return this.found.querySelector('[aria-selected="true"]');
  }

  mark(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    if (!option) { this.field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (event.key === "Escape" && !event.isComposing) { // at once: the next key may be a shortcut of the page
      event.preventDefault();
      dialog.close();
      this.closed();
      return;
    }
    const all = this.options;
    const now = all.indexOf(this.chosen);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    const inText = (event.key === "Home" || event.key === "End") && this.field.value;
    if (to === undefined || inText || !all.length) return;
    event.preventDefault();
    this.mark(all[to % all.length]);
  }

  point(event) {
    const option = event.target.closest('[role="option"]');
    if (option && option !== this.chosen && (event.movementX || event.movementY)) this.mark(option);
  }

  /** Enter opens what is marked; before the list has come, it waits for it. */
  async go(event) {
    event.preventDefault();
    if (this.stale) await this.look();
    if (this.chosen) location.assign(this.chosen.href);
    else if (this.field.value.trim()) event.target.submit();
  }
}

const place = () => `forankra-opened-${dialog.dataset.reader}`;

function opened() {
  try {
    const kept = JSON.parse(localStorage.getItem(place()) ?? "[]");
    return Array.isArray(kept) ? kept.slice(0, OPENED) : [];
  } catch {
    return [];
  }
}

/** The page of an organisation is remembered by its key. */
function remember() {
  const here = location.pathname.match(/^\/organisationer\/([0-9a-f-]{36})\/$/)?.[1];
  if (!here) return;
  try {
    const kept = [here, ...opened().filter((one) => one !== here)].slice(0, OPENED);
    localStorage.setItem(place(), JSON.stringify(kept));
  } catch { /* a browser that keeps nothing simply has nothing opened last */ }
}

if (dialog && button) {
  new Palette();
  remember();
}
