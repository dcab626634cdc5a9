"""Renew the vendored front-end parts: `python assets/renew.py` (needs Node; nothing else does).

Installs the exact versions of package.json into a temporary folder, copies what the product loads
with its licence into xieshang/ui/static/vendor/, builds the style sheet and the icon sprite, and
writes the manifest that tests/ui/test_assets.py holds the files to.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
STATIC = ASSETS.parent / "xieshang" / "ui" / "static"
VENDOR = STATIC / "vendor"
BUILT = STATIC / "ui"

LOADED = {
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
}
COMPILED = {"bootstrap": "ui/xieshang.css", "@tabler/icons": "ui/icons.svg"}


def main() -> None:
    """Renew everything, or with --css only the style sheet and the sprite."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        modules = options.modules or _install(Path(folder))
        _build_css(modules)
        _build_sprite(modules)
        if not options.css:
            _write_manifest([_vendor(modules, name) for name in sorted({**LOADED, **COMPILED})])
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:>8}  {path.relative_to(STATIC)}")  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--css", action="store_true", help="build the style sheet and the sprite only")
    parser.add_argument("--modules", type=Path, help="use this node_modules instead of installing one")
    return parser.parse_args()


def _install(folder: Path) -> Path:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ASSETS / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)  # noqa: S607
    return folder / "node_modules"


def _build_css(modules: Path) -> None:
    quiet = "import,global-builtin,color-functions,if-function"
    arguments = ["--style=compressed", "--no-source-map", "--no-charset", f"--load-path={modules}"]
    arguments += ["--quiet-deps", f"--silence-deprecation={quiet}"]
    source, target = ASSETS / "scss" / "xieshang.scss", BUILT / "xieshang.css"
    subprocess.run([modules / ".bin" / "sass", *arguments, source, target], check=True)  # noqa: S603


def _build_sprite(modules: Path) -> None:
    names = (ASSETS / "icons.txt").read_text().split()
    symbols = [_symbol(name, modules / "@tabler" / "icons" / "icons" / "outline") for name in names]
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons, MIT, https://tabler.io/icons -->\n'
    (BUILT / "icons.svg").write_text(head + "\n".join(symbols) + "\n</svg>\n")


def _symbol(name: str, folder: Path) -> str:
    drawing = (folder / f"{name}.svg").read_text()
    paths = [path for path in re.findall(r"<(?:path|circle|rect|line)\b[^>]*/>", drawing) if "M0 0h24v24" not in path]
    stroke = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{"".join(paths)}</symbol>'


def _vendor(modules: Path, name: str) -> dict[str, object]:
    about = json.loads((modules / name / "package.json").read_text())
    folder = VENDOR / f"{name.replace('@', '').replace('/', '-')}-{about['version']}"
    _clear_older(folder)
    for source, target in LOADED.get(name, {}).items():
        shutil.copy(modules / name / source, folder / target)
    shutil.copy(_licence(modules / name), folder / "LICENSE")
    files = [*sorted(folder.iterdir()), *([STATIC / COMPILED[name]] if name in COMPILED else [])]
    return {
        "name": name,
        "version": about["version"],
        "licence": about["license"],
        "files": {str(path.relative_to(STATIC)): _sha256(path) for path in files},
    }


def _clear_older(folder: Path) -> None:
    stem = folder.name.rpartition("-")[0]
    for older in VENDOR.glob(f"{stem}-[0-9]*"):
        shutil.rmtree(older)
    folder.mkdir(parents=True)


def _licence(package: Path) -> Path:
    return next(iter(package.glob("LICENSE*")))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_manifest(parts: list[dict[str, object]]) -> None:
    (VENDOR / "manifest.json").write_text(json.dumps(parts, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
