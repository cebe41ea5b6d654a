// What a page tells of the harm that stands in it: (foreign, end) => {ran, foreign, wide, turned, small}.
([foreign, end]) => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const says = (e) => `${e.parentElement?.className} > ${e.localName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`;
  // Sticks out on the right, the innermost of it.
  const out = (e) => e.getBoundingClientRect().right > innerWidth + 1;
  const wide = document.documentElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter((e) => shown(e) && out(e) && ![...e.children].some(out)) : [];
  // A line of text whose signs do not stand from left to right: what follows a text that turns.
  const block = (node) => {
    let at = node.parentElement;
    while (getComputedStyle(at).display === "inline") at = at.parentElement;
    return at;
  };
  const range = document.createRange();
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector("body"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  const turned = [];
  texts.forEach((text, at) => {
    const from = text.data.lastIndexOf(end);
    if (from < 0 || !shown(text.parentElement)) return;
    const home = block(text), after = [[text, from + end.length]];
    for (const next of texts.slice(at + 1)) {
      if (after.length > 3 || !home.contains(next) || next.data.includes(end)) break;
      if (block(next) === home) after.push([next, 0]);
    }
    const line = new Map();
    for (const [node, start] of after) {
      for (let i = start; i < Math.min(node.length, start + 40); i += 1) {
        if (!/[A-Za-z0-9]/.test(node.data[i])) continue;
        range.setStart(node, i); range.setEnd(node, i + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.width) continue;
        const top = Math.round(box.bottom / 4);
        if (box.left < (line.get(top) ?? -Infinity)) { turned.push(`${home.className || home.localName}: ${after.map(([n, s]) => n.data.slice(s)).join("").trim().slice(0, 60)}`); return; }
        line.set(top, box.left);
      }
    }
  });
  // A way in that cannot be hit, since its name has no width.
  const small = [...document.querySelectorAll("main a[href], main button")].filter((e) => {
    const box = e.getBoundingClientRect();
    return shown(e) && (box.width < 16 || box.height < 16);
  });
  return {
    ran: window.ran ?? null,
    foreign: [...document.querySelectorAll(foreign)].map((e) => e.outerHTML.slice(0, 200)),
    wide: wide.slice(0, 4).map(says),
    turned: turned.slice(0, 4),
    small: small.slice(0, 4).map(says),
  };
}
