"""Where the measured data lies: one folder a size, built once and kept, and a copy of it for each run."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xieshang.engine import REPOSITORY, environment

SIGN_INS, CASES, TEXTS, SCENES = "sign-ins.json", "cases.json", "texts.json", "scenes.json"
SOURCES = [
    "bench/city.py",
    "bench/copies.py",
    "bench/scenes.py",
    "xieshang/demo/*.py",
    "xieshang/*/migrations/*.py",
    "xieshang/texts/*.py",
]
"""What decides how the data looks; where any of it changes, the data is built anew."""

BUILT, ACTED = 100, 5_000
"""The sizes that are built through the product's actions; larger ones are grown from the second."""
LIVED, TEN_YEARS = 1_000, 20_000 - 501
"""How many cases the ten years are copies of, and how many there are; the scenes add the rest."""


@contextmanager
def at(folder: Path, **more: str) -> Iterator[None]:
    """For a block, all that is done is done in the data folder `folder`, with `more` in the environment."""
    given = {"XIESHANG_VAR": str(folder), **more}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def of_size(cases: int) -> Path:
    """The folder with so many cases, built now where it is not there yet."""
    folder = _kept() / str(cases)
    if (folder / "built").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    if cases <= ACTED:
        folder.mkdir(parents=True)
        call(folder, "-m", "xieshang", "setup")
        call(folder, "-m", "bench.city", "build", str(cases))
        call(folder, "-m", "bench.city", "grow", str(cases))
    else:
        copy(of_size(50_000 if cases > 50_000 else ACTED), folder)
        call(folder, "-m", "bench.city", "grow", str(cases), *(["--texts-alone"] if cases > 50_000 else []))
    (folder / "built").touch()
    return folder


def working_copy(cases: int) -> Path:
    """A fresh copy of the folder with so many cases, to be measured in; the last one is given up for it."""
    return _fresh(of_size(cases))


def ten_years_copy() -> Path:
    """The same of 20,000 cases of ten years, with the scenes among them."""
    return _fresh(ten_years())


def ten_years() -> Path:
    """The folder with 20,000 cases of ten years, built now where it is not there yet."""
    folder = _kept() / "ten-years"
    if not (folder / "built").exists():
        shutil.rmtree(folder, ignore_errors=True)
        copy(of_size(LIVED), folder)
        call(folder, "-m", "bench.city", "grow", str(TEN_YEARS), "--ten-years")
        call(folder, "-m", "bench.scenes")
        (folder / "built").touch()
    return folder


def _fresh(source: Path) -> Path:
    folder = last_copy()
    shutil.rmtree(folder, ignore_errors=True)
    copy(source, folder)
    return folder


def last_copy() -> Path:
    """The folder that is measured in."""
    return _kept() / "run"


def copy(source: Path, target: Path) -> None:
    """Copy a data folder whose database is stopped."""
    left_out = shutil.ignore_patterns("socket", "*.lock", "built")
    shutil.copytree(source, target, ignore=left_out, copy_function=_clone)


def _clone(source: str, target: str) -> None:
    """Copy one file, for nothing where the file system shares blocks."""
    subprocess.run(["cp", "--reflink=auto", "--preserve=all", source, target], check=True)


def call(folder: Path, *words: str) -> None:
    """Run a Python program to its end on a data folder."""
    with at(folder):
        subprocess.run([sys.executable, *words], check=True, cwd=REPOSITORY, stdout=sys.stderr)


def _kept() -> Path:
    """The folder of all sizes, named after what decides how the data looks; older ones are removed."""
    paths = sorted(path for pattern in SOURCES for path in REPOSITORY.glob(pattern))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    home = environment.folder("bench")
    for other in home.iterdir():
        if other.name != digest:
            shutil.rmtree(other)
    (home / digest).mkdir(exist_ok=True)
    return home / digest
