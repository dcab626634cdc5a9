"""The vendored and built files are what the manifest says, and load nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "xieshang" / "ui" / "static"
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text())
LISTED = {path: digest for part in MANIFEST for path, digest in part["files"].items()}


@pytest.mark.parametrize("path", sorted(LISTED))
def test_a_file_is_what_the_manifest_says(path: str) -> None:
    assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == LISTED[path]


def test_every_vendored_file_is_in_the_manifest() -> None:
    there = {str(path.relative_to(STATIC)) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert there - {"vendor/manifest.json"} == {path for path in LISTED if path.startswith("vendor/")}


def test_the_versions_are_those_asked_for() -> None:
    asked = json.loads((ROOT / "assets" / "package.json").read_text())["dependencies"]
    assert {part["name"]: part["version"] for part in MANIFEST} == asked
    assert {part["licence"] for part in MANIFEST} == {"0BSD", "MIT"}


def test_the_lock_holds_no_registry_address() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text())
    assert [name for name, part in lock["packages"].items() if "resolved" in part] == []


@pytest.mark.parametrize("path", ["ui/xieshang.css", "ui/xieshang.js", "ui/icons.svg"])
def test_a_built_file_loads_nothing_from_elsewhere(path: str) -> None:
    text = (STATIC / path).read_text()
    loads = re.findall(r"""(?:url\(|@import|import\s|from\s|href=|src=)\s*["']?(https?:)?//""", text)
    assert loads == []


def test_the_sprite_holds_exactly_the_icons_listed() -> None:
    listed = (ROOT / "assets" / "icons.txt").read_text().split()
    drawn = re.findall(r'<symbol id="([^"]+)"', (STATIC / "ui" / "icons.svg").read_text())
    assert drawn == listed == sorted(set(listed))
