"""Shapes that stand inside several answers. They describe; base.py says what makes the answers."""

from rest_framework import serializers

from movements.access.rows import Sensitivity


class Shape(serializers.Serializer):
    """What an answer looks like, for the description of this interface."""

    def __init__(self, *args, **options):
        super().__init__(*args, **({"read_only": True} | options))


class Named(Shape):
    """Something that has a name: its id and what it is called."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class MunicipalityName(Shape):
    """A municipality by its SCB code."""

    code = serializers.CharField()
    name = serializers.CharField()


class PointGeometry(Shape):
    """A GeoJSON point."""

    type = serializers.ChoiceField(["Point"])
    coordinates = serializers.ListField(
        child=serializers.FloatField(),
        min_length=2,
        max_length=2,
        help_text="Longitude and latitude, WGS 84",
    )


class Readers(serializers.ChoiceField):
    """Who reads a row."""

    def __init__(self, **options):
        super().__init__(Sensitivity.choices, **options)


class Text(serializers.CharField):
    """Words that are sent to us. What is no text is refused, not made into one."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false that is sent to us, and nothing that could be meant for it."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Key(serializers.UUIDField):
    """The id of a row that is sent to us, as text: numbers are ids of nothing."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


def choice(choices, **options) -> serializers.ChoiceField:
    """A field of one code from a list."""
    return serializers.ChoiceField(choices.choices, **options)


def several(choices, **options) -> serializers.ListField:
    """A field of several codes from a list."""
    return serializers.ListField(child=choice(choices), **options)
