"""The gate of translations: every string on the screens has its words in Swedish and English.

    python -m deploy.translations            red on a missing, empty, fuzzy, unused or malformed one
    python -m deploy.translations --update   takes new strings into the files (Swedish stays empty)

Strings are written in English in the code, so English is filled in by itself.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy import cluster

ROOT = cluster.ROOT
SOURCES = ("movements", "crm", "api", "templates")
LANGUAGES = ("sv", "en")


def _run(*words: str | Path, cwd: Path = ROOT) -> tuple[bool, str]:
    arguments = [str(word) for word in words]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    english = {**os.environ, "LC_ALL": "C.UTF-8"}  # we read what gettext says
    done = subprocess.run(arguments, cwd=cwd, env=english, check=False, **output)
    return done.returncode == 0, done.stdout


def extract(into: Path) -> Path:
    """The template of all strings in the code, made in a folder apart: the tree is not touched.

    Exits with gettext's own words when a string cannot be read.
    """
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "migrations", "data")
            shutil.copytree(ROOT / name, into / name, ignore=ignored)
    (into / "locale").mkdir()
    options = ["-l", "sv", "--keep-pot", "--no-location", "--no-wrap"]
    django_admin = [sys.executable, "-m", "django", "makemessages"]
    fine, said = _run(*django_admin, *options, cwd=into)
    if not fine:
        sys.exit(said)
    return into / "locale" / "django.pot"


def _catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def _words_at(path: str, number: int) -> str:
    """The string of the entry whose translation begins on that line."""
    before = Path(path).read_text().splitlines()[: number - 1]
    begins = max(at for at, line in enumerate(before) if line.startswith("msgid "))
    return "".join(before[begins:])


def _said_where(said: str) -> str:
    """Gettext's complaints with the string itself in place of a line number in a passing file."""
    found = re.findall(
        r"^(.+\.pot?):(\d+): (this|warning: this)( message .*?)(?: in /|$)", said, re.M
    )
    return (
        "\n".join(f"{_words_at(path, int(line))}  {what}" for path, line, _, what in found) or said
    )


def problems(language: str, strings: Path) -> list[str]:
    """What is wrong with one language's file, in gettext's words; empty when it is complete."""
    path = _catalogue(language)
    if not path.exists():
        return [f"{path.relative_to(ROOT)} is missing"]
    found = []
    fine, said = _run("msgfmt", "--check", "--output-file=/dev/null", path)
    found += [] if fine else [said]
    fine, said = _run("msgcmp", path, strings)
    found += [] if fine and "not used" not in said else [_said_where(said)]
    return found


def update(strings: Path) -> None:
    """Take new strings in and drop unused ones; never guess a translation from a similar one."""
    for language in LANGUAGES:
        path = _catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        tidy = ["--no-wrap", "--no-location", "-o", path]
        if not path.exists():
            _run("msginit", "--no-translator", "-l", language, "-i", strings, "-o", path)
        _run("msgmerge", "--quiet", "--no-fuzzy-matching", *tidy, path, strings)
        _run("msgattrib", "--no-obsolete", *tidy, path)
        if language == "en":
            _run("msgen", *tidy, path)


def main(arguments: list[str]) -> int:
    """The command line; answers an exit code."""
    with tempfile.TemporaryDirectory() as folder:
        strings = extract(Path(folder))
        if "--update" in arguments:
            update(strings)
        found = {language: problems(language, strings) for language in LANGUAGES}
    for language, texts in found.items():
        print("\n".join([f"{language}:", *texts] if texts else [f"{language}: complete"]))
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
