"""A real server of the Interbook shape on this machine, that can also behave badly."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/APIAssociationRegister/GetAssociationsList/"


def association(number, name, **more) -> dict:
    """One association as such a register tells it, with everything that it has."""
    return {
        "Id": number,
        "Name": name,
        "WebSite": "",
        "DistrictNames": [],
        "AssociationCategoryName": "Idrott",
        "Address": "Storgatan 1",
        "ZipCode": "137 30",
        "City": "Västerhaninge",
        "Phone": "08-500 100 00",
        "Mobile": "070-123 45 67",
        "Email": "",
        "PublicInformation": "Välkomna!",
        "CustomerOccupations": [{"Id": 1, "Name": "Fotboll"}],
        "CustomerContactPeople": [{"Name": "Hemliga Hanna", "Email": "hanna@example.org"}],
        **more,
    }


def register(*associations) -> bytes:
    total = len(associations)
    return json.dumps({"TotalNumberOfElements": total, "Customers": associations}).encode()


class Answers:
    """What the server says next: `content`, `status`, `headers`, or a deed of its own."""

    def __init__(self):
        self.content, self.status, self.headers = register(), 200, {}
        self.instead = None
        self.asked = []


@contextmanager
def serving():
    """(address of the register, its Answers)."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answers.asked.append(self.path)
            if answers.instead:
                answers.instead(self)
                return
            self.send_response(answers.status)
            for name, value in answers.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answers.content)))
            self.end_headers()
            self.wfile.write(answers.content)

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PATH}", answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
