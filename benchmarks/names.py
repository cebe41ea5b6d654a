"""Names as registers have them: patterns of Swedish associations, filled with real towns.

random = Random(1)
name_of(random, "sports", "Vendelsö")   → "Vendelsö IF"
"""

from random import Random

# kind: (how common, what it works with, patterns). {t} is a town, {w} a word of WORDS, {c} a
# quarter, {n} a number.
KINDS: dict[str, tuple[int, str, str]] = {
    "sports": (
        250,
        "sports leisure_youth",
        "{t} IF|{t} IK|{t}s {w}klubb|{t} BK|IFK {t}|{t} {w}sällskap|{w}föreningen {t}|{t} FF"
        "|Idrottsföreningen {c}|{t} Gymnastikförening|{c} {w}klubb",
    ),
    "culture": (
        90,
        "culture_libraries",
        "{t}s kulturförening|Kulturföreningen {c}|{t} Kammarkör|{t}s teaterförening|{w}en i {t}"
        "|Konstföreningen {c}|{t} Folkdansgille|{c} {w}ensemble",
    ),
    "tenants": (
        40,
        "housing planning_green",
        "Hyresgästföreningen {t}|LH {c}|Lokala hyresgästföreningen {c}|Hyresgästföreningen {c} {t}",
    ),
    "union": (
        30,
        "working_conditions privatisation",
        "Kommunal {t}|Vision {t}|IF Metall avd {n}|Unionen {t}|Sveriges Lärare {t}"
        "|Fastighets {t}|Byggnads {t}|Handels avd {n}|Vårdförbundet {t}|SEKO {t}",
    ),
    "union_branch": (
        30,
        "working_conditions",
        "Kommunal sektion {c}|Seko klubb {n} {t}|Kommunals arbetsplatsombud {c}"
        "|Transportklubben {c}|Unionenklubben {c}",
    ),
    "womens_shelter": (6, "violence_against_women", "Kvinnojouren {w}|{t} kvinnojour"),
    "girls_shelter": (4, "violence_against_women", "Tjejjouren {w}|Ungdomsjouren {w} {t}"),
    "lgbtqi": (6, "lgbtqi", "RFSL {t}|Regnbågsföreningen {c}|{t} Pride|HBTQI-nätverket {c}"),
    "anti_racist": (8, "anti_racism democracy", "{t} mot rasism|Tillsammans i {c}|Folk i {c}"),
    "refugee_solidarity": (10, "migration", "Flyktingvän i {t}|Asylkommittén {t}|Vän i {c}"),
    "climate": (12, "climate_energy", "Klimataktion {t}|Omställning {t}|Klimatnätverket {c}"),
    "nature": (
        25,
        "climate_energy planning_green",
        "Naturskyddsföreningen {t}|{t}s ornitologer|Rädda {c}|Föreningen {c}s natur",
    ),
    "peace": (6, "peace", "{t} fredsförening|Svenska Freds {t}|Kvinnor för fred {t}"),
    "international_solidarity": (
        12,
        "peace migration",
        "Palestinagruppen {t}|Latinamerikagruppen {t}|Afrikagruppen {t}|{t}s vänortsförening",
    ),
    "pensioners": (
        35,
        "elderly_care elderly_economy",
        "PRO {t}|SPF Seniorerna {t}|RPG {t}|PRO {c}|SKPF Pensionärerna {t}",
    ),
    "disability_rights": (
        30,
        "disability_rights health_care",
        "FUB {t}|DHR {t}|Synskadades Riksförbund {t}|HSO {t}|Attention {t}|{t} hörselförening",
    ),
    "patient": (
        20,
        "health_care",
        "Reumatikerföreningen {t}|Diabetesföreningen {t}|Hjärtebarn {t}",
    ),
    "local_heritage": (
        30,
        "culture_libraries rural_archipelago",
        "{t}s hembygdsförening|{c} hembygdsgille|Föreningen gamla {t}",
    ),
    "youth": (30, "leisure_youth", "{t}s ungdomsförening|Ungdomens Hus {c}|Fritidsföreningen {c}"),
    "student_body": (8, "school", "{c} elevkår|{t}s gymnasiums elevkår"),
    "parents": (15, "school preschool", "Föräldraföreningen {c}|{c}skolans föräldraråd"),
    "study_association": (10, "democracy", "ABF {t}|Studiefrämjandet {t}|NBV {t}|Bilda {t}"),
    "folk_high_school": (2, "school democracy", "{c} folkhögskola"),
    "faith": (40, "social_services", "{t}s församling|{c}kyrkan|Equmeniakyrkan {t}|Pingst {t}"),
    "ethnic_language": (
        35,
        "culture_libraries democracy",
        "Finska föreningen i {t}|Somaliska föreningen {c}|Kurdiska föreningen {t}"
        "|Syrianska föreningen {t}|Eritreanska föreningen {c}|Iranska kulturföreningen {t}",
    ),
    "cooperative": (
        20,
        "housing",
        "Kooperativet {c}|{c} ekonomisk förening|Föräldrakooperativet {w}",
    ),
    "peoples_house": (6, "democracy culture_libraries", "{t} Folkets Hus|{c} bygdegård"),
    "village": (
        40,
        "rural_archipelago safety",
        "{t}s byalag|{c} villaägareförening|{c}s intresseförening|Byalaget {c}",
    ),
    "road_or_community_association": (
        60,
        "planning_green",
        "{c} samfällighetsförening|{c}s vägförening|Samfälligheten {c} {n}|{t} S:{n}",
    ),
    "scouts": (15, "leisure_youth", "{t} scoutkår|{c} scoutkår|{t} sjöscoutkår"),
    "outdoor_hobby": (
        50,
        "leisure_youth",
        "{t} båtklubb|Friluftsfrämjandet {t}|{t}s {w}förening|{c} koloniträdgårdar"
        "|{t} brukshundklubb|{t} jaktvårdsförening",
    ),
    "temperance": (6, "democracy", "IOGT-NTO {t}|NTO-logen {w}"),
    "aid_social": (20, "social_services", "Röda Korset {t}|Verdandi {c}|Rädda Barnen {t}|BRIS {t}"),
    "defence_preparedness": (5, "safety", "{t} hemvärn|Blå Stjärnan {t}|FRO {t}"),
    "political": (5, "democracy", "Föreningen {w} {t}|{t}s medborgarforum"),
    "action_group": (8, "planning_green", "Rädda {c}|Stoppa bygget i {c}|Nej till vägen {c}"),
    "online_network": (4, "democracy", "Vi i {c}|{t} grannar"),
    "youth_student_league": (3, "democracy", "{t}s studentförening|Unga {w} {t}"),
    "other": (60, "", "Föreningen {w}|{c}s vänner|Sällskapet {w} i {t}|{w} {t}"),
}
WORDS = (
    "fotboll handboll innebandy bordtennis segel cykel ridning simning schack bridge kanot"
    " orienterings basket tennis golf budo karate boule dart skytte friidrotts skid konståknings"
    " badminton kör jazz spelman dragspels film foto väv keramik slöjd berättar Eken Linden"
    " Ankaret Stjärnan Gnistan Hoppet Fyren Solrosen Bryggan Kompassen Lyktan Vitsippan"
    " Näktergalen Tranan Svalan Måsen Lönnen Rönnen Aspen Björken Kvarnen Smedjan Hamnen Ängen"
    " Källan Bron Porten Trappan Nyckeln Spegeln Vinden Vågen"
).split()
QUARTERS = (
    "Norr Söder Öster Väster Nor Sör Öst Väst Ek Björk Tall Gran Lind Ask Alm Hassel Ljung Mo"
    " Ny Gammel Stor Lill Hög Låg Kvarn Sjö Strand Berg Dal Ås Vik Näs Fors Sund Rot Räv Orm Ugg"
    " Tran Älg Hjort Fisk Sten Sand Ler Grus Silver Kung Biskops Klocka Skol Kyrk Torp Herr"
    " Präst Bonde Smed"
).split()
ENDINGS = (
    "by berga torp hem dal vik näs ås lund mo sta tuna ö holmen ängen backen hagen gärdet kulla"
    " slätten åsen viken parken rängen skogen marken sätra bro boda måla hult ryd vad kärr"
).split()
SPHERES = "verksamhet för medlemmar|möten varje månad|öppen för alla|vi ordnar läger och kurser"
FIRST = (
    "Anna Maria Eva Karin Lena Kerstin Fatima Amina Elin Sara Erik Lars Karl Anders Per Nils"
    " Johan Ahmed Ali Hassan Mikael Stefan Mehmet Zahra Leyla Olle Gun Britta Siv Ingrid"
).split()
LAST = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson"
    " Ali Mohamed Hassan Lindberg Lindström Berg Lund Holm Sjöberg Wallin Engström Ahmed Yilmaz"
    " Kaya"
).split()
TITLES = "ordförande|kassör|sekreterare|kontaktperson|ombud|sammankallande"


def kinds() -> tuple[list[str], list[int]]:
    """The kinds and how common each is."""
    return list(KINDS), [common for common, _areas, _patterns in KINDS.values()]


def name_of(random: Random, kind: str, town: str) -> str:
    """A name of that kind in that town."""
    pattern = random.choice(KINDS[kind][2].split("|"))
    quarter = random.choice(QUARTERS) + random.choice(ENDINGS)
    word = random.choice(WORDS)
    if pattern.startswith("{w}") or " {w}" in pattern:
        word = word[:1].upper() + word[1:]
    return pattern.format(t=town, c=quarter, w=word, n=random.randint(1, 400))[:200]


def areas_of(random: Random, kind: str) -> list[str]:
    """Its policy areas: those of the kind, now and then one more."""
    areas = KINDS[kind][1].split()
    extra = random.choice(("democracy", "housing", "school", "safety", "climate_energy"))
    return [*areas, extra] if random.random() < 0.15 and extra not in areas else areas
