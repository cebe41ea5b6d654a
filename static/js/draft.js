// What is typed but not yet sent, kept on this device: encrypted with a key that cannot be taken
// out of the browser, bound to one user, gone when it is sent or when they log out.
// Without WebCrypto nothing is kept at all.

const NAME = "forankra-drafts";
export const canKeep = Boolean(window.crypto?.subtle && window.indexedDB);

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("drafts", { keyPath: "token" });
  };
  return done(request);
}

async function within(store, mode, work) {
  const database = await open();
  try {
    return await done(work(database.transaction(store, mode).objectStore(store)));
  } finally {
    database.close();
  }
}

async function key() {
  const known = await within("keys", "readonly", (keys) => keys.get("aes"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("keys", "readwrite", (keys) => keys.put(made, "aes"));
  return made;
}

/** Keep `content` (anything JSON can hold) as the draft of `user` with this `token`. */
export async function keep(user, token, content, { queued = false } = {}) {
  if (!canKeep) return false;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const secret = new TextEncoder().encode(JSON.stringify(content));
  const bound = new TextEncoder().encode(user);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, await key(), secret);
  await within("drafts", "readwrite", (drafts) => drafts.put({ token, user, iv, data, queued, at: Date.now() }));
  return true;
}

const all = () => within("drafts", "readonly", (drafts) => drafts.getAll());

/** The user's latest draft as {token, queued, content}; null when there is none. */
export async function latest(user) {
  if (!canKeep) return null;
  const own = (await all()).filter((draft) => draft.user === user).sort((a, b) => b.at - a.at);
  for (const draft of own) {
    try {
      const bound = new TextEncoder().encode(user);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: draft.iv, additionalData: bound }, await key(), draft.data);
      return { token: draft.token, queued: draft.queued, content: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      await drop(draft.token);
    }
  }
  return null;
}

/** It was sent, or thrown away. */
export async function drop(token) {
  if (canKeep && token) await within("drafts", "readwrite", (drafts) => drafts.delete(token));
}

/** Nobody else's drafts stay on a device where this user is logged in. */
export async function keepOnlyFor(user) {
  if (!canKeep) return;
  for (const draft of await all()) if (draft.user !== user) await drop(draft.token);
}

/** Logged out: nothing is left, not even the key. The server says so too (Clear-Site-Data). */
export function forget() {
  if (canKeep) indexedDB.deleteDatabase(NAME);
}
