// Whom they met: a search field with a list under it. Own and recently met organisations come
// first; several can be chosen. The server decides what there is to choose among.

const PAUSE_MS = 150;

export class Picker {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.field = root.querySelector("#id_organisation");
    this.options = root.querySelector("#options");
    this.parties = root.querySelector("#parties");
    this.looking = root.querySelector("#looking");
    this.near = "";
    this.field.setAttribute("role", "combobox");
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", "options");
    this.close();
    this.field.addEventListener("input", () => this.soon());
    this.field.addEventListener("focus", () => this.look());
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.options.addEventListener("mousedown", (event) => event.preventDefault());
    this.options.addEventListener("click", (event) => this.pick(event.target.closest(".option")));
    this.parties.addEventListener("click", (event) => this.change(event));
    this.settle();
    this.ask("").then((html) => { this.near = html ?? ""; });
  }

  get chosen() {
    return [...this.parties.querySelectorAll("input")].map((input) => input.value);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  async ask(words) {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = `${this.root.dataset.options}?${new URLSearchParams({ q: words })}`;
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, signal: this.asking.signal });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  /** Shows what matches; without a connection, those of one's own that were fetched already. */
  async look() {
    const words = this.field.value.trim();
    const html = words || !this.near ? await this.ask(words) : this.near;
    if (document.activeElement !== this.field) return;
    this.options.innerHTML = html ?? this.near;
    for (const option of this.options.querySelectorAll(".option")) {
      const known = this.chosen.includes(option.dataset.pk);
      const other = html === null && !option.textContent.toLowerCase().includes(words.toLowerCase());
      if (known || other) option.remove();
    }
    if (!this.options.children.length) this.nothing(words);
    this.open();
  }

  nothing(words) {
    if (!words) return;
    const line = document.createElement("li");
    line.className = "meta";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = this.root.dataset.none;
    this.options.append(line);
  }

  open() {
    const some = this.options.children.length > 0;
    this.options.hidden = !some;
    this.field.setAttribute("aria-expanded", String(some));
    this.mark(this.field.value.trim() ? this.options.querySelector(".option") : null);
  }

  close() {
    this.options.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  mark(option) {
    this.options.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const all = [...this.options.querySelectorAll(".option")];
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const shown = !this.options.hidden;
    if (event.key === "Escape" && shown) { event.preventDefault(); this.close(); }
    else if (event.key === "Enter") {
      event.preventDefault();
      if (shown && now >= 0) this.pick(all[now]);
      else this.only();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) { this.look(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(all[(now + step + all.length) % all.length] ?? null);
    }
  }

  /** Enter before the list has come: look now, and take the only one that matches. */
  async only() {
    clearTimeout(this.timer);
    if (!this.field.value.trim()) return;
    await this.look();
    const all = this.options.querySelectorAll(".option");
    if (all.length === 1) this.pick(all[0]);
  }

  pick(option) {
    if (!option) return;
    this.add({
      pk: option.dataset.pk,
      name: option.querySelector(".title").textContent,
      told: option.dataset.last,
      icon: option.querySelector("use").getAttribute("href"),
    });
    this.parties.lastElementChild.querySelector("[data-change]").focus();
  }

  add(party) {
    if (this.chosen.includes(party.pk)) return;
    const card = document.getElementById("party").content.firstElementChild.cloneNode(true);
    const input = card.querySelector("input");
    input.value = party.pk;
    input.setAttribute("aria-label", party.name);
    card.querySelector("use").setAttribute("href", party.icon);
    card.querySelector(".title").textContent = party.name;
    card.querySelector(".meta").textContent = party.told;
    card.querySelector("[data-name]").textContent = party.name;
    this.parties.append(card);
    this.field.value = "";
    this.settle();
    this.changed();
  }

  /** *Byt* takes one away and looks for another; the plus keeps it. */
  change(event) {
    const card = event.target.closest(".party");
    if (!event.target.closest("button") || !card) return;
    if (event.target.closest("[data-change]")) card.remove();
    this.looking.hidden = false;
    this.field.focus();
    this.changed();
  }

  settle() {
    this.looking.hidden = this.chosen.length > 0;
    this.close();
  }

  /** What must be remembered to show the same cards again. */
  remembered() {
    return [...this.parties.children].map((card) => ({
      pk: card.querySelector("input").value,
      name: card.querySelector(".title").textContent,
      told: card.querySelector(".meta").textContent,
      icon: card.querySelector("use").getAttribute("href"),
    }));
  }

  replace(parties) {
    this.parties.replaceChildren();
    for (const party of parties) this.add(party);
    this.settle();
  }
}
