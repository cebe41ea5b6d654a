"""manage.py import_organisations: the same verb, said in numbers."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from movements.models import Association, District, Import, Organisation
from tests.exchange.files import csv_bytes, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register å.csv"
    path.write_bytes(csv_bytes([line("Åby IF", town="Tumba"), line("Kören", kind="Kultur")]))
    return path


def run(*args):
    out = io.StringIO()
    call_command("import_organisations", *map(str, args), stdout=out)
    return out.getvalue()


def test_json_is_one_object_with_the_counts(register, norr):
    said = json.loads(run(register, "--municipality", "0127", "--json"))
    assert {name: said[name] for name in ("rows", "new", "changed", "unchanged")} == {
        "rows": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
    }
    assert (said["duplicate"], said["error"], said["placed"], said["located"]) == (0, 0, 2, 1)
    assert Organisation.objects.count() == 2


def test_a_dry_run_prints_the_counts_and_writes_nothing(register, norr):
    assert "new        2" in run(register, "--municipality", "0127", "--dry-run")
    assert not Import.objects.exists()


def test_the_association_registers_what_is_new(register, norr):
    run(register, "--municipality", "0127", "--association", "Norr")
    assert {o.registered_by for o in Organisation.objects.all()} == {norr}


@pytest.mark.parametrize(
    "args",
    [
        ("--municipality", "9999"),
        ("--municipality", "0127", "--association", "Ingen"),
        ("--municipality", "0127", "--district", "Inget"),
    ],
)
def test_what_does_not_exist_is_said(register, norr, args):
    with pytest.raises(CommandError):
        run(register, *args)


def test_with_several_districts_one_must_be_named(register, norr):
    other = District.objects.create(name="Grannen")
    Association.objects.create(district=other, name="Norr")
    with pytest.raises(CommandError, match="--district"):
        run(register, "--municipality", "0127")
    run(register, "--municipality", "0127", "--district", "Grannen", "--association", "Norr")
    assert {o.district for o in Organisation.objects.all()} == {other}


def test_a_missing_or_unreadable_file_is_said_in_a_line(tmp_path, norr):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "saknas.csv", "--municipality", "0127")
    path = tmp_path / "tom.csv"
    path.write_bytes(b"")
    with pytest.raises(CommandError):
        run(path, "--municipality", "0127")
