"""The reading half of the matrix: everything that an actor can ask for, in three states.

With the floor in force, then lifted so that the funnel stands alone, then without what the actor
may not know of: each time the answers must be the same. (statements.py says when that is known
without making the request again.)
"""

from collections import defaultdict
from http import HTTPStatus

from tests.leaks import endpoints
from tests.leaks.asking import Asker
from tests.leaks.endpoints import Call
from tests.leaks.floor import lifted_floor
from tests.leaks.parting import without_hidden
from tests.leaks.statements import State

# Pages with a secret of their own in each answer, in letters or as a picture: about oneself alone.
MADE_ANEW = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}
# Addresses that took no GET of the first who asked: they take none of anybody, whatever is named.
CLOSED: set[str] = set()
OTHERWISE = "a hidden row answers otherwise than a missing one"


class Told:
    """What was told that should not have been, by address."""

    def __init__(self, actor: str):
        self.actor, self.leaks, self.cells = actor, defaultdict(list), 0
        self.names: set[str] = set()

    def asked(self, name: str, cells: int = 1) -> None:
        self.names.add(name.partition(":")[0])
        self.cells += cells

    def heard(self, name: str, path: str, found) -> None:
        for one in found:
            self.leaks[f"{name}: {one}"].append(path)

    def record(self, record_property) -> None:
        """For the one line that `make leaks` ends with (conftest.py adds them up)."""
        record_property("endpoints", sorted(self.names))
        record_property("cells", self.cells)
        record_property("leaks", len(self.leaks))

    def lines(self) -> list[str]:
        return [f"{what}\n    {paths[0]} ({len(paths)})" for what, paths in self.leaks.items()]


class Reading:
    """One actor, who asks for everything (or for the addresses in `only`)."""

    def __init__(self, world, actor: str, only=None):
        self.world, self.actor = world, actor
        self.asker, self.told = Asker(world, actor), Told(actor)
        self.calls = [
            one for one in endpoints.calls(world, actor) if only is None or one.name in only
        ]
        self.answers: dict[Call, object] = {}  # as things stood when they were last asked

    def in_every_state(self) -> Told:
        self.with_the_floor()
        with lifted_floor():
            lifted = self._state()
            self._again(self.in_force, lifted, "the floor changes it")
            self._about_others(lifted)
        with without_hidden(self.world, self.actor), lifted_floor():
            self._again(lifted, self._state(), "what is hidden changes it")
        return self.told

    def with_the_floor(self) -> Told:
        for call in self.calls:
            if call.name in CLOSED:
                continue
            self.told.asked(call.name)
            self.answers[call] = answer = self._ask(call.name, call.path)
            if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
                CLOSED.add(call.name)
        self.in_force = self._state()
        self._about_others(self.in_force)
        return self.told

    def _ask(self, name: str, path: str, *said: str):
        answer = self.asker.ask("GET", path)
        self.told.heard(name, path, self.asker.leaks(answer, path, *said))
        return answer

    def _state(self) -> State:
        state = State()
        for answer in self.answers.values():
            state.learn(answer.heard.statements)
        return state

    def _again(self, before: State, now: State, why: str) -> None:
        """Makes the requests again whose answers may be others now."""
        for call, answer in self.answers.items():
            self.told.asked(call.name)
            asked = answer.heard.statements
            if not answer.heard.again and all(before.of(one) == now.of(one) for one in asked):
                continue
            other = self._ask(call.name, call.path)
            if call.name not in MADE_ANEW and (one := answer.same()) != (two := other.same()):
                self.told.heard(call.name, call.path, [f"{why}: {difference(one, two)}"])

    def _about_others(self, state: State) -> None:
        """About each hidden row, the answer is the one about a row that is not there."""
        for call, answer in self.answers.items():
            for hidden in call.instead:
                self.told.asked(call.name)
                if answer.heard.again or not alike(state, answer.heard, call.missing, hidden):
                    self._as_missing(call, hidden)

    def _as_missing(self, call: Call, hidden: str) -> None:
        missing = self._ask(call.name, call.path).same(call.missing)
        path = call.path.replace(call.missing, hidden)
        there = self._ask(call.name, path).same(hidden)
        if there != missing:
            self.told.heard(call.name, path, [f"{OTHERWISE}: {difference(there, missing)}"])


def alike(state: State, heard, missing: str, hidden: str) -> bool:
    """Whether the database says of the one what it says of the other."""
    pairs = [(one, one.about(missing, hidden)) for one in heard.statements]
    if any(other is None for _one, other in pairs):
        return False
    state.learn(one for pair in pairs for one in pair)
    return all(state.of(one) == state.of(other) for one, other in pairs)


def difference(one: tuple, other: tuple) -> str:
    """Where two answers part."""
    if one[0] != other[0]:
        return f"status {one[0]} and {other[0]}"
    pairs = enumerate(zip(one[1], other[1], strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one[1]), len(other[1])))
    return " | ".join(text[1][max(at - 60, 0) : at + 60] for text in (one, other))
