"""The invented people of the demo district, and the posts they hold."""

from dataclasses import dataclass

from movements.access.factors import DEMO_DOMAIN
from movements.access.models import Role

PASSWORD = "forankra-prova-pa"
DOMAIN = DEMO_DOMAIN
DISTRICT = "Stockholms län"


@dataclass(frozen=True)
class Person:
    """`posts` are (role, place): an association, a body ("Socialnämnden, Haninge"), or ""."""

    login: str
    name: str
    posts: tuple[tuple[Role, str], ...]
    job: str = ""  # one line for the newcomer; empty for those who only fill the district

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


PEOPLE = (
    Person(
        "anna",
        "Anna Berglund",
        ((Role.STEWARD, "Haninge"), (Role.ASSOCIATION_ADMIN, "Haninge")),
        "kontaktansvarig och föreningsansvarig i Haninge: loggar möten, tar in register",
    ),
    Person("cia", "Cia Holm", ((Role.BOARD, ""),), "distriktsstyrelsen: ser hela länet"),
    Person(
        "dag",
        "Dag Nyström",
        ((Role.REPRESENTATIVE, "Socialnämnden, Haninge"),),
        "förtroendevald i Haninges socialnämnd: hittar facken",
    ),
    Person("bo", "Bo Sandgren", ((Role.STEWARD, "Botkyrka"),), "kontaktansvarig i Botkyrka"),
    Person("frid", "Frid Ahl", ((Role.PRIVACY_OFFICER, ""),), "dataskyddsansvarig"),
    Person("gun", "Gun Viklund", ((Role.ADMINISTRATOR, ""),), "systemansvarig"),
    Person("helin", "Helin Aslan", ((Role.STEWARD, "Haninge"),)),
    Person("jonas", "Jonas Ek", ((Role.STEWARD, "Haninge"),)),
    Person("amina", "Amina Lindqvist", ((Role.BOARD, ""), (Role.STEWARD, "Haninge"))),
    Person("eva", "Eva Dahl", (), "har ingen post och ser därför ingenting"),
)

# Associations beside one a municipality: the city has many, some have no area, some are groups.
CITY = ("Hässelby-Vällingby", "Järva", "Skarpnäck", "Södermalm")
INDUSTRY = ("Studentföreningen", "Kollektivtrafikarna")
GROUPS = (("Kommungruppen i Haninge", "0136"), ("Regiongruppen", None))
BODIES = (
    ("Kommunfullmäktige", "0136"),
    ("Socialnämnden", "0136"),
    ("Äldrenämnden", "0136"),
    ("Grund- och förskolenämnden", "0136"),
    ("Socialnämnden", "0127"),
    ("Hälso- och sjukvårdsnämnden", None),
    ("Trafiknämnden", None),
)
STEWARD_NAMES = (
    "Alva Rask|Bilal Hadi|Cecilia Norén|Dragan Ilic|Elsa Frykman|Farah Amini|Gustav Rehn|"
    "Hanna Sköld|Idris Warsame|Johanna Lans|Kalle Brodin|Leila Cetin|Mats Öhrn|Nora Åsberg|"
    "Olle Granat|Petra Vinge|Rami Saleh|Signe Boman|Tore Wahl|Ulla Friberg|Viktor Hägg|"
    "Wilma Stark|Yara Khalil|Åke Ljung|Ängla Moberg|Örjan Palm|Selma Duvek|Ture Holst|"
    "Minna Karhu|Sixten Norr|Ronja Vester|Nils Ahlin|Maja Ström"
).split("|")
CONTACT_NAMES = (
    "Margareta Holmer|Yusuf Demirci|Inga-Lill Sand|Pelle Stav|Amal Osman|Birgitta Gran|"
    "Kjell Rosén|Maria Pires|Stina Lövdal|Abdi Nuur|Lena Wik|Tomas Ekdahl|Zahra Karimi|"
    "Gunnel Brink|Hasse Torp|Mona Lidberg|Samir Haddadi|Ulrika Fors|Bengt Åström|Iman Farid"
).split("|")
TITLES = ("ordförande", "sekreterare", "kassör", "studieansvarig", "kontaktperson", "skyddsombud")
