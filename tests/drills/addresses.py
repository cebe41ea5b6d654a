"""An address server that takes its time and knows every number of one street."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

from tests.drills.ground import HOST

SLOWLY = 0.4  # seconds: long enough for a worker to be killed meanwhile
WEST, SOUTH = 18.0, 59.0


def place(number: int) -> tuple[float, float]:
    """(lon, lat) of a number in the street."""
    return WEST + number / 100_000, SOUTH


class _Street(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = int(re.search(r"Övningsgatan (\d+)", unquote_plus(self.path))[1])
        time.sleep(SLOWLY)
        lon, lat = place(number)
        said = json.dumps([{"lat": str(lat), "lon": str(lon), "display_name": "-"}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_said) -> None:
        """Silence."""


class _Quietly(ThreadingHTTPServer):
    def handle_error(self, *_who) -> None:
        """A worker that was killed has hung up: that is the drill."""


@contextmanager
def address_server() -> Iterator[str]:
    """Its address."""
    server = _Quietly((HOST, 0), _Street)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
