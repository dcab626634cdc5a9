"""Every page for every role: axe finds nothing, at both widths, light and dark; nothing is wider than the screen."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import axe
from tests.browser.conftest import Hall
from tests.factories import proposals as factory
from xieshang.meetings import actions as occasions
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING, CONTRAST = {"type": "tag", "values": TAGS}, {"type": "rule", "values": ["color-contrast"]}
QUICK = {"preload": False, "iframes": False}
LOOKS: list[tuple[int, str, dict[str, Any]]] = [
    (1280, "light", EVERYTHING),
    (1280, "dark", CONTRAST),
    (390, "dark", EVERYTHING),
    (390, "light", CONTRAST),
]
"""Width and theme; a change of theme alone changes nothing but colours."""

LONG = "关于进一步完善全市老旧小区加装电梯、增设停车位和改造地下管网统筹推进机制并建立长效管护制度的建议"


@pytest.fixture(scope="module")
def cases(served: Hall) -> dict[str, Proposal]:
    """One proposal in each state, one invitation, one published."""
    served.stand()
    found = {state.value: served.proposal(state, title=LONG) for state in State}
    theirs = actions.Proposer(ProposerKind.MEMBER, author=served.city.cosigner)
    cosigner = served.city.person("cosigner")
    asked = actions.draft(served.city.session, by=cosigner, proposer=theirs, text=factory.text())
    actions.ask_cosigner(asked, by=cosigner, member=served.city.author)
    actions.gather(asked, by=cosigner)
    whole = queries.whole(Proposal.objects.filter(pk=found["closed"].pk)).get()
    text, reply = queries.public_version(whole)
    actions.publish(whole, by=served.city.person("clerk"), text=text, reply=reply)
    return {**found, "asked": asked, "unpublished": served.proposal(State.CLOSED)}


@pytest.fixture(scope="module")
def keys(served: Hall, cases: dict[str, Proposal]) -> dict[str, int | str]:
    """What the addresses name: the cases, and one thing of each other room that the auditor reads."""
    city, office = served.city, served.city.person("office")
    occasions.found_kinds(city.assembly, by=office)
    kind, now = city.assembly.meeting_kinds.get(code="activity"), clock.now()
    hours = {"starts_at": now + timedelta(days=20), "ends_at": now + timedelta(days=20, hours=2)}
    occasion = occasions.Occasion(kind=kind, title=LONG, place="礼堂", **hours)
    meeting = occasions.draw_up(city.assembly, by=office, occasion=occasion)
    entry = Entry.objects.get(kind="proposals.judged", subject_id=cases["closed"].pk)
    term = {"assembly": city.assembly.code, "term": city.session.term.number}
    things = {"meeting": meeting.pk, "member": city.author.pk, "entry": entry.pk}
    return {**{name: one.pk for name, one in cases.items()}, **things, **term}


PAGES = {
    "public": "/ /public /public?q=停车 /public/{closed} /accounts/login/",
    "author": """/ /proposals/ /proposals/mine /proposals/mine?tab=closed&q=没有这样的话 /proposals/new
        /proposals/{draft}
        /proposals/{draft}/text /proposals/{draft}/submission /proposals/{draft}/comparison/{closed}
        /proposals/{draft}/cosigners /proposals/{draft}/files /proposals/{asked}/cosigning /proposals/{gathering}
        /proposals/{replied} /proposals/{replied}/feedback /proposals/{submitted}/withdrawal /proposals/{not_filed}
        /proposals/{closed} /proposals/999999 /notices/""",
    "clerk": """/ /proposals/?tab=review&q=停车&category=society /proposals/new /proposals/{submitted}
        /proposals/{submitted}/filing /proposals/{submitted}/refusal /proposals/{submitted}/return
        /proposals/{filed}/assignment /proposals/{answered}/closing /proposals/{unpublished}/publication""",
    "office": "/ /proposals/{submitted}",
    "officer": "/ /proposals/new",
    "bureau clerk": """/ /proposals/assigned /proposals/{assigned} /proposals/{handling}/talks
        /proposals/{handling}/reply /proposals/{handling}/reply-draft""",
    "bureau leader": "/ /proposals/{handling} /proposals/{replied}",
    "chair": "/ /proposals/{handling}",
    "auditor": """/ /proposals/?tab=late /reports/ledger/ /reports/ledger/{entry} /members/ /members/{member}/
        /meetings/ /meetings/{meeting} /reports/{assembly}/{term}/ /reports/{assembly}/{term}/figures/F20
        /reports/{assembly}/{term}/work-report /duties/members/ /duties/members/{member}/""",
    "administrator": "/ /accounts/people/",
}


def faults(page: Page) -> list[Any]:
    """What axe finds on a page in all looks, and where it is wider than the screen."""
    found = []
    for width, theme, only in LOOKS:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        found += [[width, theme, *one] for one in axe.violations(page, runOnly=only, **QUICK)]
        reach = page.evaluate("document.documentElement.scrollWidth")
        found += [[width, theme, f"{reach} wide"]] if reach > width else []
    return found


@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing(hall: Hall, keys: dict[str, int | str], who: str):
    """On none of the pages that this role comes to."""
    page, wrong = hall.enter(who), []
    axe.bring(page)
    for path in PAGES[who].format(**keys).split():
        page.goto(path)
        wrong += [[path, *one] for one in faults(page)]
    hall.complaints[:] = [
        said for said in hall.complaints if "404" not in said
    ]  # one page is asked for that is not there
    assert wrong == []
