"""A restored copy, met as a person does: erased people are erased again, login, a page, a tile.

Run on a copy and on nothing else: it gives somebody there a new password and a new second factor.
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
    from tests.door import code_now, give_factors, take_factors_away

    found = {"places": County.objects.count()}
    posts = Post.objects.using("owner").filter(ends_on=None)
    user = User.objects.using("owner").filter(posts__in=posts).order_by("email").first()
    secret = secrets.token_urlsafe(20)
    user.set_password(secret)
    user.save(using="owner", update_fields=["password"])
    browser = Client(headers={"host": "localhost"})
    take_factors_away(user)
    give_factors(user)
    browser.post(reverse("account_login"), {"login": user.email, "password": secret})
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_now()})
    found["login"] = answer.status_code
    tile = browser.get(reverse("map_tile", args=[6, 35, 18]))
    found["tile"], found["bytes"] = tile.status_code, len(tile.content)
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seen()))
