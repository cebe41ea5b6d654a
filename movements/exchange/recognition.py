"""What kind of organisation a row describes, and what it is about, from its own words.

Every word that matches a line in words.py is a piece of evidence for a kind. Evidence is added
up: an unmistakable name outweighs the register's type, which outweighs an ordinary name, which
outweighs the activities. Nothing found means OTHER: a guess that is wrong costs more than none.
"""

import re
from collections import defaultdict
from functools import lru_cache
from urllib.parse import urlsplit

from movements.directory.choices import LegalForm, OrganisationKind, PolicyArea, Reach
from movements.exchange import words, words_doings

UNMISTAKABLE, TYPE, VAGUE_TYPE, NAME, HOMEPAGE = 30.0, 14.0, 3.0, 6.0, 2.5
# In one name some words say more: "Bosniska IF" is a sports club, "Pakistanska kulturföreningen"
# first of all Pakistani.
CLEARER = {"sports": 1.0, "ethnic_language": 0.6}
CULTURE_TYPE = 1.5  # a register that sorts under culture means it more than one that says leisure
ACTIVITY, ACTIVITIES_AT_MOST, AGREEMENT = 1.5, 4.0, 2.0
MIXED_ACTIVITIES = 0.34  # below this share of the votes, a list of activities says nothing
MOST_AREAS = 6

OTHER = OrganisationKind.OTHER.value
AREAS = tuple(PolicyArea.values)  # asked for on every row
_WORD = re.compile(r"[^\W_]+(?:[-.'][^\W_]+)*")
_AGES = re.compile(r"\(\s*\d+\s*[-–]\s*\d+\s*(år)?\s*\)")  # "Seniorer (67-120 år)" is an age group


class Vocabulary:
    """A table of words.py made quick to ask: which codes does this text speak for?

    Words are judged one at a time and remembered, since registers repeat themselves.
    """

    def __init__(self, table):
        self.exact, self.phrases = defaultdict(list), defaultdict(list)
        # By their first and last two letters, so that few are tried on each word.
        self.starts, self.ends, self.within = defaultdict(list), defaultdict(list), []
        for code, patterns in table.items():
            for pattern in patterns.split():
                self._add(code, pattern)
        inside = "|".join(re.escape(part) for part, _code in self.within)
        self.any_within = re.compile(inside or r"(?!)").search
        self.codes_of = lru_cache(maxsize=100_000)(self._codes_of)

    def _add(self, code, pattern):
        if "+" in pattern.strip("+"):
            parts = pattern.strip("+").split("+")
            self.phrases[parts[0].strip("*")[:3]].append((parts, code))
            return
        bare = pattern.strip("*+")
        ends, starts = pattern.startswith("*"), pattern.endswith("*")
        if ends and starts:
            self.within.append((bare, code))
        elif ends:
            self.ends[bare[-2:]].append((bare, code))
        elif starts:
            self.starts[bare[:2]].append((bare, code))
        else:
            self.exact[bare].append(code)

    def _codes_of(self, word):
        """Codes that one word speaks for, each with the length of the match."""
        if word in NOT_WORDS:
            return {}
        found = {code: len(word) + 1 for code in self.exact.get(word, ())}
        for part, code in self.starts.get(word[:2], ()):
            if word.startswith(part):
                found[code] = max(found.get(code, 0), len(part))
        if "-" in word:  # its parts are judged for themselves: Huddinge-Botkyrka is no church
            return found
        for part, code in self.ends.get(word[-2:], ()):
            if word.endswith(part) and len(word) > len(part):
                found[code] = max(found.get(code, 0), len(part))
        for part, code in self.within if self.any_within(word) else ():
            if part in word and not word.startswith(part):
                found[code] = max(found.get(code, 0), len(part))
        return found

    def find(self, tokens):
        """{code: letters matched} over all words and phrases of a text."""
        found = {}
        for at, word in enumerate(tokens):
            for code, size in self.codes_of(word).items():
                found[code] = max(found.get(code, 0), size)
            for parts, code in self.phrases.get(word[:3], ()):
                if _phrase_at(tokens, at, parts):
                    found[code] = max(found.get(code, 0), sum(map(len, parts)))
        return found


def _phrase_at(tokens, at, parts):
    return len(tokens) >= at + len(parts) and all(
        _is(word, part) for word, part in zip(tokens[at : at + len(parts)], parts, strict=True)
    )


def _is(word, pattern):
    bare = pattern.strip("*")
    if pattern.startswith("*"):
        return bare in word if pattern.endswith("*") else word.endswith(bare)
    return word.startswith(bare) if pattern.endswith("*") else word == bare


TYPES = Vocabulary(words.TYPES)
VAGUE_TYPES = Vocabulary(words.VAGUE_TYPES)
UNMISTAKABLE_NAMES = Vocabulary(words.UNMISTAKABLE)
NAMES = Vocabulary(words.NAMES)
ACTIVITIES = Vocabulary(words_doings.ACTIVITIES)
POLICY = Vocabulary(words_doings.POLICY_WORDS)
EMPTY = frozenset(words.EMPTY_TYPES.split())
NOT_WORDS = frozenset(words.NOT_WORDS.split())
NOT_PRO = frozenset(words.AFTER_OTHER_PRO.split())
HOSTS = {host: kind for kind, hosts in words_doings.HOMEPAGES.items() for host in hosts.split()}


@lru_cache(maxsize=50_000)
def tokens(text):
    """The words of a text in lower case; a compound with a hyphen is there whole and in parts."""
    found = []
    for word in _WORD.findall(text.casefold()):
        found.append(word)
        if "-" in word or "." in word:
            found.extend(part for part in re.split(r"[-.]", word) if part)
    return tuple(found)


def is_kind_word(text):
    """Whether a text is what a register would write as the kind of an association."""
    found = tokens(text)
    return bool(TYPES.find(found) or VAGUE_TYPES.find(found) or all(w in EMPTY for w in found))


def says_nothing(text):
    """Whether a kind or activity cell is as good as empty: blank, "Övriga", "Intresseförening"."""
    return all(word in EMPTY for word in tokens(text))


def kind_of(name, type_text="", activities=(), homepage=""):
    """The likeliest OrganisationKind value; "other" when nothing speaks for any."""
    scores = defaultdict(float)
    _weigh(scores, UNMISTAKABLE, UNMISTAKABLE_NAMES.find(_name_tokens(name)))
    if not says_nothing(type_text):
        _weigh(scores, TYPE, TYPES.find(tokens(type_text)))
        _weigh(scores, VAGUE_TYPE, VAGUE_TYPES.find(tokens(type_text)), {"culture": CULTURE_TYPE})
    _weigh(scores, NAME, NAMES.find(_name_tokens(name)), CLEARER)
    for kind, points in _activity_votes(tuple(activities)).items():
        scores[kind] += points
    host_kind = _kind_of_host(homepage)
    if host_kind:
        scores[host_kind] += HOMEPAGE
    if not scores:
        return OTHER
    return max(scores, key=scores.get)


def _name_tokens(name):
    """A name's words; what follows "pro" tells the pensioners from Pro Musica."""
    found = tokens(name)
    if "pro" in found and not NOT_PRO.isdisjoint(found[found.index("pro") + 1 :][:1]):
        found = tuple(word for word in found if word != "pro")
    return found


def _weigh(scores, weight, found, more=None):
    """Add evidence; of several kinds in one text, the longer match counts a little more."""
    for kind, size in found.items():
        scores[kind] += weight + min(size, 20) / 20 + (more or {}).get(kind, 0.0)


@lru_cache(maxsize=50_000)
def _activity_votes(activities):
    """Points per kind from a list of activities; a list of everything speaks for nothing."""
    votes = defaultdict(int)
    heard = 0
    for activity in activities:
        if _AGES.search(activity):
            continue
        kinds = ACTIVITIES.find(tokens(activity))
        heard += bool(kinds)
        if kinds:
            votes[max(kinds, key=kinds.get)] += 1
    return {
        kind: min(ACTIVITY * count, ACTIVITIES_AT_MOST) + AGREEMENT * count / heard
        for kind, count in votes.items()
        if count / heard >= MIXED_ACTIVITIES
    }


@lru_cache(maxsize=50_000)
def _kind_of_host(homepage):
    if not homepage:
        return None
    host = (urlsplit(homepage).hostname or "").removeprefix("www.")
    while host:
        if host in HOSTS:
            return HOSTS[host]
        host = host.partition(".")[2]
    return None


def policy_areas_of(kind, name, type_text="", activities=(), said=()):
    """PolicyArea values in their usual order: by nature of the kind, and by the row's own words."""
    found = defaultdict(int)
    for area in words_doings.POLICY_OF_KIND.get(kind, ()):
        found[area] += 100
    for text in said:
        for area in POLICY.find(tokens(text)):
            found[area] += 50
    for text in (name, type_text, *activities):
        if not _AGES.search(text):
            for area in POLICY.find(tokens(text)):
                found[area] += 1
    chosen = sorted(found, key=lambda area: -found[area])[:MOST_AREAS]
    return [area for area in AREAS if area in chosen]


LEGAL_WORDS = (
    (LegalForm.HOUSING_COOPERATIVE, re.compile(r"\bbrf\b|bostadsrätt", re.I)),
    (LegalForm.JOINT_PROPERTY, re.compile(r"sam+fällighet", re.I)),
    (LegalForm.FOUNDATION, re.compile(r"\bstiftelse(n)?\b|\bfoundation\b", re.I)),
    (LegalForm.ECONOMIC, re.compile(r"ekonomisk(a)? förening|\bek\.? ?för|\bu\.?p\.?a\b", re.I)),
    (LegalForm.LIMITED_COMPANY, re.compile(r"\bAB\b|aktiebolag", 0)),
    (LegalForm.RELIGIOUS, re.compile(r"trossamfund|\bpastorat\b", re.I)),
    (LegalForm.NON_PROFIT, re.compile(r"ideell", re.I)),
)
# First digit of an organisation number: the group it belongs to (Skatteverket, SKV 709).
LEGAL_SERIES = {"8": LegalForm.NON_PROFIT, "7": LegalForm.ECONOMIC, "5": LegalForm.LIMITED_COMPANY}


def legal_form_of(said, name, type_text, organisation_number):
    """A LegalForm value, or "" when neither the words nor the number tell."""
    for text in (said, name, type_text):
        for form, pattern in LEGAL_WORDS:
            if text and pattern.search(text):
                return form.value
    if organisation_number.startswith("252"):  # parishes and registered faith communities
        return LegalForm.RELIGIOUS.value
    form = LEGAL_SERIES.get(organisation_number[:1])
    return form.value if form else ""


INFORMAL = re.compile(r"\bnätverk(et)?\b|facebookgrupp|aktionsgrupp|namninsamling|\bupprop", re.I)
NATIONAL = re.compile(r"^(svenska|sveriges) \w+förbund(et)?$|^riksförbundet \w+$|\bsverige$", re.I)
REGIONAL = re.compile(r"\b(\w+s län|region\b|distriktet?$|länsförbund)", re.I)


def is_informal(kind, name, organisation_number):
    """A network without a form in law: says so itself and has no organisation number."""
    if organisation_number:
        return False
    return kind in ("action_group", "online_network") or bool(INFORMAL.search(name))


def reach_of(name):
    """How far the name says that it reaches; most are local and do not say."""
    if NATIONAL.search(name):
        return Reach.NATIONAL.value
    return Reach.REGIONAL.value if REGIONAL.search(name) else Reach.LOCAL.value
