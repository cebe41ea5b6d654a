// The meeting is saved: its draft has nothing more to do on this device.

import { drop } from "./draft.js";

drop(document.getElementById("sent").dataset.token);
