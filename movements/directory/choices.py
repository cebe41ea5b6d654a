"""The words an organisation is described with: codes in English, labels for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is, in the order in which people look for it."""

    TENANTS = "tenants", _("Tenants' association")
    UNION = "union", _("Trade union or branch of one")
    UNION_BRANCH = "union_branch", _("Workplace union club or section")
    WOMENS_SHELTER = "womens_shelter", _("Women's shelter")
    GIRLS_SHELTER = "girls_shelter", _("Girls' shelter")
    LGBTQI = "lgbtqi", _("LGBTQI association")
    ANTI_RACIST = "anti_racist", _("Anti-racist association")
    REFUGEE_SOLIDARITY = "refugee_solidarity", _("Refugee solidarity")
    CLIMATE = "climate", _("Climate group")
    NATURE = "nature", _("Nature and environment association")
    PEACE = "peace", _("Peace association")
    INTERNATIONAL_SOLIDARITY = "international_solidarity", _("International solidarity")
    PENSIONERS = "pensioners", _("Pensioners' organisation")
    DISABILITY_RIGHTS = "disability_rights", _("Disability rights association")
    PATIENT = "patient", _("Patients' or relatives' association")
    SPORTS = "sports", _("Sports club")
    CULTURE = "culture", _("Cultural association")
    LOCAL_HERITAGE = "local_heritage", _("Local heritage association")
    YOUTH = "youth", _("Youth association")
    STUDENT_BODY = "student_body", _("Pupils' or students' union")
    PARENTS = "parents", _("Parents' network")
    STUDY_ASSOCIATION = "study_association", _("Study association")
    FOLK_HIGH_SCHOOL = "folk_high_school", _("Folk high school")
    FAITH = "faith", _("Faith community")
    ETHNIC_LANGUAGE = "ethnic_language", _("Ethnic or language association")
    COOPERATIVE = "cooperative", _("Cooperative")
    PEOPLES_HOUSE = "peoples_house", _("People's house or assembly hall")
    VILLAGE = "village", _("Village or community association")
    ROAD_OR_COMMUNITY_ASSOCIATION = (
        "road_or_community_association",
        _("Joint property or road association"),
    )
    SCOUTS = "scouts", _("Scout group")
    OUTDOOR_HOBBY = "outdoor_hobby", _("Outdoor or hobby association")
    TEMPERANCE = "temperance", _("Temperance organisation")
    AID_SOCIAL = "aid_social", _("Aid or social organisation")
    DEFENCE_PREPAREDNESS = "defence_preparedness", _("Defence or preparedness organisation")
    POLITICAL = "political", _("Political organisation")
    ACTION_GROUP = "action_group", _("Action group or petition")
    ONLINE_NETWORK = "online_network", _("Network or group in social media")
    YOUTH_STUDENT_LEAGUE = "youth_student_league", _("Youth or student league")
    OTHER = "other", _("Other kind")


# Whoever may be sought by someone who wants to do harm gets no address unless someone decides so.
SHELTER_KINDS = frozenset({OrganisationKind.WOMENS_SHELTER, OrganisationKind.GIRLS_SHELTER})

# Kinds that are informal by nature: they have no organisation number to ask for.
INFORMAL_KINDS = frozenset({OrganisationKind.ACTION_GROUP, OrganisationKind.ONLINE_NETWORK})


class PolicyArea(models.TextChoices):
    """What an organisation, a demand or an agenda item is about."""

    HOUSING = "housing", _("Housing and rents")
    ELDERLY_CARE = "elderly_care", _("Elderly care")
    HEALTH_CARE = "health_care", _("Health care")
    SCHOOL = "school", _("School")
    PRESCHOOL = "preschool", _("Preschool")
    LEISURE_YOUTH = "leisure_youth", _("Leisure and youth")
    SOCIAL_SERVICES = "social_services", _("Social services")
    VIOLENCE_AGAINST_WOMEN = "violence_against_women", _("Violence against women")
    CLIMATE_ENERGY = "climate_energy", _("Climate and energy")
    PUBLIC_TRANSPORT = "public_transport", _("Public transport")
    PLANNING_GREEN = "planning_green", _("Town planning and green spaces")
    WORKING_CONDITIONS = "working_conditions", _("Working conditions")
    PRIVATISATION = "privatisation", _("Privatisation and profits in welfare")
    ANTI_RACISM = "anti_racism", _("Anti-racism")
    MIGRATION = "migration", _("Migration and asylum")
    DISABILITY_RIGHTS = "disability_rights", _("Disability rights")
    CULTURE_LIBRARIES = "culture_libraries", _("Culture and libraries")
    SPORTS = "sports", _("Sports")
    DEMOCRACY = "democracy", _("Democracy and association life")
    SAFETY = "safety", _("Safety")
    RURAL_ARCHIPELAGO = "rural_archipelago", _("Countryside and archipelago")
    TAX_BUDGET = "tax_budget", _("Tax and budget")
    PROCUREMENT = "procurement", _("Procurement")
    PEACE = "peace", _("Peace")
    LGBTQI = "lgbtqi", _("LGBTQI")
    ELDERLY_ECONOMY = "elderly_economy", _("Finances of older people")


class LegalForm(models.TextChoices):
    """How the law sees an organisation; blank when nobody has said."""

    NON_PROFIT = "non_profit", _("Non-profit association")
    ECONOMIC = "economic", _("Economic association")
    HOUSING_COOPERATIVE = "housing_cooperative", _("Housing cooperative association")
    JOINT_PROPERTY = "joint_property", _("Joint property association")
    RELIGIOUS = "religious", _("Registered religious community")
    FOUNDATION = "foundation", _("Foundation")
    LIMITED_COMPANY = "limited_company", _("Limited company")
    OTHER = "other", _("Other legal form")


class Reach(models.TextChoices):
    """How far an organisation reaches."""

    LOCAL = "local", _("Local")
    MUNICIPAL = "municipal", _("Municipal")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")


class Sector(models.TextChoices):
    """Whose work a union organises, so that unions can be suggested for an agenda item."""

    CARE = "care", _("Care")
    CHILD_CARE = "child_care", _("Child care")
    KITCHEN = "kitchen", _("Kitchens")
    PARKS_STREETS = "parks_streets", _("Parks and streets")
    BUS = "bus", _("Bus")
    ADMINISTRATION = "administration", _("Administration")
    SOCIAL_SECRETARIES = "social_secretaries", _("Social secretaries")
    DENTAL_CARE = "dental_care", _("Dental care")
    IT = "it", _("IT")
    SOCIAL_WORKERS = "social_workers", _("Social workers")
    HR = "hr", _("HR")
    PRESCHOOL = "preschool", _("Preschool")
    SCHOOL = "school", _("School")
    AFTER_SCHOOL = "after_school", _("After-school centres")
    SCHOOL_LEADERS = "school_leaders", _("School leaders")
    NURSES = "nurses", _("Nurses")
    MIDWIVES = "midwives", _("Midwives")
    DOCTORS = "doctors", _("Doctors")
    PHYSIOTHERAPISTS = "physiotherapists", _("Physiotherapists")
    OCCUPATIONAL_THERAPISTS = "occupational_therapists", _("Occupational therapists")
    PSYCHOLOGISTS = "psychologists", _("Psychologists")
    ACADEMICS = "academics", _("Academics")
    MANAGERS = "managers", _("Managers")
    FIREFIGHTERS = "firefighters", _("Firefighters")
    PROPERTY = "property", _("Property maintenance")
    CONSTRUCTION = "construction", _("Construction")
    ELECTRICIANS = "electricians", _("Electricians")
    SERVICES_COMMUNICATION = "services_communication", _("Services and communication")
    TRANSPORT = "transport", _("Transport")
    HOTEL_RESTAURANT = "hotel_restaurant", _("Hotels and restaurants")
    RETAIL = "retail", _("Retail")
    CONTRACTORS = "contractors", _("Contractors and municipal companies")


class Language(models.TextChoices):
    """Languages an organisation works in: the national minority languages and the most spoken.

    Codes are ISO 639-1 where there is one, else ISO 639-3.
    """

    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")
    FINNISH = "fi", _("Finnish")
    MEANKIELI = "fit", _("Meänkieli")
    SAMI = "se", _("Sami")
    ROMANI = "rom", _("Romani")
    YIDDISH = "yi", _("Yiddish")
    SIGN_LANGUAGE = "swl", _("Swedish Sign Language")
    ALBANIAN = "sq", _("Albanian")
    AMHARIC = "am", _("Amharic")
    ARABIC = "ar", _("Arabic")
    BOSNIAN = "bs", _("Bosnian, Croatian, Serbian")
    DARI = "prs", _("Dari")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    GREEK = "el", _("Greek")
    KURDISH = "ku", _("Kurdish")
    PASHTO = "ps", _("Pashto")
    PERSIAN = "fa", _("Persian")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    RUSSIAN = "ru", _("Russian")
    SOMALI = "so", _("Somali")
    SPANISH = "es", _("Spanish")
    SYRIAC = "syr", _("Syriac")
    THAI = "th", _("Thai")
    TIGRINYA = "ti", _("Tigrinya")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
    URDU = "ur", _("Urdu")
