"""Chinese for people is written where it can be translated: inside gettext, whole, with named placeholders."""

import ast
import re
from collections.abc import Iterator

import jinja2
import pytest

from tests.architecture.declared import CHINESE
from tests.architecture.source import Module, docstring_nodes, faults, modules, sample, templates

HAN = re.compile("[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
GETTEXT = {
    "_", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
}  # fmt: skip
BY_PLACE = re.compile(r"%[^(%\s]|\{\d*\}")
LEXER = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
CHINESE_ROOMS = {"demo", "texts"}
"""Rooms that are about Chinese text: what they hold is data."""


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def gettexts(module: Module) -> Iterator[ast.Call]:
    """The calls of gettext, under whatever name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called(node) in GETTEXT:
            yield node


def bare_chinese(module: Module) -> Iterator[str]:
    """Chinese that no translator will see."""
    spared = docstring_nodes(module.tree)
    spared |= {id(node) for call in gettexts(module) for argument in call.args for node in ast.walk(argument)}
    for node in ast.walk(module.tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in spared else None
        if isinstance(text, str) and HAN.search(text):
            yield f"{module.at(node)} {text[:20]!r}"


def undeclared_chinese(module: Module) -> Iterator[str]:
    """The same outside modules that hold Chinese as data."""
    if module.room not in CHINESE_ROOMS and module.name not in CHINESE:
        yield from bare_chinese(module)


def broken_gettexts(module: Module) -> Iterator[str]:
    """Texts that no translator will see whole: f-strings, sums, and placeholders that have no name."""
    for call in gettexts(module):
        for text in call.args[: 2 if called(call).startswith("n") else 1]:
            if isinstance(text, ast.JoinedStr | ast.BinOp):
                yield f"{module.at(text)} put together"
            elif isinstance(text, ast.Constant) and BY_PLACE.search(str(text.value).replace("%%", "")):
                yield f"{module.at(text)} {text.value!r}"


def bare_words(path: str, text: str) -> Iterator[str]:
    """Chinese of a template outside `_("…")`, ngettext and trans blocks, comments apart."""
    depth, before = 0, ["", ""]
    for line, kind, value in LEXER.lex(text):
        if kind in {"whitespace", "comment"} or kind.startswith(("comment_", "linecomment")):
            continue
        if kind == "name" and before[-1].startswith("{%") and value in {"trans", "endtrans"}:
            depth += 1 if value == "trans" else -1
        spoken = depth > 0 or (kind == "string" and _in_gettext(before))
        if HAN.search(value) and not spoken and kind in {"data", "string"} and not _is_named(path, value):
            yield f"{path}:{line} {value.strip()[:20]!r}"
        before = [*before[-5:], value]


def _in_gettext(before: list[str]) -> bool:
    """Is what comes now the first text of a gettext call, or the second of one that has two (a plural, a context)?"""
    second = before[-1] == "," and before[-4] in {"ngettext", "pgettext"} and before[-3] == "("
    return second or (before[-1] == "(" and before[-2] in GETTEXT)


def _is_named(path: str, value: str) -> bool:
    return any(word in value for word in CHINESE.get(path, ()))


def test_no_chinese_beside_gettext():
    """In Python: labels, sentences, and what joins them."""
    assert faults(undeclared_chinese) == []


def test_every_text_can_be_translated():
    """Whole, and with placeholders that another language can put in another order."""
    assert faults(broken_gettexts) == []


def test_no_chinese_beside_gettext_in_templates():
    """In pages: text, attributes, arguments of macros."""
    assert [fault for path, text in templates() for fault in bare_words(path, text)] == []


def test_declared_chinese_is_there():
    """A module is declared only while it holds Chinese as data, a template while it holds that word."""
    of_modules = {module.name for module in modules() if [*bare_chinese(module)]}
    texts = dict(templates())
    words = {path for path, found in CHINESE.items() if path in texts and all(word in texts[path] for word in found)}
    assert set(CHINESE) - of_modules - words == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('label = "提交"', ["'提交'"]),
        ('names = "、".join(parts)', ["'、'"]),
        ('words = f"第 {n} 号"', ["'第 '", "' 号'"]),
        ('"""文档"""\nlabel = _("提交")', []),
        ('label = gettext_noop("提交")', []),
    ],
)
def test_bare_chinese_is_found(text: str, found: list[str]):
    """Punctuation and parts of f-strings count; docstrings and gettext do not."""
    assert [fault.split(" ", 1)[1] for fault in faults(undeclared_chinese, [sample(text)])] == found


@pytest.mark.parametrize("text", ['_(f"第 {n} 号")', '_("第" + n)', '_("第 %s 号") % n', '_("第 {} 号")', '_("%d 件")'])
def test_a_text_that_cannot_be_translated_is_found(text: str):
    """Put together, or with a placeholder without a name."""
    assert len(faults(broken_gettexts, [sample(text)])) == 1


def test_a_text_that_can_be_translated_is_left_alone():
    """Named placeholders, and per cent signs that are meant."""
    assert faults(broken_gettexts, [sample('_("第 %(n)s 号占 %(share)s%%")\n_("50%%")')]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>提案</p>", ["'<p>提案</p>'"]),
        ('{{ kit.button("提交") }}', ["'\"提交\"'"]),
        ('<p title="{{ _("提案") }}">{# 注 #}{{ ngettext("%(num)s 件", "%(num)s 件", n) }}</p>', []),
        ("{% trans %}共 {{ n }} 件{% endtrans %}", []),
        ("{% trans %}共{% endtrans %}件", ["'件'"]),
    ],
)
def test_bare_words_are_found(text: str, found: list[str]):
    """Data and arguments of macros count; gettext, trans blocks and comments do not."""
    assert [fault.split(" ", 1)[1] for fault in bare_words("page.html", text)] == found
