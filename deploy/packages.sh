#!/bin/sh
# What Python's registry cannot give: PostGIS, gettext, pango, and for the tests a browser and a pool.
# usage: packages.sh run|test     Installs what is missing where it may, else says what to run.
#        packages.sh venv NAME    Only Debian's package of that name: what uv cannot be had without.
set -eu
cd "$(dirname "$0")/.."

has() { command -v "$1" >/dev/null 2>&1; }
library() { .venv/bin/python -c "import sys; from ctypes.util import find_library; sys.exit(not find_library('$1'))"; }

browser() {
    [ -x "${CHROMIUM:-}" ] && return
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        has "$name" && return
    done
    return 1
}

missing=''
need() { missing="$missing $1"; }

look() {
    if [ -z "${DATABASE_URL:-}" ]; then
        .venv/bin/python deploy/cluster.py programs >/dev/null 2>&1 || need postgis
    else
        library gdal || need gdal # with a server elsewhere, GeoDjango still wants its libraries here
    fi
    { has msgfmt && has xgettext; } || need gettext
    library pangoft2-1.0 || need pango # draws the letters of a PDF
    if [ "${1:-run}" = test ]; then
        browser || need chromium
        has pgbouncer || [ -x /usr/sbin/pgbouncer ] || need pgbouncer
        library atomic || need atomic # Playwright's driver links to it
    fi
}

case ${1:-run} in
venv) need "$2" ;;
*) look "${1:-run}" ;;
esac
[ -n "$missing" ] || exit 0

# --- Debian and its kin
postgis_package() {
    for program in /usr/lib/postgresql/*/bin/postgres; do # the version that is here already, if any
        [ -x "$program" ] || continue
        version=${program#/usr/lib/postgresql/}
        echo "postgresql-${version%%/*}-postgis-3"
    done | sort -V | tail -n 1
}

newest_postgis() {
    apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1
}

debian_names() {
    for what in $missing; do
        case $what in
        postgis)
            name=$(postgis_package)
            [ -n "$name" ] && apt-cache show "$name" >/dev/null 2>&1 || name=$(newest_postgis)
            echo "${name:-postgis postgresql-postgis}"
            ;;
        gdal) echo gdal-bin ;;
        pango) echo libpango-1.0-0 libpangoft2-1.0-0 ;;
        atomic) echo libatomic1 ;;
        chromium) # without the windows that nobody sees: a quarter of the work
            apt-cache show chromium-headless-shell >/dev/null 2>&1 && what=chromium-headless-shell
            echo "$what"
            ;;
        *) echo "$what" ;;
        esac
    done
}

apt() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@"; }

install_with_apt() {
    log=.local/packages.log
    apt update >"$log" 2>&1 || true # one dead mirror is no reason to stop; the install will tell
    names=$(debian_names | tr '\n' ' ')
    echo "Installing $names…"
    # The server's package would otherwise start a cluster of the whole system's that nobody asked for.
    quiet=/etc/postgresql-common/createcluster.d/forankra.conf
    $sudo mkdir -p "${quiet%/*}"
    echo 'create_main_cluster = false' | $sudo tee "$quiet" >/dev/null
    status=0
    # shellcheck disable=SC2086  # several names
    apt install -y --no-install-recommends $names >>"$log" 2>&1 || status=$?
    $sudo rm -f "$quiet"
    [ $status -eq 0 ] || tail -n 15 "$log" >&2
    return $status
}

if has apt-get; then
    sudo=''
    if [ "$(id -u)" -ne 0 ]; then sudo='sudo -n'; fi
    if [ -z "$sudo" ] || sudo -n true 2>/dev/null; then
        install_with_apt && exit 0
    fi
    echo "Missing here:$missing. Ask someone who may to run:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends $(debian_names | tr '\n' ' ')" >&2
    exit 1
fi

# --- Homebrew: written from its documentation, not tried on a Mac
if has brew; then
    for what in $missing; do
        case $what in
        chromium) brew install --cask chromium ;;
        atomic) ;; # part of the system there
        *) brew install "$what" ;;
        esac
    done
    exit 0
fi

echo "Missing here:$missing. Install with your system's package manager, then try again." >&2
exit 1
