"""An actor at the door: one request, what came back of it, and what it told."""

import json
import logging
import re
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.core.files.base import File
from django.db import connection, transaction
from django.test import Client

from tests.door import log_in_with_factor, log_in_with_password_alone
from tests.leaks import canaries, oracle
from tests.leaks.statements import Heard

JSON = "application/json"
# What is new in every answer and says nothing: tokens of forms, signatures, versions, the clock.
NEW_EACH_TIME = [
    re.compile(r'(name="(?:csrfmiddlewaretoken|writer|form_token|seen)"\s+value=")[^"]*'),
    re.compile(r'(value=")[^"]*(?="\s+name="(?:csrfmiddlewaretoken|writer|form_token|seen)")'),
    re.compile(r'("?X-CSRFToken"?: ?"?(?:&quot;)?)\w+'),
    re.compile(r"(nonce[-=]\"?)[\w+/=-]+"),
    re.compile(r"(/angra/)[^/\s]+"),
]
# And in every answer to a deed: moments, versions, how long it took, a passphrase shown once.
NEW_OF_DEEDS = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?"
    r'|(?<="version": ")[0-9a-f]{16}|(?<="seconds": )[\d.]+'
    r"|\b(?:[a-z0-9]{5}-){4}[a-z0-9]{5}\b"
)
KEPT_HEADERS = ("content-type", "content-disposition", "location", "allow", "etag")


@dataclass
class Answer:
    """What an actor was told: status, what stands in it, mails that went out, lines in the log."""

    status: int
    text: str
    headers: str
    mails: list = field(default_factory=list)
    log: str = ""
    heard: Heard | None = None  # what the database was asked for it

    def told(self) -> set[str]:
        return canaries.found_in(f"{self.headers}\n{self.text}")

    def same(self, *said, known=None) -> tuple:
        """To compare with another answer: without what is new each time, and without `said`; nor
        ids that are none of those `known`: what was made just now has one of its own."""
        text = f"{self.headers}\n{self.text}"
        if known is not None:
            text = canaries.UUID.sub(
                lambda one: one[0] if one[0].replace("-", "") in known else "<new>", text
            )
            text = NEW_OF_DEEDS.sub("<new>", text)
        for pattern in NEW_EACH_TIME:
            text = pattern.sub(r"\1…", text)
        for one in map(str, filter(None, said)):
            text = text.replace(one, "<said>").replace(one.replace("-", ""), "<said>")
        return self.status, text


class Plain(logging.Formatter):
    """What an error says, and those that it came of. The lines of our source say nothing of
    anybody, and a third of the time of a refusal went to finding them."""

    def formatException(self, ei):
        problem, said = ei[1], []
        while problem is not None:
            said += traceback.format_exception_only(problem)
            problem = problem.__cause__ or problem.__context__
        return "".join(said)


class Log(logging.Handler):
    """Everything that is logged while it listens."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(Plain())
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(self.format(record))


@contextmanager
def listening():
    log, root = Log(), logging.getLogger()
    before = root.level
    root.handlers.insert(0, log)  # the others write what it has written
    root.setLevel(logging.INFO)
    try:
        yield log
    finally:
        root.removeHandler(log)
        root.setLevel(before)


class Quick(Client):
    """A client that does not keep what every template was given: half of the time goes there."""

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


class Asker:
    """One of the actors. Every request is undone when it has been answered."""

    def __init__(self, world, actor: str):
        self.world, self.actor = world, actor
        self.client = Quick()
        self.more = {}
        if actor == oracle.TOKEN:
            self.more = {"HTTP_AUTHORIZATION": f"Token {world.token}"}
        elif actor == oracle.LENA:
            log_in_with_password_alone(self.client, world.users[actor])
        elif actor != oracle.NOBODY_AT_ALL:
            log_in_with_factor(self.client, world.users[actor])

    def ask(self, method: str, path: str, data=None, *, keep=False) -> Answer:
        """The answer. What was done is undone, unless `keep`: somebody looks at the rows first."""
        cookies = dict(self.client.cookies)
        mail.outbox.clear()
        heard = Heard()
        with listening() as log, transaction.atomic(), connection.execute_wrapper(heard):
            answer = self._answer(self._send(method, path, data))
            if not keep:
                transaction.set_rollback(True)
        self.client.cookies.clear()
        self.client.cookies.update(cookies)
        answer.heard, answer.mails, answer.log = heard, list(mail.outbox), "\n".join(log.lines)
        return answer

    def _send(self, method, path, data):
        if method == "GET":
            return self.client.get(path, **self.more)
        if path.startswith("/api/") and any(isinstance(one, File) for one in (data or {}).values()):
            return self.client.post(path, data, **self.more)
        if path.startswith("/api/") or data is None:
            more = self.more | (self._version(path) if method == "PATCH" else {})
            said = "" if data is None else _json(data)
            return self.client.generic(method, path, said, content_type=JSON, **more)
        return self.client.post(path, data, **self.more)

    def _version(self, path) -> dict:
        """A change says what it was made from."""
        read = self.client.get(path, **self.more)
        return {"HTTP_IF_MATCH": json.loads(read.content).get("version", "none")}

    def _answer(self, response) -> Answer:
        headers = [f"{k}: {v}" for k, v in response.items() if k.lower() in KEPT_HEADERS]
        cookies = [
            f"{name}={_said_in(one.value) if name == 'messages' else one.value}"
            for name, one in response.cookies.items()
            if name not in ("sessionid", "csrftoken")
        ]
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = canaries.read(content, response.get("Content-Type", ""))
        return Answer(response.status_code, text, "\n".join([*headers, *cookies]))

    def leaks(self, answer: Answer, *said: str) -> list[str]:
        """What the answer, its mails or the log told that they should not. What the request itself
        said is no news."""
        echo = canaries.found_in("\n".join(said))
        found = sorted(self.world.leaked(self.actor, answer.told() - echo))
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            found.append(f"error {answer.status}")
        found += [f"log: {one}" for one in self._logged(answer, echo)]
        for letter in answer.mails:
            found += self._mailed(letter)
        return found

    def _logged(self, answer, echo) -> list[str]:
        """Nobody's words stand in the log; ids may."""
        told = canaries.found_in(answer.log)
        words = {one for one in told if canaries.WORD.fullmatch(one)}
        return sorted(self.world.told_fields[one] for one in words & set(self.world.knowing))

    def _mailed(self, letter) -> list[str]:
        told = canaries.found_in(letter.message().as_string())
        found = []
        for address in letter.recipients():
            whose = [name for name, user in self.world.users.items() if user.email == address]
            name = whose[0] if whose else oracle.NOBODY_AT_ALL
            found += [f"mail to {name}: {one}" for one in sorted(self.world.leaked(name, told))]
        return found


def _said_in(cookie: str) -> str:
    """The messages that a cookie carries, which may be packed."""
    told = CookieStorage(None)._decode(cookie) or []
    return "; ".join(f"{one.level_tag} {one} {one.extra_tags}" for one in told)


def _json(data) -> str:
    from django.core.serializers.json import DjangoJSONEncoder

    return DjangoJSONEncoder().encode(data)
