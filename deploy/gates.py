"""Every gate, by name: what must hold before a change comes in.

    python -m deploy.gates              all of them, the tests last
    python -m deploy.gates ruff tests   only these

A red gate does not hide the next one: all are run, and the exit code is non-zero if any was red.
"""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy import budgets, cluster

ROOT = cluster.ROOT
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Gate:
    """One command that is green when it exits with 0."""

    name: str
    command: Callable[[], list[str]]
    env: dict[str, str] = field(default_factory=dict)
    loud: bool = False  # shown while it runs, not only when it is red


def _files(*patterns: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for each in patterns for path in ROOT.glob(each))


def _manage(*words: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "manage.py", *words]


def _production() -> dict[str, str]:
    """What a real server sets: `check --deploy` judges these settings, not the developer's."""
    return {
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "forankra.example",
    }


def _for_tests() -> dict[str, str]:
    """Where the browser is, under any of its names; and commits that wait for no disk.

    PGOPTIONS is libpq's own variable; what the private database loses in a power cut here is
    rows of a test.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), "")
    hurry = "-c synchronous_commit=off"
    return {
        "CHROMIUM": os.environ.get("CHROMIUM") or found,
        "PGOPTIONS": f"{os.environ.get('PGOPTIONS', '')} {hurry}".strip(),
    }


def _pytest() -> list[str]:
    workers = str(max(2, os.cpu_count() or 2))
    return ["pytest", "-n", workers, "--dist", "loadgroup", "--durations", "20"]


GATES = [
    Gate("ruff", lambda: ["ruff", "check", "--quiet", "."]),
    Gate("format", lambda: ["ruff", "format", "--check", "--quiet", "."]),
    Gate("imports", lambda: ["lint-imports", "--no-logo"]),
    Gate("deploy", _manage("check", "--deploy", "--fail-level", "WARNING"), _production()),
    Gate("migrations", _manage("makemigrations", "--check", "--dry-run")),
    Gate(
        "templates",
        lambda: ["djade", "--check", "--target-version", "6.1", *_files("templates/**/*.html")],
    ),
    Gate("markup", lambda: ["djlint", "--lint", "--quiet", "templates"]),
    Gate("translations", lambda: [sys.executable, "-m", "deploy.translations"]),
    Gate(
        "compose",
        lambda: [
            "check-jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
    ),
    Gate("dockerfile", lambda: ["hadolint", "Dockerfile"]),
    Gate("shell", lambda: ["shellcheck", *_files("deploy/*.sh"), ".ci/run"]),
    Gate("tests", _pytest, _for_tests(), loud=True),
]


def _run(gate: Gate) -> tuple[bool, float]:
    """Run one gate and print its line; what a red one said comes below it."""
    path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)])
    env = {**os.environ, "PATH": path, **gate.env}
    begun = time.monotonic()
    if gate.loud:
        done = subprocess.run(gate.command(), cwd=ROOT, env=env, check=False)
    else:
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(gate.command(), cwd=ROOT, env=env, check=False, **output)
    took = time.monotonic() - begun
    green = done.returncode == 0
    budget = budgets.GATES.get(gate.name, budgets.FOR_OTHERS)
    said = budgets.verdict(took, budget)
    print(f"{'OK  ' if green else 'FAIL'} {gate.name:<13} {said}", flush=True)
    if not green and done.stdout:
        print("".join(f"     {line}\n" for line in done.stdout.strip().splitlines()), flush=True)
    return green, took


def main(wanted: list[str]) -> int:
    """Run the gates named, or all; answers an exit code."""
    if unknown := set(wanted) - {gate.name for gate in GATES}:
        names = ", ".join(gate.name for gate in GATES)
        sys.exit(f"No gate is called {', '.join(sorted(unknown))}. There are: {names}")
    if not os.environ.get("DATABASE_URL"):
        cluster.ensure()
    chosen = [gate for gate in GATES if not wanted or gate.name in wanted]
    red = []
    begun = time.monotonic()
    for gate in chosen:
        green, _took = _run(gate)
        if not green:
            red.append(gate.name)
    verdict = f"red: {', '.join(red)}" if red else "all green"
    may = sum(budgets.GATES.get(gate.name, budgets.FOR_OTHERS) for gate in chosen)
    print(f"{len(chosen)} gates in {time.monotonic() - begun:.0f} s of {may:.0f}, {verdict}")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
