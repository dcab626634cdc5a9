"""The macros keep what the catalogue promises."""

import re

import pytest
from django import forms
from django.template import engines
from jinja2 import UndefinedError

from xieshang.spine.rule import ALLOWED, refuse
from xieshang.ui import widgets
from xieshang.ui.icons import icon, icon_names


def kit(call: str, **context: object) -> str:
    """What a call of a macro renders, without the spaces between tags."""
    source = '{% import "ui/kit.html" as kit %}' + call
    html = engines["jinja2"].from_string(source).render(context)
    return re.sub(r">\s+<", "><", html).strip()


class Short(forms.Form):
    """A form of two fields, one of them a choice."""

    title = forms.CharField(label="案由", help_text="一句话。")
    public = forms.ChoiceField(label="公开", choices=[("y", "是")], widget=forms.RadioSelect)
    note = forms.CharField(label="备注", required=False, widget=widgets.Prose(3))


def test_an_unknown_variable_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        kit("{{ nothing_of_this_name }}")


def test_an_unknown_icon_is_an_error_that_names_the_cure() -> None:
    with pytest.raises(ValueError, match=r"no icon 'unicorn': add it to assets/icons\.txt"):
        icon("unicorn")
    assert "home" in icon_names()


def test_text_is_escaped() -> None:
    assert "<h1>&lt;b&gt;</h1>" in kit('{{ kit.page_head("<b>") }}')


def test_the_ball_line_explains_its_date_only_where_there_is_an_explanation() -> None:
    assert "<details" not in kit('{{ kit.ball("轮到市教育局") }}')
    explained = kit('{{ kit.ball("轮到市教育局", "至 3 月 18 日", ["起算", "顺延"], "wait") }}')
    assert '<div class="ball wait"><p>轮到市教育局<span class="until">，至 3 月 18 日</span></p>' in explained
    assert "<ol><li>起算</li><li>顺延</li></ol>" in explained


def test_the_current_step_is_said_to_all() -> None:
    steps = [{"label": "立案", "state": "done", "note": "1 月"}, {"label": "答复", "state": "current", "note": ""}]
    html = kit("{{ kit.stepper(steps) }}", steps=steps)
    assert re.findall(r'<li class="(\w+)"( aria-current="step")?>', html) == [
        ("done", ""),
        ("current", ' aria-current="step"'),
    ]


def test_facts_leave_out_what_is_empty() -> None:
    html = kit('{{ kit.facts([("界别", "教育界"), ("文号", ""), ("会办", none), ("联名", 0)]) }}')
    assert re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", html) == [("界别", "教育界"), ("联名", "0")]


def test_a_refusal_says_why_and_an_allowed_verb_says_nothing() -> None:
    html = kit("{{ kit.refused('答复', verdict) }}", verdict=refuse("会办意见还没有到。"))
    assert "<strong>现在不能答复</strong>会办意见还没有到。" in html
    assert kit("{{ kit.refused('答复', verdict) }}", verdict=ALLOWED) == ""


def test_a_single_chip_needs_no_clearing_of_all() -> None:
    one, two = [{"label": "甲", "href": "?a"}], [{"label": "甲", "href": "?a"}, {"label": "乙", "href": "?b"}]
    assert "全部去掉" not in kit("{{ kit.chips(items, '?') }}", items=one)
    assert "全部去掉" in kit("{{ kit.chips(items, '?') }}", items=two)
    assert kit("{{ kit.chips([]) }}") == ""


def test_a_form_with_mistakes_links_each_to_its_field_and_keeps_what_was_typed() -> None:
    html = kit("{{ kit.form(form) }}", form=Short({"title": "", "note": "已经写的"}))
    assert "<h2>有 2 处要改</h2>" in html
    assert re.findall(r'<a href="#(\w+)">', html) == ["id_title", "id_public_0"]
    assert {"id_title", "id_public_0"} <= set(re.findall(r'id="(\w+)"', html))
    assert re.search(r"<textarea[^>]*>\s*已经写的</textarea>", html)


def test_help_and_error_are_tied_to_their_field() -> None:
    html = kit("{{ kit.form(form) }}", form=Short({"title": ""}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert html.index('id="id_title_helptext"') < html.index('<input type="text" name="title"')


def test_a_field_that_may_stay_empty_says_so() -> None:
    html = kit("{{ kit.form(form) }}", form=Short())
    assert re.findall(r"<(?:label|legend)[^>]*>(\S+) <span", html) == ["备注"]


def test_the_widgets_call_the_right_keyboard() -> None:
    made = {w.__class__.__name__: w.render("x", "") for w in (widgets.Phone(), widgets.Code(), widgets.Day())}
    assert 'type="tel"' in made["Phone"]
    assert 'inputmode="tel"' in made["Phone"]
    assert 'autocomplete="one-time-code"' in made["Code"]
    assert 'type="date"' in made["Day"]
    assert 'data-count="已写 {n} 字"' in widgets.Prose(3).render("x", "")
