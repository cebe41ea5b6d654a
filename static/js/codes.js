// Recovery codes: print them, save them as a file, and go on when they are said to be saved.
// The file is made in the browser: the codes are asked for once, and never again.

const list = document.querySelector("[data-codes]");

function save() {
  const text = [...list.children].map((item) => item.textContent).join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`Förankra\r\n${text}\r\n`], { type: "text/plain" }));
  link.download = list.dataset.codes;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function follow(box) {
  const onward = box.form.querySelector("button");
  const why = box.form.querySelector("[data-why]");
  why.hidden = box.checked;
  if (box.checked) onward.removeAttribute("aria-disabled");
  else onward.setAttribute("aria-disabled", "true");
}

if (list) {
  const box = document.querySelector("[data-saved]");
  document.querySelector("[data-print]").addEventListener("click", () => window.print());
  document.querySelector("[data-save]").addEventListener("click", save);
  box.addEventListener("change", () => follow(box));
  follow(box);
}
