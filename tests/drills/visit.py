"""A restored copy, met as a person does: erased people are erased again, login, a page, a tile.

Run on a copy and on nothing else: it gives somebody there a new password.
"""

import json
import secrets

import django


def seen() -> dict:
    """Status of the login, of the first page and of a tile; bytes of the tile."""
    from django.test import Client
    from django.urls import reverse

    from movements.models import Post, User
    from movements.places.models import County

    found = {"places": County.objects.count()}
    posts = Post.objects.using("owner").filter(ends_on=None)
    user = User.objects.using("owner").filter(posts__in=posts).order_by("email").first()
    secret = secrets.token_urlsafe(20)
    user.set_password(secret)
    user.save(using="owner", update_fields=["password"])
    browser = Client(headers={"host": "localhost"})
    answer = browser.post(reverse("account_login"), {"login": user.email, "password": secret})
    found["login"] = answer.status_code
    tile = browser.get(reverse("map_tile", args=[6, 35, 18]))
    found["tile"], found["bytes"] = tile.status_code, len(tile.content)
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seen()))
