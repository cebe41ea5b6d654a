"""Row-level security in force, or lifted so that the funnel stands alone (tests/policies.py)."""

from contextlib import contextmanager, nullcontext

from tests import policies

_lifted: list[bool] = []


@contextmanager
def lifted_floor():
    """The same inside another one: it is in force again when the outermost ends."""
    if _lifted:
        yield
        return
    _lifted.append(True)
    try:
        with policies.lifted_floor():
            yield
    finally:
        _lifted.pop()


FLOORS = {"in force": nullcontext, "lifted": lifted_floor}
