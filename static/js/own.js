// Where one comes after logging in: drafts of anybody else leave this device.

import { keepOnlyFor } from "./draft.js";

keepOnlyFor(document.getElementById("own").dataset.user).catch(() => {});
