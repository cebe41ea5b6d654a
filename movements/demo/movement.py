"""The invented organisations: what they are called, what they want, and what they ask us for."""

from dataclasses import dataclass, field

from movements.dialogue.choices import SupportKind
from movements.directory.choices import OrganisationKind as Kind
from movements.directory.choices import PolicyArea as Area
from movements.directory.choices import Sector

K, A, S = Kind, Area, Sector


@dataclass(frozen=True)
class Pattern:
    """`name` takes {town} and {municipality}; `share` is how many municipalities have one."""

    name: str
    kind: Kind
    areas: tuple[Area, ...]
    share: float
    demands: tuple[str, ...] = ()
    sectors: tuple[Sector, ...] = field(default=())
    informal: bool = False


PATTERNS = (
    Pattern(
        "Hyresgästföreningen {town}",
        K.TENANTS,
        (A.HOUSING,),
        0.9,
        (
            "Stopp för vräkningar av barnfamiljer hos kommunens bostadsbolag.",
            "Hyreshöjningen ska prövas mot vad som faktiskt är renoverat.",
            "Tvättstugorna ska öppnas igen innan årsskiftet.",
        ),
    ),
    Pattern(
        "Kommunal sektion {municipality}",
        K.UNION_BRANCH,
        (A.WORKING_CONDITIONS,),
        0.85,
        (
            "Slut på delade turer i hemtjänsten.",
            "Arbetskläder och fria skor åt alla i omsorgen.",
        ),
        (S.CARE, S.CHILD_CARE, S.KITCHEN),
    ),
    Pattern(
        "Vision {municipality}",
        K.UNION,
        (A.WORKING_CONDITIONS, A.SOCIAL_SERVICES),
        0.7,
        ("Ett tak för antalet ärenden per socialsekreterare.",),
        (S.ADMINISTRATION, S.SOCIAL_SECRETARIES),
    ),
    Pattern(
        "Sveriges Lärare {municipality}",
        K.UNION,
        (A.SCHOOL, A.WORKING_CONDITIONS),
        0.75,
        ("Mindre grupper i förskolan och tid för planering.",),
        (S.SCHOOL, S.PRESCHOOL, S.AFTER_SCHOOL),
    ),
    Pattern(
        "Vårdförbundet klubb {municipality}",
        K.UNION_BRANCH,
        (A.HEALTH_CARE,),
        0.3,
        ("Sjuksköterska på plats dygnet runt på kommunens äldreboenden.",),
        (S.NURSES,),
    ),
    Pattern(
        "SSR-klubben {municipality}",
        K.UNION_BRANCH,
        (A.SOCIAL_SERVICES,),
        0.35,
        ("Handledning för alla nya socionomer.",),
        (S.SOCIAL_WORKERS, S.HR),
    ),
    Pattern(
        "Klimat i {municipality}",
        K.CLIMATE,
        (A.CLIMATE_ENERGY, A.PUBLIC_TRANSPORT),
        0.6,
        (
            "Cykelväg hela vägen till stationen.",
            "Kommunens pengar ska bort från fossila fonder.",
        ),
    ),
    Pattern(
        "{town} naturvänner",
        K.NATURE,
        (A.PLANNING_GREEN,),
        0.6,
        ("Skogen ska bli naturreservat innan detaljplanen antas.",),
    ),
    Pattern(
        "Rädda {town}skogen",
        K.ACTION_GROUP,
        (A.PLANNING_GREEN,),
        0.45,
        ("Avbryt planerna på logistikcentret.",),
        (),
        True,
    ),
    Pattern(
        "{town} pensionärer",
        K.PENSIONERS,
        (A.ELDERLY_CARE, A.ELDERLY_ECONOMY),
        0.9,
        (
            "Behåll servicelinjen till vårdcentralen.",
            "Avgiften för trygghetslarm ska bort.",
        ),
    ),
    Pattern(
        "DHR {municipality}",
        K.DISABILITY_RIGHTS,
        (A.DISABILITY_RIGHTS,),
        0.5,
        ("Hissen vid stationen ska lagas inom en vecka när den går sönder.",),
    ),
    Pattern(
        "Kvinnojouren Fyren i {municipality}",
        K.WOMENS_SHELTER,
        (A.VIOLENCE_AGAINST_WOMEN,),
        0.45,
        ("Fleråriga bidrag i stället för ett år i taget.",),
    ),
    Pattern(
        "{municipality} tjejjour",
        K.GIRLS_SHELTER,
        (A.VIOLENCE_AGAINST_WOMEN,),
        0.25,
        ("Kuratorerna ska berätta om jouren i alla skolor.",),
    ),
    Pattern(
        "Föräldrar i {town}",
        K.PARENTS,
        (A.SCHOOL, A.PRESCHOOL),
        0.6,
        ("Ingen skola ska läggas ned i byn.",),
        (),
        True,
    ),
    Pattern("{municipality} regnbåge", K.LGBTQI, (A.LGBTQI,), 0.3),
    Pattern(
        "Somaliska kulturföreningen i {municipality}",
        K.ETHNIC_LANGUAGE,
        (A.DEMOCRACY, A.MIGRATION),
        0.35,
        ("Läxhjälp på två språk.",),
    ),
    Pattern("Kurdiska föreningen i {municipality}", K.ETHNIC_LANGUAGE, (A.DEMOCRACY,), 0.3),
    Pattern(
        "Nattvandrarna i {town}",
        K.ONLINE_NETWORK,
        (A.SAFETY, A.LEISURE_YOUTH),
        0.4,
        ("Fritidsgården ska ha öppet på lördagar.",),
        (),
        True,
    ),
    Pattern(
        "{town} byalag",
        K.VILLAGE,
        (A.RURAL_ARCHIPELAGO,),
        0.7,
        ("Bussen ska gå även på söndagar.",),
    ),
    Pattern(
        "{town} idrottsförening",
        K.SPORTS,
        (A.SPORTS, A.LEISURE_YOUTH),
        0.9,
        ("Lägre taxa i hallen för flicklagen.",),
    ),
    Pattern("{town} ryttarklubb", K.SPORTS, (A.SPORTS,), 0.4),
    Pattern("{town} hembygdsförening", K.LOCAL_HERITAGE, (A.CULTURE_LIBRARIES,), 0.7),
    Pattern("{municipality} kammarkör", K.CULTURE, (A.CULTURE_LIBRARIES,), 0.5),
    Pattern(
        "{town} folkets hus",
        K.PEOPLES_HOUSE,
        (A.DEMOCRACY,),
        0.4,
        ("Bygdegårdarna ska få tillbaka energistödet.",),
    ),
    Pattern("Scoutkåren {town}", K.SCOUTS, (A.LEISURE_YOUTH,), 0.6),
    Pattern("{municipality} fredsgrupp", K.PEACE, (A.PEACE,), 0.3),
    Pattern(
        "Flyktinghjälpen {municipality}",
        K.REFUGEE_SOLIDARITY,
        (A.MIGRATION,),
        0.4,
        ("Bostad även efter etableringstiden.",),
    ),
    Pattern("{town} båtklubb", K.OUTDOOR_HOBBY, (A.RURAL_ARCHIPELAGO,), 0.4),
)

SUPPORT = {
    SupportKind.PREMISES: "Möteslokal till medlemsmötet.",
    SupportKind.RAISE_ISSUE: "Att vi lyfter frågan i fullmäktige.",
    SupportKind.EQUIPMENT: "Låna ljudanläggningen till manifestationen.",
    SupportKind.CONTACTS: "Kontakt med någon på bostadsbolaget.",
    SupportKind.ORGANISING: "Hjälp med demonstrationstillståndet.",
}
PROMISES = (
    "Boka möteslokalen till medlemsmötet",
    "Låna ut ljudanläggningen",
    "Ta reda på vem på förvaltningen som svarar",
    "Skicka underlaget från nämnden",
    "Bjuda in till vårt nästa gruppmöte",
)
NOTES = (
    "De har fått många nya medlemmar sedan i våras.",
    "De vill att vi kommer till årsmötet i mars.",
    "De är trötta på att svara på enkäter utan återkoppling.",
    "",
)
