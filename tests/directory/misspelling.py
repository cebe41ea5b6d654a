"""One-letter errors as fingers make them: a letter left out, put in, changed, two swapped."""

import random

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


def misspelt(name: str, chance: random.Random) -> str:
    """`name` with one letter wrong, in one of its words of three letters or more."""
    long = [word for word in name.split() if sum(map(str.isalpha, word)) >= 3]
    if not long:
        return name
    word = chance.choice(long)
    spots = [at for at, letter in enumerate(word) if letter.isalpha()]
    at = chance.choice(spots)
    how = chance.choice(("leave out", "put in", "change", "swap"))
    if how == "swap":
        pairs = [n for n in spots[:-1] if n + 1 in spots and word[n].lower() != word[n + 1].lower()]
        if pairs:
            at = chance.choice(pairs)
            wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            return name.replace(word, wrong, 1)
        how = "change"
    letter = chance.choice([one for one in LETTERS if one != word[at].lower()])
    wrong = {
        "leave out": word[:at] + word[at + 1 :],
        "put in": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
    }[how]
    return name.replace(word, wrong, 1)
