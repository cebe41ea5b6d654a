// How far a job has come: the bar moves, and each new step is said once. The page may be closed;
// without this file its button shows the same.

const PAUSE_MS = 1500;
const SLOW_MS = 6000;
const box = document.querySelector("[data-progress]");

/** One question; when there is nothing more to wait for the page goes where the draft is. */
async function ask() {
  const words = box.querySelector("[role=status]");
  try {
    const answer = await fetch(location.href, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      location.reload();
      return;
    }
    const said = await answer.json();
    if (said.url) {
      location.replace(said.url);
      return;
    }
    if (said.progress !== null) box.querySelector("progress").value = said.progress;
    tell(words, said.words);
    setTimeout(ask, PAUSE_MS);
  } catch {
    tell(words, box.dataset.offline);
    setTimeout(ask, SLOW_MS);
  }
}

/** Only what is new is spoken. */
function tell(words, text) {
  if (words.textContent !== text) words.textContent = text;
}

if (box) setTimeout(ask, PAUSE_MS);
