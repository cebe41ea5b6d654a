"""Asks this container's own server whether it lives: exit code 0 is yes.

The host name is the first allowed one, since Django answers no other.
"""

import os
import sys
import urllib.request

if __name__ == "__main__":
    port = os.environ.get("GRANIAN_PORT", "8000")
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".*")
    question = urllib.request.Request(  # noqa: S310  always http, always this machine
        f"http://127.0.0.1:{port}/healthz/", headers={"Host": host or "localhost"}
    )
    with urllib.request.urlopen(question, timeout=4) as answer:  # noqa: S310
        sys.exit(answer.status != 200)
