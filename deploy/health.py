"""Asks this container's own server whether it lives: exit code 0 is yes.

The host name is the first allowed one, since Django answers no other.
"""

import os
import sys
import urllib.request


def main() -> None:
    """Exit with 0, or with one line on what was wrong."""
    port = os.environ.get("GRANIAN_PORT", "8000")
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".*") or "localhost"
    address = f"http://127.0.0.1:{port}/healthz/"  # always this machine
    question = urllib.request.Request(address, headers={"Host": host})  # noqa: S310
    try:
        urllib.request.urlopen(question, timeout=4).close()  # noqa: S310
    except OSError as problem:  # refused, too late, or a status of 400 and over
        sys.exit(f"{address} as {host}: {problem}")


if __name__ == "__main__":
    main()
