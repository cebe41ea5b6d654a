from tests.dialogue.conftest import log, register, shelter, tenants  # noqa: F401  (fixtures)
