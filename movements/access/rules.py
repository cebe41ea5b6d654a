"""Who sees what, and who may do what. This page is the rule; everything else reads it.

Read a line of SEES as: "a <role> sees those <rows> that are ...". A row that is not on the page,
or a role that is not on a row's line, sees nothing. docs/access.md is printed from here.
"""

from movements.access.models import Role
from movements.access.sight import PAGE
from movements.access.ways import administered, in_district, listed, named, own, sits_in, theirs

STEWARD, ADMIN = Role.STEWARD, Role.ASSOCIATION_ADMIN
BOARD, REPRESENTATIVE = Role.BOARD, Role.REPRESENTATIVE
OFFICER, ADMINISTRATOR = Role.PRIVACY_OFFICER, Role.ADMINISTRATOR
IMPORT, TALLY = "service:import", "service:tally"
REGISTER, ADDRESSES = "service:register", "service:addresses"
SCAN = "service:duplicates"
EXTRACT, RETENTION, ERASURE = "service:subject_access", "service:retention", "service:erasure"
RIGHTS = "service:rights"
INVITATION, LEAVING = "service:invitation", "service:leaving"
UPKEEP = "service:upkeep"

OPEN, HELD = "open", "association"
NOT_NAMED = (OPEN, HELD)


def for_roles(**lines) -> dict:
    """steward= counts for association_admin too: an admin is a steward who also invites."""
    page = {}
    for roles, ways in lines.items():
        for role in {"stewards": (STEWARD, ADMIN), "everyone": tuple(Role)}.get(roles, (roles,)):
            page[role] = tuple(ways)
    return page


EVERYONE = for_roles(everyone=[in_district()])
# What gathers a registerutdrag, and what makes rows leave, reaches all that is about somebody.
GATHERING = {one: (in_district(),) for one in (EXTRACT, RETENTION, ERASURE)}
# And what merges, parts and protects moves and narrows rows, whoever may see them.
KEEPING = GATHERING | {UPKEEP: (in_district(),)}

SEES = {
    # Public to all who hold a post in the district.
    "Association": EVERYONE,
    "Body": EVERYONE,
    "Post": for_roles(
        stewards=[in_district()],
        board=[in_district()],
        representative=[in_district()],
        privacy_officer=[in_district()],
        administrator=[in_district()],
    ),
    # Who has been asked to hold a post: for those who ask, and for what writes the letters.
    "Invitation": for_roles(
        association_admin=[administered("association")], administrator=[in_district()]
    )
    | {INVITATION: (in_district(),), LEAVING: (in_district(),)},
    # All in the district but those whose very existence is protected and that are not theirs.
    "Organisation": for_roles(
        stewards=[
            in_district(existence_protected=False, merged_into=None),
            theirs("registered_by", merged_into=None),
            # Unprotected ones are all seen already: only the protected are looked for by ties.
            theirs(
                "relations__association",
                relations__ended_on=None,
                existence_protected=True,
                merged_into=None,
            ),
        ],
        board=[in_district(merged_into=None)],
        representative=[in_district(existence_protected=False, merged_into=None)],
    )
    | {
        TALLY: (in_district(),),
        IMPORT: (in_district(merged_into=None),),
        # What a public register brings meets no organisation that is hidden from the district.
        REGISTER: (in_district(existence_protected=False, merged_into=None),),
        # Whoever asks a server where an address is never sees one that is protected.
        ADDRESSES: (in_district(existence_protected=False, address_protected=False),),
        SCAN: (in_district(merged_into=None),),
    },
    "ActivityArea": for_roles(
        stewards=[in_district(within=["organisation"])],
        board=[in_district()],
        representative=[in_district(within=["organisation"])],
    ),
    # Our tie to an organisation: theirs, and others' open ones; the board all but named.
    "Relation": for_roles(
        stewards=[
            in_district(sensitivity=OPEN, within=["organisation"]),
            theirs("association", sensitivity=HELD),
            named(),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[in_district(sensitivity=OPEN, within=["organisation"]), named()],
    )
    | KEEPING,
    "ContactPerson": for_roles(
        stewards=[
            in_district(sensitivity=OPEN),
            theirs("association", sensitivity=HELD),
            named(),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[in_district(sensitivity=OPEN), named()],
    )
    # What the officer does for somebody who is no name to them: by number, through this service.
    | {RIGHTS: (in_district(),)}
    | KEEPING,
    # Why each of them is here, without the name: the officer, and the association's own.
    "LegalBasis": for_roles(
        stewards=[theirs("association", sensitivity__in=NOT_NAMED), named(sensitivity="named")],
        privacy_officer=[in_district()],
    ),
    "Reminder": for_roles(stewards=[theirs("association")], privacy_officer=[in_district()])
    | GATHERING,
    "RightsRequest": for_roles(stewards=[theirs("association")], privacy_officer=[in_district()])
    | GATHERING,
    "Incident": for_roles(privacy_officer=[in_district()]),
    "PrivacySettings": EVERYONE,
    # Whoever is restricted is a name, and is reached in no way.
    "Channel": for_roles(
        stewards=[in_district(within=["person"], person__restricted_at=None)],
        board=[in_district(within=["person"], person__restricted_at=None)],
        representative=[in_district(within=["person"], person__restricted_at=None)],
    )
    | {RIGHTS: (in_district(),)}
    | KEEPING,
    "ContactRole": for_roles(
        stewards=[in_district(within=["person", "organisation"])],
        board=[in_district(within=["person", "organisation"])],
        representative=[in_district(within=["person", "organisation"])],
    )
    | KEEPING,
    # What search reads. Its documents are nobody's: they are joined to organisations that are seen.
    # The words to correct a misspelt one by are everybody's, or follow what is protected.
    "SearchDocument": {},
    "NameWord": for_roles(
        stewards=[in_district(organisation=None), in_district(within=["organisation"])],
        board=[in_district(organisation=None), in_district(within=["organisation"])],
        representative=[in_district(organisation=None), in_district(within=["organisation"])],
    ),
    # A view is its owner's, and of those it is shared with.
    "SavedView": for_roles(
        stewards=[own("owner"), theirs("association")],
        board=[own("owner")],
        representative=[own("owner")],
    ),
    # Organisations that stand twice: shown to those who see both.
    "PossibleDuplicate": for_roles(
        stewards=[in_district(within=["one", "other"])],
        board=[in_district(within=["one", "other"])],
    )
    | {SCAN: (in_district(),)},
    "NotTheSame": for_roles(
        stewards=[in_district(within=["one", "other"])],
        board=[in_district(within=["one", "other"])],
        representative=[in_district(within=["one", "other"])],
    )
    | {
        SCAN: (in_district(),),
        IMPORT: (in_district(within=["one", "other"]),),
        REGISTER: (in_district(within=["one", "other"]),),
    },
    "Merge": for_roles(
        stewards=[in_district(within=["kept"])],
        board=[in_district(within=["kept"])],
        representative=[in_district(within=["kept"])],
    ),
    # What the tally of contacts knows beyond the open facts.
    "HeldContact": for_roles(
        stewards=[theirs("association")],
        board=[in_district()],
    )
    | {TALLY: (in_district(),), UPKEEP: (in_district(),)},
    # That we met (fact), and what was said (content): rows of their own, each by its sensitivity.
    "Meeting": for_roles(
        stewards=[
            in_district(sensitivity=OPEN),
            listed("association_ids", sensitivity=HELD),
            named(),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[
            in_district(sensitivity=OPEN),
            sits_in("body", sensitivity=HELD),
            named(),
        ],
    )
    | {TALLY: (in_district(sensitivity__in=NOT_NAMED),)}
    | KEEPING,
    "MeetingOrganisation": for_roles(
        stewards=[in_district(within=["meeting", "organisation"])],
        board=[in_district(within=["meeting", "organisation"])],
        representative=[in_district(within=["meeting", "organisation"])],
    )
    | {TALLY: (in_district(),)}
    | KEEPING,
    "TieMove": for_roles(
        stewards=[in_district(within=["meeting", "relation"])],
        board=[in_district(within=["meeting", "relation"])],
        representative=[in_district(within=["meeting", "relation"])],
    )
    | {UPKEEP: (in_district(),)},
    "MeetingContent": for_roles(
        stewards=[
            in_district(sensitivity=OPEN),
            listed("association_ids", sensitivity=HELD),
            named(),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[
            in_district(sensitivity=OPEN),
            sits_in("body", sensitivity=HELD),
            named(),
        ],
    )
    | KEEPING,
    # A file has the readers of what was said, in columns of its own.
    "Attachment": for_roles(
        stewards=[
            in_district(sensitivity=OPEN),
            listed("association_ids", sensitivity=HELD),
            named(),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[
            in_district(sensitivity=OPEN),
            sits_in("body", sensitivity=HELD),
            named(),
        ],
    )
    | KEEPING,
    "Participant": for_roles(
        stewards=[in_district(within=["content"])],
        board=[in_district(within=["content"])],
        representative=[in_district(within=["content"])],
    )
    | KEEPING,
    "Point": for_roles(
        stewards=[in_district(within=["content"])],
        board=[in_district(within=["content"])],
        representative=[in_district(within=["content"])],
    )
    | KEEPING,
    # A promise names whom it was given to, so it is never seen where the organisation is not.
    "Promise": for_roles(
        stewards=[
            in_district(sensitivity=OPEN, within=["organisation"]),
            listed("association_ids", sensitivity=HELD, within=["organisation"]),
            named(within=["organisation"]),
        ],
        board=[in_district(sensitivity__in=NOT_NAMED), named()],
        representative=[
            in_district(sensitivity=OPEN, within=["organisation"]),
            sits_in("body", sensitivity=HELD, within=["organisation"]),
            named(within=["organisation"]),
        ],
    )
    | KEEPING,
    # Imports: the file, and what each row wrote.
    "Import": for_roles(stewards=[theirs("association")], board=[in_district()])
    | {IMPORT: (in_district(),)},
    "SourceRow": for_roles(
        association_admin=[in_district(within=["organisation"])],
        board=[in_district(within=["organisation"])],
    )
    | {
        IMPORT: (in_district(within=["organisation"]),),
        REGISTER: (in_district(within=["organisation"]),),
    },
    # Where a public register is fetched from; which servers outside the house are asked.
    "RegisterSource": for_roles(
        administrator=[in_district()], association_admin=[in_district()], board=[in_district()]
    )
    | {REGISTER: (in_district(),)},
    "Integrations": EVERYONE | {ADDRESSES: (in_district(),)},
    "ImportedRow": for_roles(
        association_admin=[in_district(within=["batch", "organisation"])],
        board=[in_district(within=["batch", "organisation"])],
    )
    | {IMPORT: (in_district(),)},
    "ImportLayout": for_roles(association_admin=[theirs("association")], board=[in_district()])
    | {IMPORT: (in_district(),)},
    # Who has read what about whom: for the privacy officer, and for what hands out or throws away.
    # What one has asked for once, so that it is not done twice.
    "DoneOnce": for_roles(everyone=[own("user")]),
    "ReadLog": for_roles(privacy_officer=[in_district()])
    | {EXTRACT: (in_district(),), RETENTION: (in_district(),)},
    # How long things are kept, what went last night, and who waits to be looked at.
    "RetentionRule": for_roles(privacy_officer=[in_district()]) | {RETENTION: (in_district(),)},
    "RetentionRun": for_roles(privacy_officer=[in_district()]) | {RETENTION: (in_district(),)},
    "Review": for_roles(stewards=[theirs("person__association", within=["person"])]) | GATHERING,
    "Unnamed": {RETENTION: (in_district(),)},
    # Sealed register extracts, by number: the officer sends them and cannot open them.
    "SealedExtract": for_roles(privacy_officer=[in_district()]) | GATHERING,
    # That somebody has been erased, or asked not to be here: hashes, which name nobody.
    "Tombstone": {ERASURE: (in_district(),)},
    "DoNotRegister": {ERASURE: (in_district(),)},
    "Readmission": for_roles(privacy_officer=[in_district()]),
    # A file under review: the one who uploaded it, and nobody else.
    "PendingUpload": for_roles(association_admin=[own("uploaded_by")], board=[own("uploaded_by")]),
    "DraftRow": for_roles(
        association_admin=[own("draft__uploaded_by")], board=[own("draft__uploaded_by")]
    ),
}

PAGE.update(SEES)

# verb -> role -> where the post must be held: in the association, anywhere in the district.
IN_ASSOCIATION, IN_DISTRICT = "association", "district"
_STEWARDS = {STEWARD: IN_ASSOCIATION, ADMIN: IN_ASSOCIATION}
_ANY_STEWARD = {STEWARD: IN_DISTRICT, ADMIN: IN_DISTRICT}

MAY = {
    # Who may be somebody here. An association's own people; in the whole district and its bodies,
    # the administrator alone, since no association is the place of such a post.
    "invite": {ADMIN: IN_ASSOCIATION, ADMINISTRATOR: IN_DISTRICT},
    "end_post": {ADMIN: IN_ASSOCIATION, ADMINISTRATOR: IN_DISTRICT},
    "offboard": {ADMIN: IN_ASSOCIATION, ADMINISTRATOR: IN_DISTRICT},
    # Somebody who has lost phone and codes: where they hold every one of their posts.
    "invite_anew": {ADMIN: IN_ASSOCIATION, ADMINISTRATOR: IN_DISTRICT},
    "reactivate": {ADMINISTRATOR: IN_DISTRICT, INVITATION: IN_DISTRICT},
    "hand_over": {ADMIN: IN_ASSOCIATION},
    "configure_integrations": {ADMINISTRATOR: IN_DISTRICT},
    "settle_point": {ADDRESSES: IN_DISTRICT},
    "fetch_register": {ADMINISTRATOR: IN_DISTRICT, REGISTER: IN_DISTRICT},
    "register_organisation": _STEWARDS,
    "correct_organisation": _ANY_STEWARD,  # an organisation belongs to the district
    "archive_organisation": _ANY_STEWARD,
    "merge_organisations": _ANY_STEWARD | {BOARD: IN_DISTRICT},
    "undo_merge": _ANY_STEWARD | {BOARD: IN_DISTRICT},
    "dismiss_duplicate": _ANY_STEWARD | {BOARD: IN_DISTRICT},
    "tie_relation": _STEWARDS,
    "keep_contact_person": _STEWARDS,
    # What the law asks: the association tells people, the officer sees to it that it is done.
    "remind_association": {OFFICER: IN_DISTRICT},
    "restrict_person": {OFFICER: IN_DISTRICT},
    "handle_requests": {OFFICER: IN_DISTRICT},
    "answer_request": _STEWARDS,
    "readmit": {OFFICER: IN_DISTRICT},
    "ask_who_read": {OFFICER: IN_DISTRICT},
    "handle_incidents": {OFFICER: IN_DISTRICT},
    "settle_privacy": {OFFICER: IN_DISTRICT},
    "erase_person": _STEWARDS | {OFFICER: IN_DISTRICT, RETENTION: IN_DISTRICT},
    "make_extract": _STEWARDS | {OFFICER: IN_DISTRICT},
    "tell_passphrase": _STEWARDS,
    "fetch_extract": {OFFICER: IN_DISTRICT},
    "set_retention": {OFFICER: IN_DISTRICT},
    "run_retention": {OFFICER: IN_DISTRICT, RETENTION: IN_DISTRICT},
    "log_meeting": _STEWARDS,
    "attach_file": _STEWARDS,
    "keep_promise": _STEWARDS,
    # A view for oneself: whoever reads organisations. To share one: where one holds a post.
    "keep_view": _ANY_STEWARD | {BOARD: IN_DISTRICT, REPRESENTATIVE: IN_DISTRICT},
    "share_view": _STEWARDS,
    "import_organisations": {
        ADMIN: IN_ASSOCIATION,
        BOARD: IN_DISTRICT,
        IMPORT: IN_DISTRICT,
        REGISTER: IN_DISTRICT,
    },
    "undo_import": {
        ADMIN: IN_ASSOCIATION,
        BOARD: IN_DISTRICT,
        IMPORT: IN_DISTRICT,
    },
}
