"""Who may come to know what, by hand: read off "Who sees what" in PRODUCT.md.

Nothing here asks the rules page or `visible_to`; tests/leaks/test_world.py holds the two against
each other, so that a slip in either is found.
"""

import os

# Norr and Söder are two associations of one district; Grannen is another district.
ANNA = "anna"  # steward of Norr, who wrote and is named in Norr's named rows
NORA = "nora"  # steward of Norr, named in nothing
ASTA = "asta"  # association admin of Norr
BO = "bo"  # steward of Söder, who wrote and is named in Söder's named rows
NILS = "nils"  # steward of Söder whom Anna has named as a reader of Norr's named rows
CIA = "cia"  # the district's board
DAG = "dag"  # representative of socialnämnden, who wrote and is named in its named rows
DISA = "disa"  # representative of another body
FRID = "frid"  # privacy officer
GLENN = "glenn"  # administrator
TOKEN = "token"  # a machine with a token of Nora's, which only reads
IVAR = "ivar"  # steward of Norr once; the post has ended
DORIS = "doris"  # steward of Norr still, but her account is deactivated
LENA = "lena"  # steward of Norr, whose account has no second factor yet
EVA = "eva"  # an account without a post
HEDDA = "hedda"  # the board of Grannen
HANS = "hans"  # steward of Grannen, who wrote and is named in Grannen's named rows
NOBODY_AT_ALL = "anonymous"

HELD_ONCE = {IVAR}  # the post that has ended is told on one's own account: where, and until when

NORR = {ANNA, NORA, ASTA, TOKEN}
SODER = {BO, NILS}
BOARD = {CIA}
REPRESENTATIVES = {DAG, DISA}
OFFICES = {FRID, GLENN}
IN_THE_DISTRICT = NORR | SODER | BOARD | REPRESENTATIVES  # whoever meets organisations
WITH_A_POST = IN_THE_DISTRICT | OFFICES
SHUT_OUT = {IVAR, DORIS, LENA, EVA, NOBODY_AT_ALL}
THERE = {HEDDA, HANS}
ACTORS = tuple(sorted(WITH_A_POST | SHUT_OUT | THERE))
# Whoever differs from another by being named, by a factor or by never having had a post is asked
# for by `make leaks`, which leaves nobody out; `make test` takes one of each kind.
SECOND_OF_A_KIND = {NILS, HANS, LENA, EVA}
ASKED = tuple(
    actor for actor in ACTORS if os.environ.get("LEAKS") == "all" or actor not in SECOND_OF_A_KIND
)

WHO_MAY_KNOW = {
    # Associations, bodies and posts: all with a post in the district. Nothing crosses its border.
    "the district": WITH_A_POST,
    "the other district": THERE,
    # "Organisation: all in the district but existence-protected ones that are not theirs."
    # The officer and the administrator see no content by virtue of the role.
    "organisation": IN_THE_DISTRICT,
    "organisation hidden in norr": NORR | BOARD,
    "organisation hidden in söder": SODER | BOARD,
    "organisation hidden in both": NORR | SODER | BOARD,  # Norr's, in a tie with Söder
    "organisation there": THERE,
    "organisation hidden there": THERE,
    # Relation, contact person, meeting's fact and content, promise: by sensitivity and holder.
    "open": IN_THE_DISTRICT,
    "association norr": NORR | BOARD,
    "association söder": SODER | BOARD,
    "association body": {DAG} | BOARD,  # held by socialnämnden: by those who sit there
    "named norr": {ANNA, NILS},  # not even the board
    "named söder": {BO},
    "named body": {DAG},
    "open there": THERE,
    "association there": THERE,
    "named there": {HANS},
    # A view is its owner's, and of those it is shared with; a file under review its uploader's.
    "anna's own": {ANNA},
    "asta's own": {ASTA},
    "bo's own": {BO},
    "shared in norr": NORR,
    # Imports: the association that brought it in, and the board.
    "import of norr": NORR | BOARD,
    "import of söder": SODER | BOARD,
    "layout of norr": {ASTA} | BOARD,
    # What a register said, row by row: whoever may import.
    "rows of registers": {ASTA} | BOARD,
    "where registers are": {GLENN, ASTA} | BOARD,
    # Two organisations that may be one: for those who may merge them.
    # The same look over those whom nobody has met for long.
    "who may merge": NORR | SODER | BOARD,
    # The read log, the registers of the registered: the privacy officer's.
    "kept by the officer": {FRID},
    "asked of norr": NORR | {FRID},
    "asked of söder": SODER | {FRID},
    "norr's people": NORR,
    "kept there": {HANS},
    # Who has been asked to hold a post: the admin of the association, and the administrator.
    "asked into norr": {ASTA, GLENN},
    "asked into söder": {GLENN},
    # Why somebody is here, without the name: "own entries" for a steward, all for the officer.
    "basis of kept norr": NORR | {FRID},
    "basis of kept söder": SODER | {FRID},
    "basis of kept there": {HANS},
    "basis of named norr": {ANNA, NILS, FRID},
    "basis of named söder": {BO, FRID},
    "basis of named there": {HANS},
    # Derived for search alone, joined to what is seen; shown to nobody.
    "nobody": set(),
}

# Whoever may ask somebody to begin anew knows the address that the letter goes to: the admin of the
# only association where they hold a post, and the administrator of the district.
OF_NORR = {ANNA, NORA, LENA}
OF_THE_DISTRICT = OF_NORR | {ASTA, GLENN, FRID, CIA, BO, NILS, DAG, DISA}


def who_writes_to(name: str) -> set[str]:
    admin = {ASTA} if name in OF_NORR else set()
    return {name} | admin | ({GLENN} if name in OF_THE_DISTRICT else set())


def who_may_know(bundles: tuple[str, ...]) -> frozenset[str]:
    """Those who may know of a row that stands in all of these bundles: a child never widens."""
    known = set(ACTORS)
    for bundle in bundles:
        known &= WHO_MAY_KNOW[bundle]
    return frozenset(known)
