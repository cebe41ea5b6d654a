"""What makes two organisations look alike, written the same however it was written.

The database derives the keys (movements_name_key and movements_home_key, made in the migrations),
so that a form, a file by COPY and a correction by hand cannot disagree. Ask it, never a copy in
Python: `Organisation.objects.filter(name_key=NameKey(Value("IF Åby")))`.
"""

from django.db import models
from django.db.models import BooleanField, Func, Q, TextField, Value

KEYS = ("name_key", "name_words", "home_key")


class NameKey(Func):
    """The telling words of a name in their order, as one word: "PRO i Handen" → "prohanden".

    Small letters without accents; forms of association left out, abbreviations written out.
    """

    function = "movements_name_key"
    output_field = TextField()
    in_order = True

    def __init__(self, *names, **extra):
        super().__init__(*names, *self._order(names), **extra)

    def _order(self, names):
        return [] if len(names) > 1 else [Value(self.in_order, output_field=BooleanField())]


class NameWords(NameKey):
    """The same words in the order of the alphabet, each once: "handen pro"."""

    in_order = False


class HomeKey(Func):
    """A website without scheme, www and closing slash; "" when there is none."""

    function = "movements_home_key"
    output_field = TextField()


def _derived(expression: Func) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=TextField(), db_persist=True)


class Keyed(models.Model):
    """Abstract: what is the same is written the same here, however it came in."""

    name_key = _derived(NameKey("name"))
    name_words = _derived(NameWords("name"))
    home_key = _derived(HomeKey("homepage"))

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["name_key", "district"], name="organisation_name_key"),
            models.Index(fields=["name_words", "district"], name="organisation_name_words"),
            models.Index(
                fields=["home_key", "district"],
                condition=~Q(homepage=""),
                name="organisation_home_key",
            ),
        ]
