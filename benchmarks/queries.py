"""How many queries a page takes, counted where it is made."""

import re

# What settles who is asking, before any page: session, user, posts, and telling the database.
IDENTITY = re.compile(r'"django_session"|FROM "movements_user"|FROM "movements_post"|set_config')
NOT_QUERIES = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


def count_queries(path: str, cookie: str) -> tuple[int, int]:
    """(all, those besides session, posts and identity) of one GET."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = cookie
    client.get(path)  # what is asked once in a process is not asked by each page
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(path)
    asked = [q["sql"] for q in captured if not NOT_QUERIES.match(q["sql"])]
    first = [number for number, text in enumerate(asked) if IDENTITY.search(text)][:4]
    return len(asked), len(asked) - len(first)
