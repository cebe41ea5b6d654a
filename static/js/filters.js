// The filter bar: says in the closed field what is chosen, folds itself on a phone, keeps the
// address free from empty fields. Without this file it is a plain form.

const PHONE = matchMedia("(max-width: 767px)");
const form = document.querySelector(".organisation-filters");

function retell(choice) {
  const words = [...choice.querySelectorAll("input:checked + span")].map((word) => word.textContent);
  const summary = choice.querySelector("summary");
  const more = words.length > 1 ? ` +${words.length - 1}` : "";
  summary.querySelector(".now").textContent = words.length ? words[0] + more : summary.dataset.everything;
}

function withoutEmpty(event) {
  for (const [name, value] of [...event.formData.entries()]) {
    if (value === "") event.formData.delete(name);
  }
}

if (form) {
  const more = form.querySelector(".more-filters");
  const fold = () => { more.open = !PHONE.matches; };
  fold();
  PHONE.addEventListener("change", fold);
  form.addEventListener("formdata", withoutEmpty);
  for (const choice of form.querySelectorAll(".choice")) {
    choice.addEventListener("change", () => retell(choice));
  }
}
