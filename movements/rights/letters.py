"""The letter that tells somebody that they are in the register (art. 14), in two languages."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from movements.directory.models import ContactPerson
from movements.privacy.models import Basis
from movements.rights.registers import LegalBasis, PrivacySettings


def subject(language: str) -> str:
    with translation.override(language):
        return _("You are in our register of contacts")


def letter(line: LegalBasis, name: str, settings: PrivacySettings, language: str) -> str:
    """The whole letter as plain text, in "sv" or "en", ready for paper or e-mail.

    `name` is the person's, or their number for somebody who may not know it.
    """
    with translation.override(language):
        return "\n\n".join(part for part in _parts(line, name, settings) if part)


def asks_subject(language: str) -> str:
    with translation.override(language):
        return _("May we keep you in our register of contacts?")


def asks(line: LegalBasis, name: str, settings: PrivacySettings, language: str) -> str:
    """The letter that asks somebody for their consent to stay, in "sv" or "en"."""
    with translation.override(language):
        return "\n\n".join(part for part in _asks(line, name, settings) if part)


def explained(
    person: LegalBasis | ContactPerson, settings: PrivacySettings, language: str
) -> list[str]:
    """What somebody is told beside what is kept about them (art. 15.1 a, c-g), as sentences."""
    with translation.override(language):
        said = (_whose(person, settings), *_why(person, settings))
        return [str(part) for part in said if part]


def _asks(line: LegalBasis, name: str, settings: PrivacySettings):
    association = line.association.name
    yield _("Dear %(name)s,") % {"name": name}
    yield _(
        "%(association)s, a part of %(controller)s, has you in its register of contacts. We have"
        " not been in touch for long, and ask whether we may keep you there."
    ) % {"association": association, "controller": settings.controller or settings.district.name}
    yield _("What we keep: your name, how you are reached, and your role in an organisation.")
    yield _(
        "Answer yes, and we keep it with your consent (GDPR article 6.1 a and 9.2 a). You can take"
        " it back whenever you want. Answer no, or nothing within a month, and we erase it."
    )
    yield _contact(settings)
    yield _("Kind regards,\n%(association)s") % {"association": association}


def _parts(line: LegalBasis, name: str, settings: PrivacySettings):
    association = line.association.name
    controller = settings.controller or settings.district.name
    yield _("Dear %(name)s,") % {"name": name}
    yield _(
        "%(association)s, a part of %(controller)s, has you in its register of contacts in"
        " movements and organisations. This letter says what we keep and why, and what you can ask."
    ) % {"association": association, "controller": controller}
    yield _("What we keep: your name, how you are reached, and your role in an organisation.")
    yield from _why(line, settings)
    yield _("Kind regards,\n%(association)s") % {"association": association}


def _whose(line, settings: PrivacySettings) -> str:
    said = (settings.controller, settings.controller_number, settings.controller_address)
    return _(
        "%(association)s, a part of %(controller)s, has you in its register of contacts in"
        " movements and organisations."
    ) % {
        "association": line.association.name,
        "controller": ", ".join(one for one in said if one) or settings.district.name,
    }


def _why(line, settings: PrivacySettings):
    yield _("Where it comes from: %(source)s.") % {"source": line.source.rstrip(".")}
    yield _("Why: to keep in touch with your organisation about its issues. %(grounds)s") % {
        "grounds": _grounds(line.basis)
    }
    yield _("Who reads it: people with a post in our district, each as far as their task reaches.")
    yield _(
        "How long: until %(day)s at the latest, earlier if we lose contact. It is handed to nobody"
        " outside, and not moved outside the EU."
    ) % {"day": date_format(line.keep_until, "j F Y")}
    yield _(
        "You may ask to see what we keep, to have it put right, restricted or erased, and you may"
        " object to it or take back a consent. It costs nothing, and we answer within a month. You"
        " may also complain to Integritetsskyddsmyndigheten (imy.se)."
    )
    yield _contact(settings)


def _grounds(basis: str) -> str:
    """The ground in law, in a sentence (docs/privacy.md)."""
    return {
        Basis.OFFICIAL: _(
            "Your role is published by the organisation itself (GDPR article 6.1 f and 9.2 e)."
        ),
        Basis.REGULAR_CONTACT: _(
            "We are in regular contact about our purposes (GDPR article 6.1 f and 9.2 d)."
        ),
        Basis.CONSENT: _("You have said yes to it (GDPR article 6.1 a and 9.2 a)."),
        Basis.AWAITING: _(
            "Somebody has told us that people trust you. We ask whether we may keep your name;"
            " without a yes it is gone within a month."
        ),
    }[Basis(basis)]


def _contact(settings: PrivacySettings) -> str:
    ways = [settings.officer_name, settings.officer_email, settings.officer_phone]
    if not any(ways):
        return ""
    said = ", ".join(way for way in ways if way)
    return _("Questions about this: our privacy officer, %(contact)s.") % {"contact": said}
