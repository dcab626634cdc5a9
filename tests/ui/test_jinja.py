"""Templates have the words of a language in them; the language of a page is the active one."""

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation
from jinja2 import UndefinedError

from xieshang.ui import jinja

IN_BOTH = {"zh-hans": "跳到正文", "en": "Skip to the content"}


def page(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize("language", list(IN_BOTH))
def test_a_page_is_in_the_active_language(language: str) -> None:
    """Also where the same template was compiled for another language before."""
    for code, words in [*IN_BOTH.items(), (language, IN_BOTH[language])]:
        with translation.override(code):
            assert page('{{ _("跳到正文") }}{% set kept = gettext("跳到正文") %}|{{ kept }}') == f"{words}|{words}"


def test_words_stand_in_the_code_of_a_template() -> None:
    """Nothing is looked up when a page is made."""
    with translation.override("en"):
        code = engines["jinja2"].env.compile('<p>{{ _("跳到正文") }}</p>', raw=True)
    assert "<p>Skip to the content</p>" in code


def test_values_are_put_in_and_escaped() -> None:
    assert page('{{ _("共 %(n)s 条，%(n)s", n=n) }}', n="<b>") == "共 &lt;b&gt; 条，&lt;b&gt;"
    assert page('{{ _("相似 %(n)s%%", n=3) }} {{ _("百分之百 100%%") }}') == "相似 3% 百分之百 100%"
    with pytest.raises(KeyError):
        page('{{ _("共 %(n)s 条", m=1) }}')


def test_what_is_known_only_later_is_looked_up_later() -> None:
    with translation.override("en"):
        assert page("{{ _(words) }}", words="跳到正文") == "Skip to the content"
        assert page('{{ _("跳到正文", **{}) }}') == "Skip to the content"


def test_an_environment_of_no_language_looks_words_up() -> None:
    template = jinja.environment().from_string('{{ _("跳到正文") }}')
    for code, words in IN_BOTH.items():
        with translation.override(code):
            assert template.render() == words


def test_where_no_language_is_active_a_page_is_in_the_usual_one() -> None:
    with translation.override(None):
        assert page('{{ _("跳到正文") }}') == "跳到正文"


def test_an_unknown_variable_is_an_error_in_every_language() -> None:
    for code in IN_BOTH:
        with translation.override(code), pytest.raises(UndefinedError):
            page("{{ nothing }}")


@pytest.mark.django_db
def test_the_forms_of_a_page_carry_one_token(client: Client) -> None:
    tokens = client.get("/public").content.decode().split('name="csrfmiddlewaretoken" value="')[1:]
    assert len(tokens) > 1
    assert len({token.split('"')[0] for token in tokens}) == 1


def test_a_macro_draws_the_same_values_once() -> None:
    """Equal values are drawn once; a number that equals a truth value is another value."""
    drawn: list[object] = []

    def macro(*given: object) -> str:
        drawn.append(given)
        return f"{given}"

    for given in [(("a", 1),), (("a", 1),), (1,), (True,), (1,)]:
        assert jinja.once(macro, *given) == f"{given}"
    assert drawn == [(("a", 1),), (1,), (True,)]


def test_a_macro_is_drawn_in_each_language_and_escapes() -> None:
    source = '{% import "ui/kit.html" as kit %}{{ once(kit.tabs, (), label) }}{{ once(kit.empty, "<b>") }}'
    for _twice in range(2):
        for code, zero in {"zh-hans": "0 条", "en": "0 rows"}.items():
            with translation.override(code):
                shown = page(source, label='"')
            assert f'<p class="zero">{zero}</p>' in shown
            assert "<b>" not in shown
            assert 'aria-label="&#34;"' in shown
