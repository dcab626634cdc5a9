"""What must be ready before the product runs, made once and again only where something has changed."""

import os
from pathlib import Path

import pytest
from babel.support import Translations
from django.conf import LazySettings

from xieshang.engine import catalogues, preparation

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "提交提案"
msgstr "Submit the proposal"

#, fuzzy
msgid "退回"
msgstr "perhaps"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    return source


def test_a_catalogue_is_built_without_its_unsure_words(tmp_path: Path, catalogue: Path) -> None:
    assert catalogues.build(tmp_path) == [catalogue]
    built = Translations.load(tmp_path, "en", "django")
    assert [built.gettext(words) for words in ("提交提案", "退回")] == ["Submit the proposal", "退回"]


def test_a_catalogue_is_built_again_only_when_it_has_changed(tmp_path: Path, catalogue: Path) -> None:
    catalogues.build(tmp_path)
    again = catalogues.build(tmp_path)
    later = catalogue.with_suffix(".mo").stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    assert (again, catalogues.build(tmp_path)) == ([], [catalogue])


def test_static_files_are_gathered_once_under_names_by_content(tmp_path: Path, settings: LazySettings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    gathered = [preparation.gather_static_files(), preparation.gather_static_files()]
    assert gathered == [True, False]
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.rglob("*.*.css.br"))
