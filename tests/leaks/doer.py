"""A deed done by an actor: on a row that they see, on one that they may not know of, and with one
in what is sent. Nothing hidden is changed, nothing comes to point at it, and the answer is that for
a row that is not there; with the floor in force and with it lifted.
"""

import json
from contextlib import nullcontext
from http import HTTPStatus

from django.db import transaction

from movements.models import User
from tests.leaks import deeds, endpoints
from tests.leaks.asking import Asker
from tests.leaks.deeds import Called
from tests.leaks.endpoints import NO_ROW
from tests.leaks.floor import lifted_floor
from tests.leaks.matrix import OTHERWISE, Told, alike, difference
from tests.leaks.prints import Fingerprints
from tests.leaks.statements import State

NO_NAME = "zqaaaaaaaaaaqz"  # what nothing is called
COLLEAGUES = {"anna": "nora", "nora": "anna", "asta": "anna", "bo": "nils", "nils": "bo"}
A_FEW = 4  # rows of as many kinds that a deed is tried with


class Doer:
    """An actor who does deeds, each undone when it has been looked at."""

    def __init__(self, world, actor: str):
        self.world, self.actor = world, actor
        self.asker, self.prints = Asker(world, actor), Fingerprints(world, actor)
        self.told = Told(actor)
        self.states = State(), State()  # with the floor in force, and lifted

    # ---- one deed

    def do(self, name, method, ids, payload, *said: str):
        """The answer, when it has been looked at, and at the rows where any were written."""
        path = deeds.address(name, *ids)
        with transaction.atomic():
            answer = self.asker.ask(method, path, deeds.made(payload), keep=True)
            changed = self.prints.changed() if answer.heard.wrote else []
            transaction.set_rollback(True)
        sent = json.dumps(payload, default=str)
        leaks = self.asker.leaks(answer, path, sent, *said)
        if changed and not (name in deeds.REACHES_FURTHER and not said):
            leaks.append(f"changed hidden rows of {', '.join(changed)}")
        self.told.heard(f"{method} {name}", f"{path} {sent}", leaks)
        return answer

    def try_all(self, name, method) -> None:
        """Everything that the matrix tries with one deed."""
        payload = deeds.WRITES[name][method]
        seen, hidden = self.of_rows(name)
        ids = self._own(name, method, seen, deeds.filled(payload, self.seen))
        if ids is not None:
            for path, mark in deeds.marked(payload):
                self._sent(name, method, ids, payload, path, mark)
        payload = deeds.filled(payload, self.seen)
        for ids in hidden[:1]:
            first = [str(one[0]) for one in hidden]
            self._addressed(name, method, (NO_ROW, *ids[1:]), first, payload)
        for ids in seen[:1] if (second := self.hidden_beside(name)) else ():
            self._addressed(name, method, (ids[0], NO_ROW), second, payload)

    def _own(self, name, method, seen, payload) -> tuple | None:
        """The first of the seen rows that it can be done with, or the last tried. The floor takes
        nothing from a deed that somebody may do."""
        ids = answer = None
        for ids in seen[:A_FEW]:
            self.told.asked(name)
            answer = self.do(name, method, ids, payload)
            if answer.heard.wrote or answer.status == HTTPStatus.FORBIDDEN:
                break
        if answer is None:
            return None
        self.told.asked(name)
        if answer.heard.again or not self._floor_is_silent(answer.heard.statements):
            with lifted_floor():
                other = self.do(name, method, ids, payload)
            self._same(name, method, "the floor changes it", self.same(answer), self.same(other))
        return ids

    def _addressed(self, name, method, nowhere: tuple, hidden, payload) -> None:
        """A hidden row in the address, where `nowhere` names none."""
        for state, floor in self.floors():
            with floor:
                missing = self.do(name, method, nowhere, payload)
                for pk in hidden:
                    self.told.asked(name)
                    if missing.heard.again or not alike(state, missing.heard, str(NO_ROW), pk):
                        ids = [pk if one == NO_ROW else one for one in nowhere]
                        there = self.do(name, method, ids, payload, pk)
                        pair = self.same(there, pk), self.same(missing, NO_ROW)
                        self._same(name, method, OTHERWISE, *pair)

    def _sent(self, name, method, ids, payload, path, mark) -> None:
        """A hidden row in what is sent."""
        nowhere, hidden = self.strangers(mark)

        def sent(value):
            choose = lambda at, one: value if at == path else self.seen(at, one)  # noqa: E731
            return deeds.filled(payload, choose)

        for state, floor in self.floors():
            with floor:
                missing = self.do(name, method, ids, sent(nowhere))
                for value in hidden:
                    self.told.asked(name)
                    if missing.heard.again or not alike(state, missing.heard, nowhere, value):
                        there = self.do(name, method, ids, sent(value), value)
                        pair = self.same(there, value), self.same(missing, nowhere)
                        self._same(name, method, f"{path}: {OTHERWISE}", *pair)

    # ---- what it takes

    def floors(self):
        return zip(self.states, (nullcontext(), lifted_floor()), strict=True)

    def _floor_is_silent(self, statements) -> bool:
        """Whether the database says the same without it."""
        in_force, lifted = self.states
        in_force.learn(statements)
        with lifted_floor():
            lifted.learn(statements)
        return all(in_force.of(one) == lifted.of(one) for one in statements)

    def _same(self, name, method, why, one: tuple, other: tuple) -> None:
        if one != other:
            self.told.heard(f"{method} {name}", "", [f"{why}: {difference(one, other)}"])

    def same(self, answer, *said) -> tuple:
        """The answer to compare; a row that the deed made has an id that is new each time."""
        known = {*self.world.knowing, *(str(one).replace("-", "") for one in said)}
        return answer.same(*said, known=known)

    def seen(self, path, mark):
        """Something of the actor's own in a payload."""
        if mark.model is User and self.actor in self.world.users:
            who = COLLEAGUES.get(self.actor, self.actor) if mark.other else self.actor
            return str(self.world.users[who].pk)
        rows = self.world.visible(self.actor, mark.model)
        row = rows[0] if rows else None
        if isinstance(mark, Called):
            return mark.model.objects.get(pk=row.pk).name if row else "Ingen"
        return str(row.pk) if row else str(NO_ROW)

    def strangers(self, mark) -> tuple[str, list[str]]:
        """(what names nothing, what names something hidden)."""
        if isinstance(mark, Called):
            words = self.world.hidden_words(self.actor, mark.model, mark.field)
            return NO_NAME, words[:2]
        hidden = endpoints.ids(self.world.hidden(self.actor, mark.model))
        return str(NO_ROW), list(hidden[:A_FEW])

    def hidden_beside(self, name) -> tuple[str, ...]:
        return endpoints.hidden_beside(self.world, self.actor, name)

    def of_rows(self, name):
        return self.rows_of(self.asker, name)

    @staticmethod
    def rows_of(asker, name) -> tuple[list, list]:
        """([ids of visible rows], [ids of hidden rows]) that the address may name."""
        world, actor = asker.world, asker.actor
        noun = endpoints.noun_of(name)
        if noun is None:
            return [()], []
        seen = endpoints.one_of_each(world.visible(actor, noun))
        hidden = endpoints.one_of_each(world.hidden(actor, noun))
        if "restore" in name:
            seen.sort(key=lambda row: "put away" not in row.kind)
        return tuple(
            [(row.pk, *endpoints.beside(world, actor, name, row.pk)) for row in rows]
            for rows in (seen, hidden)
        )
