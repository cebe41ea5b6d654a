"""What words mean: one reading of `q` for list, map, file, tile, API and search box.

Each word must be met: as a word, the beginning or a stem of one, a part inside a longer one (from
four letters), an abbreviation or what it stands for. A word that is misspelt, and finds little, is
widened by the words nearest to it in the list of words that this reader may know of.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import connection
from rapidfuzz.distance import OSA

from movements.access.funnel import visible
from movements.directory.abbreviations import STANDS_FOR
from movements.directory.index import NameWord, SearchDocument
from movements.places.folding import folded_words

MOST_WORDS = 8
ENOUGH = 20  # so many found as they were written: nobody needs to be corrected
INSIDE = 4  # shorter parts stand inside nearly everything
NEAREST = 60  # words that one may be widened by; far more would be guessing
# What very many names hold, as beginnings: never what one looks up first.
COMMON = tuple(
    "avdelning bostad folket forbund forening forsamling fotboll handboll hembygd hyresgast "
    "idrott innebandy kommunal kultur kvinno kyrka lokal motor natur norra ostra pensionar "
    "riks ridklubb scout sektion seniorerna sodra sport stock svensk tennis ungdom vastra vag "
    "haninge huddinge botkyrka nacka taby solna sollentuna sodertalje norrtalje sigtuna "
    "roda kors syriansk finsk stockholm jarfalla lidingo osteraker varmdo vallentuna tyreso "
    "nynas upplands vasby ekero".split()
)
HEADS = ("foren", "klubb", "forbund", "sallsk", "forsaml", "samfall", "karen", "jouren", "byal")
SAID_BY_ALL = frozenset({"i", "och", "for", "pa", "av", "med", "till", "the", "of", "den", "det"})

# The list is asked for what shares a word with one letter taken away (both ways: one letter left
# out, put in, changed or swapped), and stems come from the database's own Swedish dictionary.
NEAR_SQL = """
SELECT 1, word, NULL::text FROM ({near}) AS near(word)
UNION ALL
SELECT 2, word, (ts_lexize('swedish_stem', word))[1] FROM unnest(%s::text[]) AS t(word)
"""


@dataclass(frozen=True)
class Word:
    """One word as it was written, and what it may mean besides. All folded."""

    text: str
    stem: str = ""
    known: bool = False  # a word of the list as it stands
    near: tuple[str, ...] = ()
    whole: bool = False  # too short to begin a word: it is one

    @property
    def exact(self) -> str:
        """The query for the word as written."""
        stem = self.stem or self.text
        if len(stem) > INSIDE:  # what begins with the word begins with its stem
            ways = _beginning(stem)
        else:
            ways = [*_beginning(self.text), *([f"'{stem}'"] if stem != self.text else [])]
        if self.whole:
            ways = [f"'{self.text}'"]
        if self.text in STANDS_FOR:
            whole = " & ".join(f"({' | '.join(_beginning(w))})" for w in STANDS_FOR[self.text])
            ways.append(f"({whole})")
        return f"({' | '.join(ways)})"

    @property
    def rarity(self) -> int:
        """The longer, the rarer; 0 for what very many names hold."""
        text = self.text
        meant = (text, *self.near)
        common = len(text) < INSIDE or any(
            one.startswith(COMMON) or any(head in one for head in HEADS) for one in meant
        )
        begun = any(one.startswith(text) for one in COMMON)
        return 0 if common or begun else len(text)

    def asked(self, wide: bool) -> str:
        """The query for the word, and where it is `wide` for the nearest words too."""
        if not (wide and self.near):
            return self.exact
        ways = [f"'{word}'" if len(word) < INSIDE else f"'{word}':*" for word in self.near]
        return f"({' | '.join([self.exact, *ways])})"


@dataclass(frozen=True)
class Meaning:
    """What somebody asks for in words. `wide`: whether nearest words count too."""

    words: tuple[Word, ...]
    wide: bool = False

    @cached_property
    def rarest(self) -> str:
        """The tsquery that finds the fewest, to look up; the others are then tried on what it
        found. Looked up themselves, words that many names share would take longer than all else.
        Empty when there is nothing to ask for."""
        return self._by_rarity[0]

    @cached_property
    def others(self) -> str:
        return self._by_rarity[1]

    @cached_property
    def _by_rarity(self) -> tuple[str, str]:
        parts, words = [], self._asked
        while words:
            taken, part = _spelt_out(words)
            length = 0 if part else words[0].rarity
            parts.append((length, part or words[0].asked(self.wide)))
            words = words[taken:]
        rare = max(parts, default=(0, ""))
        if rare[0] == 0:  # all are common: the index itself is best at what they share
            return " & ".join(part for _length, part in parts), ""
        parts.remove(rare)
        return rare[1], " & ".join(part for _length, part in parts)

    @property
    def exact(self) -> "Meaning":
        """The same words, as they were written alone."""
        return replace(self, wide=False)

    @property
    def _asked(self) -> list[Word]:
        """Without the words that every other name has, unless there are no others."""
        told = [word for word in self.words if word.text not in SAID_BY_ALL]
        return told or list(self.words)


def _spelt_out(words: list[Word]) -> tuple[int, str]:
    """Words in full that somebody may have shortened: (how many of them, the query for both)."""
    for short, whole in STANDS_FOR.items():
        said = words[: len(whole)]
        if len(said) == len(whole) and all(
            word.text.startswith(beginning) for word, beginning in zip(said, whole, strict=True)
        ):
            return len(whole), f"(({' & '.join(word.exact for word in said)}) | '{short}')"
    return 1, ""


def _beginning(text: str) -> list[str]:
    ways = [f"'{text}':*"]
    if len(text) >= INSIDE:
        ways.append(f"'~{text}':*")
    return ways


def meaning(rows, reader, text: str) -> Meaning:
    """How `text` is to be understood among `rows`, which the reader may see. At most two queries,
    three when a word is far from all that is known."""
    written = folded_words(text)[:MOST_WORDS]
    if not written:
        return Meaning(())
    meant = Meaning(_read(reader, written))
    if not any(word.near for word in meant.words):
        return meant
    found = matching(rows, meant).order_by()[:ENOUGH].count()
    if found >= ENOUGH:
        return meant
    # Where one is known to nobody, that is the misspelt one, and the others are as they should be.
    sure = found or not all(word.known for word in meant.words)
    words = [replace(word, near=()) if sure and word.known else word for word in meant.words]
    return Meaning(tuple(words), wide=any(word.near for word in words))


def matching(rows, meant: Meaning):
    """The rows of organisations that the words mean."""
    if not meant.rarest:
        return rows.none()
    documents = SearchDocument.objects.filter(vector__asked=meant.rarest)
    if meant.others:
        documents = documents.filter(vector__met=meant.others)
    return rows.filter(pk__in=documents.values("organisation"))


def _read(reader, written: list[str]) -> tuple[Word, ...]:
    listed = visible(NameWord, reader)
    keys = sorted({key for word in written for key in without_one(word)})
    near = listed.filter(deletions__overlap=keys).order_by()
    common = near.filter(organisation=None).values("word")
    # What only protected organisations are called is asked for apart: they share most words with
    # the others, and each of theirs must be looked up to be seen.
    theirs = near.filter(organisation__isnull=False).exclude(word__in=common)
    near = common.union(theirs.values("word").distinct(), all=True)
    try:
        inner, params = near.query.sql_with_params()
    except EmptyResultSet:  # the reader knows of no word at all
        inner, params = "SELECT NULL::text WHERE false", ()
    stems, found = {}, []
    with connection.cursor() as cursor:
        cursor.execute(NEAR_SQL.format(near=inner), [*params, written])
        for what, word, stem in cursor:
            if what == 1:
                found.append(word)
            else:
                stems[word] = stem or ""
    return tuple(
        Word(
            word,
            stems.get(word, ""),
            word in found,
            _nearest(word, found),
            _is_whole(word, written),
        )
        for word in written
    )


def _is_whole(word: str, written: list[str]) -> bool:
    """One or two letters beside longer words are not somebody still typing: *IF*, *i*, *3*."""
    return len(word) < 3 and word != written[-1] and any(len(one) >= INSIDE for one in written)


def _nearest(word: str, found: list[str]) -> tuple[str, ...]:
    """Those one letter away, the likeliest first; for a long word also two."""
    if len(word) < 2:
        return ()
    most = 2 if len(word) > 7 else 1
    away = [(OSA.distance(word, one, score_cutoff=most), one) for one in found if one != word]
    near = sorted((distance, one) for distance, one in away if distance <= most)
    return tuple(one for _distance, one in near[:NEAREST])


def without_one(word: str) -> set[str]:
    """The word, and each that is left of it without one letter; as `forankra_deletions`."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
