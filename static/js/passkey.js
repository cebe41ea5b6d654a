// Passkeys: asks the device for one, or for an answer with one, and sends the form with it.
// Every page that has this also has a way without it: a password, an app, a code.
// The letters of the protocol are turned by allauth's own mfa/js/webauthn-json.js.

const LOOKS = { first: "first", primary: "btn-primary", line: "btn-line" };

function supported() {
  return window.isSecureContext && window.webauthnJSON?.supported();
}

/** What the server asks for: stands in the page, except where nobody is known yet. */
async function options(form) {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`passkey options: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function ceremony(form) {
  const asked = await options(form);
  if (form.dataset.passkey === "create") return window.webauthnJSON.create(asked);
  return window.webauthnJSON.get(asked);
}

function tell(form, text) {
  const problem = form.querySelector("[data-problem]");
  problem.hidden = !text;
  problem.textContent = text;
}

async function send(event) {
  const form = event.currentTarget;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  tell(form, "");
  try {
    form.elements.credential.value = JSON.stringify(await ceremony(form));
    form.submit();
  } catch {
    tell(form, form.dataset.failed); // refused, too slow, or no passkey here: the same to do
  } finally {
    form.ariaBusy = "false";
  }
}

/** Without passkeys on this device: say why, and let the app come first. */
function withdraw(form) {
  form.hidden = true;
  for (const why of document.querySelectorAll("[data-unsupported]")) why.hidden = false;
  const app = document.querySelector('[data-way="app"]');
  if (!app) return;
  document.querySelector('[data-way="passkey"]').classList.remove(LOOKS.first);
  app.classList.add(LOOKS.first);
  app.querySelector(".btn").classList.replace(LOOKS.line, LOOKS.primary);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (supported()) form.addEventListener("submit", send);
  else withdraw(form);
}
