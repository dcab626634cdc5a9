"""Support (附议): who, when, once; and who signs for a body."""

from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.documents import SOUND
from tests.factories.members import CommitteeFactory, MemberFactory, PostFactory, SectorFactory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from tests.together import at_once
from xieshang.accounts.models import Person
from xieshang.members.states import OrganKind, PostKind
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Proposal, Supporter
from xieshang.proposals.states import ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State
OK = ""
WAYS = [
    *(S.DRAFT, S.GATHERING, S.SUBMITTED, S.RETURNED, S.FILED, S.ASSIGNED),
    *(S.HANDLING, S.REPLIED, S.ANSWERED, S.CLOSED, S.NOT_FILED, S.WITHDRAWN),
]
NOT_YET, ANSWERED = "立案以后才能附议。", "这件提案已经答复，不再附议；可以另写一件提案。"
WHEN = {
    **dict.fromkeys([S.DRAFT, S.GATHERING, S.SUBMITTED, S.RETURNED], NOT_YET),
    **dict.fromkeys([S.FILED, S.ASSIGNED, S.HANDLING], OK),
    **dict.fromkeys([S.REPLIED, S.ANSWERED, S.CLOSED], ANSWERED),
    S.NOT_FILED: "现在的状态是“不予立案”，已经过了可以附议的时候；请看现在还能办什么。",
    S.WITHDRAWN: "现在的状态是“已撤回”，已经过了可以附议的时候；请看现在还能办什么。",
}
OWN = "您是这件提案的提案者，不用附议。"


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path
    return factory.city()


def test_everybody_in_every_state(place: City) -> None:
    """14 actors in 12 states: members of the assembly alone, but for the author, and between filing and reply."""
    proposals = {state: factory.proposal_in(place, state) for state in WAYS}
    others = "只有鹰城市政协的委员可以附议。"
    wrong = []
    for name, actor in place.cast.items():
        for state, proposal in proposals.items():
            right = WHEN[state] if name in {"cosigner", "colleague", "author"} else others
            if name == "author" and right == OK:
                right = OWN
            if (said := rules.may_support(actor, proposal).reason) != right:
                wrong.append((name, state, said, right))
    assert wrong == []


def test_who_has_signed_does_not_support(place: City) -> None:
    """A co-signer who confirmed, and the convenor who signed for a body; who declined may."""
    author = place.person("author")
    proposal = factory.proposal_in(place, S.GATHERING)
    actions.answer_cosigning(factory.cosigning_of(proposal), by=place.cosigner.person, confirms=True)
    actions.submit(proposal, by=author)
    actions.file(proposal, by=place.person("clerk"))
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert rules.may_support(place.cosigner.person, proposal).reason == "您已经联名，不用附议。"
    proposal.convenor = place.colleague
    words = "您以召集人的名义提出了这件提案，不用附议。"
    assert rules.may_support(place.colleague.person, proposal).reason == words


def test_support_stands_on_the_case_once(place: City) -> None:
    """With its time and remark, in the ledger too; a second time it is refused and nothing is written."""
    proposal, colleague = factory.proposal_in(place, S.FILED), place.person("colleague")
    supporter = actions.support(proposal, by=colleague, remark=" 很有必要。 ")
    assert (supporter.member, supporter.remark, supporter.at) == (place.colleague, "很有必要。", clock.now())
    entry = Entry.objects.get(kind="proposals.supported")
    assert entry.payload == {"member": place.colleague.pk, "name": "林三", "remark": "很有必要。"}
    with pytest.raises(Refused, match="您已经附议过这件提案。"):
        actions.support(proposal, by=colleague)
    assert (Supporter.objects.count(), Entry.objects.filter(kind="proposals.supported").count()) == (1, 1)


def test_who_left_the_assembly_does_not_support(place: City) -> None:
    """The role may last for some days more; the seat decides."""
    proposal = factory.proposal_in(place, S.FILED)
    type(place.colleague).objects.filter(pk=place.colleague.pk).update(until_on=date(2026, 3, 18))
    with pytest.raises(Refused, match="您今天不是鹰城市政协的委员，不能附议。"):
        actions.support(proposal, by=place.person("colleague"))


def test_the_page_to_support(place: City) -> None:
    """From the case to the form and back, where name and remark stand for everybody who sees the case."""
    proposal = factory.proposal_in(place, S.FILED)
    visit = Visit(place.person("colleague")).open(f"/proposals/{proposal.pk}").follow("附议")
    visit.press("附议这件提案", remark="我们小区也一样。")
    assert "您已附议这件提案。" in visit.text
    assert "我们小区也一样。" in Visit(place.person("author")).open(f"/proposals/{proposal.pk}").text
    assert "您已经附议过这件提案。" in visit.open(f"/proposals/{proposal.pk}/support").text


@pytest.mark.parametrize("who", ["elsewhere", "other leader", "administrator"])
def test_strangers_find_no_page_to_support_or_sign(place: City, who: str) -> None:
    proposal, client = factory.proposal_in(place, S.FILED), Client()
    sign_in(client, place.person(who))
    for page in ("support", "signing", f"signing/{uuid4()}/removal"):
        assert client.post(f"/proposals/{proposal.pk}/{page}").status_code == 404


def test_a_remark_that_is_too_long_is_kept_on_the_form(place: City) -> None:
    proposal, client = factory.proposal_in(place, S.FILED), Client()
    sign_in(client, place.person("colleague"))
    response = client.post(f"/proposals/{proposal.pk}/support", {"remark": "好" * 301})
    assert (response.status_code, "好" * 301 in response.content.decode()) == (422, True)


class TestBodies:
    """Whose signature or seal a body's proposal needs, and who may write for it."""

    @pytest.fixture
    def sectors(self, place: City) -> Proposal:
        """A sector's proposal that the clerk has entered."""
        proposer = actions.Proposer(ProposerKind.SECTOR, sector=place.sector)
        return actions.draft(place.session, by=place.person("clerk"), proposer=proposer, text=factory.text())

    def reason(self, actor: Person, proposal: Proposal) -> str:
        return rules.may_submit(actor, Proposal.objects.get(pk=proposal.pk)).reason

    def test_a_sector_needs_its_convenor_and_the_signature(self, place: City, sectors: Proposal) -> None:
        clerk = place.person("clerk")
        words = "还没有写明召集人。请在“签名盖章”里写明，并附上召集人签名的一页。"
        assert self.reason(clerk, sectors) == words
        actions.sign(sectors, by=clerk, convenor=place.author)
        assert self.reason(clerk, sectors) == "还缺召集人签名的一页。请在“签名盖章”里上传扫描件或照片。"
        factory.sealed(sectors, by=clerk, convenor=place.author)
        assert self.reason(clerk, sectors) == OK
        assert actions.submit(sectors, by=clerk).state == S.SUBMITTED

    @pytest.mark.parametrize("kind", [OrganKind.COMMITTEE, OrganKind.PARTY, OrganKind.PEOPLES_ORGANISATION])
    def test_other_bodies_need_their_seal_alone(self, place: City, kind: OrganKind) -> None:
        clerk = place.person("clerk")
        organ = CommitteeFactory(assembly=place.assembly, kind=kind, name="民建市委")
        proposer = actions.Proposer(ProposerKind(kind), organ=organ)
        proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
        assert self.reason(clerk, proposal) == "还缺民建市委盖章的一页。请在“签名盖章”里上传扫描件或照片。"
        proposal = factory.sealed(proposal, by=clerk, convenor=place.author)
        assert (self.reason(clerk, proposal), proposal.convenor) == (OK, None)

    def test_an_imported_case_bears_no_page(self, place: City, sectors: Proposal) -> None:
        Proposal.objects.filter(pk=sectors.pk).update(source="旧系统", source_number="118")
        assert self.reason(place.person("clerk"), sectors) == OK

    def test_a_member_s_own_is_not_sealed(self, place: City) -> None:
        proposal = factory.drafted(place)
        words = "个人和联名提案由委员本人提交，不用签名盖章。"
        assert rules.may_sign(place.person("author"), proposal).reason == words

    def test_only_whoever_wrote_it_signs_while_it_can_be_changed(self, place: City, sectors: Proposal) -> None:
        allowed = {name for name, actor in place.cast.items() if rules.may_sign(actor, sectors)}
        assert allowed == {"clerk"}
        factory.sealed(sectors, by=place.person("clerk"), convenor=place.author)
        actions.submit(sectors, by=place.person("clerk"))
        words = "现在的状态是“待审查”，签名和公章不能再改；有误请联系提案工作人员。"
        assert rules.may_sign(place.person("clerk"), Proposal.objects.get(pk=sectors.pk)).reason == words

    def test_a_convenor_belongs_to_the_body(self, place: City, sectors: Proposal) -> None:
        """Of the sector; of a group whoever holds a post in it, and anybody in office where nobody does."""
        clerk = place.person("clerk")
        other = MemberFactory(term=place.session.term, sector=SectorFactory(term=place.session.term), name="林六")
        with pytest.raises(Refused, match="林六今天不在教育界，不能作为召集人。"):
            actions.sign(sectors, by=clerk, convenor=other)
        with pytest.raises(Refused, match="请写明教育界的召集人。"):
            actions.sign(sectors, by=clerk)
        group = CommitteeFactory(assembly=place.assembly, kind=OrganKind.GROUP, name="第一小组")
        proposer = actions.Proposer(ProposerKind.GROUP, organ=group)
        proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
        assert actions.sign(proposal, by=clerk, convenor=other).convenor == other
        PostFactory(member=place.colleague, kind=PostKind.CONVENOR, organ=group, from_on=date(2022, 1, 1))
        with pytest.raises(Refused, match="林六今天不在第一小组"):
            actions.sign(proposal, by=clerk, convenor=other)
        assert actions.sign(proposal, by=clerk, convenor=place.colleague).convenor == place.colleague

    def test_a_bad_page_leaves_nothing_half_written(self, place: City, sectors: Proposal) -> None:
        bad = SimpleUploadedFile("公章.pdf", b"nonsense")
        with pytest.raises(Refused):
            actions.sign(sectors, by=place.person("clerk"), convenor=place.author, upload=bad)
        assert Proposal.objects.get(pk=sectors.pk).convenor is None
        assert not Entry.objects.filter(kind="proposals.signed").exists()

    def test_who_wrote_it_judges_and_need_not_confirm(self, place: City, sectors: Proposal) -> None:
        proposal = actions.sign(sectors, by=place.person("clerk"), convenor=place.author, author=place.colleague)
        assert (proposal.author, proposal.awaits_confirmation) == (place.colleague, False)
        gone = MemberFactory(term=place.session.term, until_on=date(2026, 3, 18))
        with pytest.raises(Refused, match="执笔人要是本届在任的委员"):
            actions.sign(sectors, by=place.person("clerk"), convenor=place.author, author=gone)

    def test_a_convenor_writes_for_the_own_sector(self, place: City) -> None:
        """As its author and its convenor, without a clerk; other members may not."""
        calls.convenor(place.author)
        visit = Visit(place.person("author")).open("/proposals/new")
        assert ("代委员录入的" in visit.text, "委员证号" in visit.text) == (False, False)
        visit.press("下一步：写正文", whom=f"sector-{place.sector.pk}")
        text = {"title": "停车", "situation": "缺。", "analysis": "少。", "suggestion_1": "建。"}
        visit.press("存为草稿", **text)
        proposal = Proposal.objects.get()
        who = (proposal.proposer_name, proposal.convenor, proposal.author, proposal.entered_by)
        assert who == ("教育界", place.author, place.author, None)
        proposer = actions.Proposer(ProposerKind.SECTOR, sector=place.sector)
        with pytest.raises(Refused, match="集体提案由召集人撰写"):
            actions.draft(place.session, by=place.person("colleague"), proposer=proposer, text=factory.text())

    def test_the_page_to_sign(self, place: City, sectors: Proposal) -> None:
        """The convenor by name, the file; the file can be taken away again."""
        visit = Visit(place.person("clerk")).open(f"/proposals/{sectors.pk}").follow("签名盖章")
        visit.press("保存签名盖章", convenor="无此人", expect=422)
        assert "本届在任的委员中没有这一位" in visit.text
        upload = SimpleUploadedFile("签名.pdf", SOUND["pdf"])
        visit.press("保存签名盖章", convenor=place.author.name, files={"file": upload})
        assert "签名.pdf" in visit.text
        visit.press("移去")
        assert not queries.seals_of(sectors).exists()

    def test_the_page_with_the_seal_is_not_for_every_member(self, place: City, sectors: Proposal) -> None:
        """Once filed, members read the case; the scan is its author's and the office's."""
        clerk = place.person("clerk")
        factory.sealed(sectors, by=clerk, convenor=place.author)
        actions.submit(sectors, by=clerk)
        actions.file(sectors, by=clerk)
        file = queries.seals_of(sectors).get()
        seen = {name for name, actor in place.cast.items() if rules.may_see_file(actor, file)}
        assert seen == {"clerk", "office", "chair", "auditor"}
        assert file.name not in Visit(place.person("colleague")).open(f"/proposals/{sectors.pk}").text


@pytest.mark.django_db(transaction=True)
class TestThreads:
    @pytest.fixture
    def hall(self, moment: datetime) -> City:
        return factory.city()

    def test_one_button_pressed_by_six(self, hall: City) -> None:
        proposal, colleague = factory.proposal_in(hall, S.FILED), hall.person("colleague")
        said = at_once(*[lambda: actions.support(proposal, by=colleague).pk] * 6)
        assert sorted(map(str, said))[1:] == ["您已经附议过这件提案。"] * 5
        assert Supporter.objects.count() == 1
