#!/bin/sh
# From nothing to .venv: the system's packages, a Python that is new enough, uv, the locked packages.
# usage: bootstrap.sh run|test     Quick when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

OLDEST='(3, 12)'
UV_OLDEST=8 # uv 0.8 reads our lock file
UV_WANTED='uv>=0.9,<1'
export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv
unset VIRTUAL_ENV UV_PYTHON 2>/dev/null || true

stop_with() {
    printf '%s\n' "$@" >&2
    exit 1
}

# --- what is the lock of packages we would install?
wanted=$(cat pyproject.toml uv.lock | cksum)
have=$(cat .local/synced 2>/dev/null || true)

venv_runs() { .venv/bin/python -c "import sys; sys.exit(sys.version_info < $OLDEST)" 2>/dev/null; }

# --- Python: every name that could be one is run before it is believed (a pyenv shim may be empty)
can_be_used() {
    [ -x "$1" ] && "$1" -c "import ssl, sys, venv; sys.exit(sys.version_info < $OLDEST)" >/dev/null 2>&1
}

find_python() {
    if [ -n "${FORANKRA_PYTHON:-}" ]; then
        if can_be_used "$FORANKRA_PYTHON"; then printf '%s\n' "$FORANKRA_PYTHON"; fi
        return
    fi
    for minor in 13 14 12 15 16; do
        saved_ifs=$IFS
        IFS=:
        for folder in $PATH; do
            IFS=$saved_ifs
            if can_be_used "$folder/python3.$minor"; then
                printf '%s\n' "$folder/python3.$minor"
                return
            fi
        done
        IFS=$saved_ifs
        for found in "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python3 \
            "$HOME/.local/share/uv/python/cpython-3.$minor".*/bin/python3 \
            /usr/local/bin/python3.$minor /opt/homebrew/bin/python3.$minor \
            /usr/bin/python3.$minor /opt/python*/bin/"python3.$minor"; do
            if can_be_used "$found"; then
                printf '%s\n' "$found"
                return
            fi
        done
    done
    if command -v python3 >/dev/null && can_be_used "$(command -v python3)"; then command -v python3; fi
}

# --- uv: one that answers and is not too old, else one of our own
uv_works() {
    said=$("$1" --version 2>/dev/null) || return 1
    minor=$(printf '%s\n' "$said" | sed -nE 's/^uv 0\.([0-9]+)\..*/\1/p')
    [ -n "$minor" ] && [ "$minor" -ge "$UV_OLDEST" ]
}

find_uv() {
    for candidate in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" .local/boot/bin/uv .local/boot/lib/bin/uv; do
        if uv_works "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

# Debian's Python comes without venv's other half and without pip: then its package is installed.
fetch_uv() {
    rm -rf .local/boot
    if ! "$1" -c 'import ensurepip' >/dev/null 2>&1 && ! "$1" -m pip --version >/dev/null 2>&1; then
        sh deploy/packages.sh venv "$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" || exit 1
    fi
    if "$1" -m venv .local/boot >/dev/null 2>&1; then
        .local/boot/bin/python -m pip install --quiet --disable-pip-version-check "$UV_WANTED" >&2
    else
        rm -rf .local/boot
        "$1" -m pip install --quiet --disable-pip-version-check --target .local/boot/lib "$UV_WANTED" >&2
    fi
}

sync_packages() {
    python=$(find_python)
    [ -n "$python" ] || stop_with \
        "Förankra needs Python 3.12 or newer, and none that runs was found." \
        "Install one (for example: apt-get install python3.13, pyenv install 3.13, brew install python@3.13)" \
        "or name it:  FORANKRA_PYTHON=/path/to/python3.13 make $purpose"
    uv=$(find_uv)
    if [ -z "$uv" ]; then
        echo "Fetching uv …"
        fetch_uv "$python"
        uv=$(find_uv)
        [ -n "$uv" ] || stop_with "uv could not be fetched with $python (see above). Is a package registry reachable?"
    fi
    echo "Fetching the Python packages ($("$python" --version)) …"
    "$uv" sync --locked --quiet --python "$python"
    printf '%s\n' "$wanted" >.local/synced
}

mkdir -p .local
if [ "$wanted" != "$have" ] || ! venv_runs; then sync_packages; fi
sh deploy/packages.sh "$purpose"
