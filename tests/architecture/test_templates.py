"""Pages keep the content security policy: no script, style or handler inside them, and nothing from elsewhere."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, faults, modules, sample, templates

INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=|\shx-on\b|javascript:|=\s*[\"']js:", re.I),
    "something from elsewhere": re.compile(
        r"\b(src|srcset|poster|data)\s*=\s*[\"'](https?:)?//|<iframe|<object|<embed", re.I
    ),
    "markup that is trusted": re.compile(r"\|\s*safe\b|autoescape\s+false", re.I),
}


def inline(path: str, text: str) -> Iterator[str]:
    """What the policy of the pages would not let the browser do, and what escapes no markup."""
    for what, pattern in INLINE.items():
        for found in pattern.finditer(re.sub(r"\{#.*?#\}", "", text, flags=re.S)):
            yield f"{path}: {what}, {found.group().strip()!r}"


def inline_in_python(module: Module) -> Iterator[str]:
    """The same in markup that is put together in Python."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<" in node.value:
            yield from inline(module.at(node), node.value)


def test_pages_keep_the_policy():
    """Every template of ours."""
    found = templates()
    assert len(found) > 40
    assert [fault for path, text in found for fault in inline(path, text)] == []


def test_markup_from_python_keeps_the_policy():
    """Every string that holds markup."""
    assert faults(inline_in_python, modules()) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>go()</script>", "a script in the page"),
        ("<style>p {}</style>", "a style in the page"),
        ('<p style="color: red">', "a style in the page"),
        ('<button onclick="go()">', "a handler in the page"),
        ('<a href="javascript:go()">', "a handler in the page"),
        ("<div hx-vals='js:{a: go()}'>", "a handler in the page"),
        ('<img src="https://example.org/a.png">', "something from elsewhere"),
        ("{{ text | safe }}", "markup that is trusted"),
    ],
)
def test_what_breaks_the_policy_is_found(text: str, what: str):
    """Each kind, in a template and in Python."""
    assert [fault.split(": ")[1].split(",")[0] for fault in inline("a.html", text)] == [what]
    if "<" in text:
        assert len(faults(inline_in_python, [sample(f"html = {text!r}")])) == 1


def test_what_keeps_the_policy_is_left_alone():
    """Scripts and styles in files of ours, and words that only look like handlers."""
    text = '<script src="{{ static("a.js") }}" defer></script>{# <style> #}<p data-once="1" class="style">on = 1</p>'
    assert [*inline("a.html", text)] == []
