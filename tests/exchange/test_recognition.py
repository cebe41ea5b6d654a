"""Kinds and policy areas are recognised from a row's own words."""

import pytest

from movements.directory.choices import OrganisationKind, PolicyArea
from movements.exchange import words, words_doings
from movements.exchange.recognition import (
    is_informal,
    kind_of,
    legal_form_of,
    policy_areas_of,
    reach_of,
)

BY_NAME = {
    "tenants": "Hyresgästföreningen Jordbro",
    "union": "Vårdförbundet avdelning Stockholm",
    "union_branch": "Kommunal sektion Haninge",
    "womens_shelter": "Kvinnojouren Vändpunkten",
    "girls_shelter": "Tjejjouren Ellinor",
    "lgbtqi": "RFSL Västerås",
    "anti_racist": "Nätverket mot rasism i Borås",
    "refugee_solidarity": "Asylgruppen i Malmö",
    "climate": "Klimataktion Umeå",
    "nature": "Naturskyddsföreningen i Lund",
    "peace": "Kvinnor för fred Örebro",
    "international_solidarity": "Palestinagruppen Göteborg",
    "pensioners": "PRO Handen",
    "disability_rights": "FUB Haninge",
    "patient": "Diabetesföreningen i Gävle",
    "sports": "Hammarby IF",
    "culture": "Sundsvalls kammarkör",
    "local_heritage": "Österhaninge hembygdsförening",
    "youth": "Unga Örnar Kiruna",
    "student_body": "Linköpings studentkår",
    "parents": "Föräldraföreningen Ekskolan",
    "study_association": "ABF Skåne",
    "folk_high_school": "Tollare folkhögskola",
    "faith": "Equmeniakyrkan Visby",
    "ethnic_language": "Finska föreningen i Borås",
    "cooperative": "Brf Solrosen",
    "peoples_house": "Folkets Hus i Rågsved",
    "village": "Utö byalag",
    "road_or_community_association": "Ornö vägförening",
    "scouts": "Tyresö scoutkår",
    "outdoor_hobby": "Friluftsfrämjandet Mora",
    "temperance": "IOGT-NTO Framtid",
    "aid_social": "Röda Korset Trosa",
    "defence_preparedness": "Gotlands lottakår",
    "political": "Vänsterpartiet Haninge",
    "action_group": "Aktionsgruppen Rädda badet",
    "online_network": "Facebookgruppen Vi i Vega",
    "youth_student_league": "Ung Vänster Haninge",
}


@pytest.mark.parametrize(("kind", "name"), BY_NAME.items())
def test_every_kind_is_known_by_a_name(kind, name):
    assert kind_of(name) == kind


def test_every_kind_but_other_has_a_name_in_the_test():
    assert BY_NAME.keys() | {"other"} == set(OrganisationKind.values)


@pytest.mark.parametrize(
    ("type_text", "kind"),
    [
        ("Idrottsföreningar", "sports"),
        ("Pensionärsförening", "pensioners"),
        ("Religiösa föreningar", "faith"),
        ("Funkisföreningar", "disability_rights"),
        ("Hem- och bygdegårdsf", "peoples_house"),
        ("Scouter", "scouts"),
        ("Båtklubbar", "outdoor_hobby"),
        ("Villaägareförening", "village"),
        ("Samfälligheter", "road_or_community_association"),
        ("Kulturförening", "culture"),
        ("Sports club", "sports"),
        ("Övriga föreningar", "other"),
        ("", "other"),
    ],
)
def test_the_registers_type_decides_when_the_name_says_nothing(type_text, kind):
    assert kind_of("Solrosen", type_text) == kind


@pytest.mark.parametrize(
    ("name", "type_text", "activities", "kind"),
    [
        ("SPF Seniorerna Vallentuna", "Humanitär förening", (), "pensioners"),
        ("Väsby Tjejjour", "Hjälporganisationer", ("Hjälpverksamhet",), "girls_shelter"),
        ("Assyriska IF", "Idrottsförening", ("Fotboll",), "sports"),
        ("Pakistanska kulturföreningen", "", (), "ethnic_language"),
        ("Botkyrka Ballers", "", ("Basket",), "sports"),
        ("Huddinge-Botkyrka Trädgårdssällskap", "", (), "outdoor_hobby"),
        ("Botkyrka församling", "", (), "faith"),
        ("Täby konståkningsklubb", "", (), "sports"),
        ("Täby konstklubb", "", (), "culture"),
        ("Pro Musica", "", ("Musik",), "culture"),
        ("Gezana", "Övriga", ("Fotboll", "Friidrott", "Caféträffar"), "sports"),
        ("Halvsekelklubben", "", ("Seniorer (67-120 år)",), "other"),
        ("Kristdemokraterna i Solna", "", (), "political"),
    ],
)
def test_names_types_and_activities_are_weighed(name, type_text, activities, kind):
    assert kind_of(name, type_text, activities) == kind


def test_a_federations_web_address_speaks_for_its_members():
    assert kind_of("Frösunda", homepage="https://www.hembygd.se/frosunda") == "local_heritage"
    assert kind_of("Handen", homepage="https://falskthembygd.se") == "other"


def test_policy_areas_come_from_the_kind_and_from_the_rows_own_words():
    areas = policy_areas_of(
        "sports", "Åby IF", "Idrott", ("Fotboll", "Integration", "Nattvandring")
    )
    assert set(areas) == {"sports", "migration", "safety"}
    assert areas == [area for area in PolicyArea.values if area in areas]


def test_policy_areas_that_the_file_says_come_before_all_others():
    assert "public_transport" in policy_areas_of("village", "Byalaget", said=("Kollektivtrafik",))


@pytest.mark.parametrize(
    ("said", "name", "number", "form"),
    [
        ("", "Brf Solrosen", "7696342117", "housing_cooperative"),
        ("", "Ornö samfällighetsförening", "", "joint_property"),
        ("Ekonomisk förening", "Smedjan", "", "economic"),
        ("", "Åby IF", "8020029347", "non_profit"),
        ("", "Golfklubben AB", "", "limited_company"),
        ("", "Huddinge pastorat", "2520031747", "religious"),
        ("", "Åby IF", "", ""),
    ],
)
def test_the_legal_form_is_said_by_words_or_by_the_number(said, name, number, form):
    assert legal_form_of(said, name, "", number) == form


def test_a_network_without_a_number_is_informal():
    assert is_informal("other", "Nätverket för badet", "")
    assert not is_informal("other", "Nätverket för badet", "8020029347")
    assert not is_informal("sports", "Åby IF", "")


def test_reach_follows_the_name():
    assert reach_of("Åby IF") == "local"
    assert reach_of("Autism Stockholms län") == "regional"
    assert reach_of("Svenska Fotbollförbundet") == "national"


@pytest.mark.parametrize("table", ["TYPES", "VAGUE_TYPES", "UNMISTAKABLE", "NAMES"])
def test_the_word_tables_speak_of_kinds_that_exist(table):
    assert set(getattr(words, table)) <= set(OrganisationKind.values)


def test_the_other_tables_speak_of_kinds_and_areas_that_exist():
    kinds, areas = set(OrganisationKind.values), set(PolicyArea.values)
    assert set(words_doings.ACTIVITIES) | set(words_doings.HOMEPAGES) <= kinds
    assert set(words_doings.POLICY_WORDS) == areas
    assert set(words_doings.POLICY_OF_KIND) <= kinds
    assert {area for found in words_doings.POLICY_OF_KIND.values() for area in found} <= areas
