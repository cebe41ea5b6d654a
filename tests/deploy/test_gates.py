"""The gates themselves: a red one is seen, and hides no other."""

import os
import shutil
import subprocess

import pytest

from deploy import cluster, gates, translations

WHOLE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def strings(tmp_path, monkeypatch):
    """A project whose code says one thing on the screens."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "locale" / "sv" / "LC_MESSAGES").mkdir(parents=True)
    template = tmp_path / "django.pot"
    template.write_text(WHOLE + 'msgid "Log a meeting"\nmsgstr ""\n')
    return template


def _swedish(folder, text: str) -> None:
    path = folder / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.write_text(WHOLE + text)


def test_a_complete_language_is_green(strings, tmp_path):
    _swedish(tmp_path, 'msgid "Log a meeting"\nmsgstr "Logga en avstämning"\n')
    assert translations.problems("sv", strings) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not defined"),
        ('msgid "Log a meeting"\nmsgstr ""\n', "untranslated"),
        ('#, fuzzy\nmsgid "Log a meeting"\nmsgstr "Logga ut"\n', "needs to be reviewed"),
        (
            'msgid "Log a meeting"\nmsgstr "Logga"\n\nmsgid "Bye"\nmsgstr "Hej då"\n',
            "not used",
        ),
        ('#, python-format\nmsgid "Log a meeting"\nmsgstr "%(vem)s"\n', "vem"),
    ],
    ids=["missing", "empty", "guessed", "left over", "malformed"],
)
def test_an_incomplete_language_is_red(strings, tmp_path, text, said):
    _swedish(tmp_path, text)
    assert said in "".join(translations.problems("sv", strings))


def test_a_red_gate_does_not_hide_the_next(monkeypatch, capfd):
    two = [gates.Gate("first", lambda: ["false"]), gates.Gate("second", lambda: ["true"])]
    monkeypatch.setattr(gates, "GATES", two)
    assert gates.main([]) == 1
    said = capfd.readouterr().out
    assert "FAIL first" in said
    assert "OK   second" in said
    assert "red: first" in said


def test_a_misspelt_gate_is_not_taken_for_a_green_one():
    with pytest.raises(SystemExit, match="No gate is called rufff"):
        gates.main(["rufff"])


def test_a_python_that_does_not_run_ends_in_one_clear_message(tmp_path):
    folder = tmp_path / "förankra klon"
    shutil.copytree(cluster.ROOT / "deploy", folder / "deploy", ignore=lambda *_: ["data"])
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(cluster.ROOT / name, folder)
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    done = subprocess.run(
        ["sh", str(folder / "deploy" / "bootstrap.sh"), "run"],
        env={**os.environ, "FORANKRA_PYTHON": str(shim)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Förankra needs Python 3.12 or newer")
