// The conflict table: "So it becomes" follows the choices.

const form = document.getElementById("conflict");

function said(name) {
  const chosen = form.querySelector(`[name="choice-${name}"]:checked`);
  if (chosen.value === "both") return form.elements[`both-${name}`].value;
  return chosen.closest("td").querySelector("[data-said]").textContent;
}

function show() {
  for (const outcome of document.querySelectorAll("[data-outcome]")) {
    outcome.textContent = said(outcome.dataset.outcome) || "–";
  }
}

form.addEventListener("input", show);
document.getElementById("outcome").hidden = false;
show();
