"""Copy the pinned front-end packages into static/vendor, so that no page asks another host.

Run after changing package.json or deploy/icons.txt: `python deploy/vendor.py`. Needs npm once;
the result is committed, so neither a newcomer nor a server needs Node.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICONS = ROOT / "deploy" / "icons.txt"

# Source in node_modules → name in static/vendor. MapLibre's modules become .js, because
# manifest hashing rewrites the imports of .js files only.
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2": (
        "hanken-grotesk/hanken-grotesk-latin.woff2"
    ),
    "@fontsource-variable/hanken-grotesk/LICENSE": "hanken-grotesk/LICENSE",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.js",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.js",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
    "lucide-static/LICENSE": "lucide/LICENSE",
}
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\s*]*(?: ?\*/)?\n?")


def copy(source: Path, target: Path) -> None:
    """Copy one file; text loses its source-map line, which would name a file we do not carry."""
    content = source.read_bytes()
    if target.suffix in {".css", ".js"}:
        content = SOURCE_MAP.sub(b"\n", content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def names() -> list[str]:
    """The icons asked for, in order, without comments."""
    lines = (line.strip() for line in ICONS.read_text().splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def symbol(name: str) -> str:
    """One icon as a symbol; stroke and size come from our own style sheet."""
    svg = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL).group(1)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'


def sprite() -> str:
    """All icons in one file, fetched once and cached."""
    missing = [n for n in names() if not (MODULES / f"lucide-static/icons/{n}.svg").exists()]
    if missing:
        sys.exit(f"Lucide has no icon named: {', '.join(missing)}")
    symbols = "\n".join(symbol(name) for name in names())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def main() -> None:
    """Fetch what the lock file pins, then replace static/vendor."""
    npm = shutil.which("npm") or sys.exit("npm is needed to fetch the packages.")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)  # noqa: S603
    drawing = sprite()
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in COPIES.items():
        copy(MODULES / source, VENDOR / target)
    (VENDOR / "lucide" / "icons.svg").write_text(drawing)


if __name__ == "__main__":
    main()
