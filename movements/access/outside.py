"""The one way out of the house: a server that an administrator has named, and no other.

Only https, only to addresses on the open internet, never on to where an answer points, and never
for longer or larger than said. `ALLOWED_SERVERS` (host or host:port, from the environment) names
servers of one's own network that may be asked all the same, over http too.
"""

import http.client
import ipaddress
import socket
import ssl
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from movements.access.identity import actor

AGENT = "Forankra/1.0"
PIECE = 64_000  # bytes read at a time
PORTS = {"http": 80, "https": 443}


class Unreachable(Exception):
    """No answer that can be used; the message is a sentence for whoever configured the server."""


class InTransaction(RuntimeError):
    """A mistake of ours: rows would stay locked for as long as a stranger thinks."""


def checked_address(url: str) -> str:
    """The address, if it may be asked at all. Raises ValidationError with a sentence."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise ValidationError(_("Write an address such as https://www.kommun.se/…")) from wrong
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValidationError(_("Write an address such as https://www.kommun.se/…"))
    if parts.username or parts.password:
        raise ValidationError(_("An address may not hold a user name or a password."))
    if is_allowed(parts.hostname, port or PORTS[parts.scheme]):
        return url
    if parts.scheme != "https":
        raise ValidationError(_("The address must begin with https."))
    if _is_inside(parts.hostname):
        raise ValidationError(_("An address in one's own network must be allowed by the server."))
    return url


def is_allowed(host: str, port: int) -> bool:
    """Whether this installation says that the server may be asked wherever it stands."""
    return bool({host, f"{host}:{port}"} & set(settings.ALLOWED_SERVERS))


def fetch(url: str, *, limit: int, seconds: float) -> bytes:
    """What stands at the address. Raises Unreachable: also after `seconds`, or past `limit` bytes.

    Redirections are not followed: an address is what an administrator wrote, nothing else. Asked
    outside every deed, or it raises InTransaction.
    """
    if actor() is not None:
        raise InTransaction(f"{url} is asked inside the transaction of a deed.")
    try:
        parts = urlsplit(checked_address(url))
    except ValidationError as wrong:
        raise Unreachable(" ".join(wrong.messages)) from wrong
    deadline = monotonic() + seconds
    connection = _connection(parts, seconds)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": AGENT, "Accept": "application/json", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise Unreachable(_("The address leads on to another. Write that one instead."))
        if answer.status != 200:
            said = {"status": answer.status}
            raise Unreachable(_("The server answered with error %(status)s.") % said)
        return _body(connection, answer, limit, deadline)
    except (TimeoutError, ssl.SSLError, OSError, http.client.HTTPException) as broken:
        raise Unreachable(_why(broken)) from broken
    finally:
        connection.close()


def _connection(parts, seconds: float):
    if parts.scheme == "https":
        made = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds)
    else:
        made = http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    made._create_connection = _connected  # the name is looked up once: what is checked is called
    return made


def _connected(address, timeout=None, source_address=None):
    """A socket to the host, at an address that may be called."""
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    where = [sockaddr[:2] for *_rest, sockaddr in found]
    if not is_allowed(host, port):
        where = [one for one in where if ipaddress.ip_address(one[0]).is_global]
    if not where:
        raise Unreachable(_("An address in one's own network must be allowed by the server."))
    return socket.create_connection(where[0], timeout, source_address)


def _body(connection, answer, limit: int, deadline: float) -> bytes:
    found = bytearray()
    while True:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock:
            connection.sock.settimeout(left)
        piece = answer.read1(PIECE)
        found += piece
        if len(found) > limit:
            raise Unreachable(_("The answer is too large to be right."))
        if not piece:
            return bytes(found)


def _is_inside(host: str) -> bool:
    """Whether the host says by itself that it is not on the open internet."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".internal"))


def _why(broken: Exception) -> str:
    if isinstance(broken, TimeoutError):
        return _("The server did not answer in time.")
    if isinstance(broken, ssl.SSLError):
        return _("The server's certificate is not valid.")
    return _("The server cannot be reached.")
