"""The signed and sealed letter of a reply, scanned: who adds it, who reads it, and that it is archived."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.factories import documents as made
from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City, refusal
from tests.proposals.test_archive import content_of, members
from tests.proposals.test_papers_views import got
from tests.proposals.test_reply_drafts import page
from tests.proposals.test_views_case import signed_in
from tests.together import at_once
from xieshang.documents.models import File
from xieshang.proposals import actions, events
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import State
from xieshang.spine.models import Entry


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


@pytest.fixture
def charge(place: City) -> Assignment:
    return replies.charge_of(factory.proposal_in(place, State.REPLIED))


BAD = [("复函.exe", b"MZ"), ("复函.pdf", b"no pdf"), ("复函.pdf", b""), ("复函.txt", "文字".encode())]


def scan(name: str = "复函.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, made.SOUND["pdf"] if content is None else content)


def upload(place: City, who: str, charge: Assignment, **fields: Any) -> Any:
    return signed_in(place, who).post(f"/proposals/{charge.proposal_id}/sealed-letter", fields)


def last(proposal: Proposal) -> str:
    return Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).latest("pk").kind


class TestAttaching:
    def test_it_stands_with_the_reply_for_whoever_sees_the_case(self, place: City, charge: Assignment) -> None:
        assert upload(place, "bureau clerk", charge, file=scan()).status_code == 302
        (file,) = File.objects.all()
        assert last(charge.proposal) == events.LETTER_ATTACHED.kind
        for who in ("author", "clerk", "bureau leader"):
            assert file.get_absolute_url() in page(place, who, f"/proposals/{charge.proposal_id}")
            assert got(place, who, file.get_absolute_url()) == made.SOUND["pdf"]
        for client in (signed_in(place, "elsewhere"), signed_in(place, "other leader"), Client()):
            assert client.get(file.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize(
        ("name", "content"), [("复函.exe", b"MZ"), ("复函.pdf", b"no pdf"), ("复函.pdf", b""), ("复函.txt", b"ok")]
    )
    def test_what_is_not_a_sound_file_is_refused(
        self, place: City, charge: Assignment, name: str, content: bytes
    ) -> None:
        assert upload(place, "bureau clerk", charge, file=scan(name, content)).status_code == 422
        assert upload(place, "bureau clerk", charge).status_code == 422
        assert File.objects.count() == 0

    def test_a_text_is_no_scan(self, place: City, charge: Assignment) -> None:
        """The page says which kinds may come in."""
        answer = upload(place, "bureau clerk", charge, file=scan("复函.docx", made.SOUND["docx"]))
        words = "“复函.docx”：不接受这种文件。可以上传：pdf、ofd、png、jpg、jpeg。"
        assert (answer.status_code, words in answer.content.decode()) == (422, True)

    def test_a_wrong_one_is_taken_away(self, place: City, charge: Assignment) -> None:
        upload(place, "bureau clerk", charge, file=scan())
        at = f"/proposals/{charge.proposal_id}/sealed-letter"
        (file,) = File.objects.all()
        assert f"{at}/{file.key}/removal" in page(place, "bureau leader", at)
        assert signed_in(place, "bureau leader").post(f"{at}/{file.key}/removal").status_code == 302
        assert (File.objects.count(), last(charge.proposal)) == (0, events.LETTER_REMOVED.kind)

    def test_nothing_else_is_taken_away_there(self, place: City, charge: Assignment) -> None:
        """A letter of an earlier reply stays, as other files of the case do."""
        file = actions.attach_letter(charge, by=place.person("bureau clerk"), upload=scan())
        actions.send_back_reply(charge, by=place.person("clerk"), reason="请改")
        replies.reply(place, charge.proposal)
        again = replies.charge_of(charge.proposal)
        said = refusal(actions.detach_letter, again, by=place.person("bureau clerk"), file=file)
        assert said == ("这个文件不是这份答复的复函。", None)


class TestRules:
    def test_not_before_the_reply_nor_after_archiving(self, place: City, charge: Assignment) -> None:
        by = place.person("bureau clerk")
        early = factory.assignment_of(factory.proposal_in(place, State.HANDLING))
        said = refusal(actions.attach_letter, early, by=by, upload=scan())
        assert said == ("签发答复以后才能上传盖章的复函。", None)
        actions.judge(replies.fresh(charge.proposal), by=place.person("author"), **replies.GOOD)
        actions.close(replies.fresh(charge.proposal), by=place.person("clerk"))
        actions.attach_letter(replies.charge_of(charge.proposal), by=by, upload=scan())
        package = actions.archive(replies.fresh(charge.proposal), by=place.person("clerk"))
        inside = members(content_of(package))
        assert inside["attachments/01 复函.pdf"] == made.SOUND["pdf"]
        said = refusal(actions.attach_letter, replies.charge_of(charge.proposal), by=by, upload=scan("又一份.pdf"))
        assert said == ("提案已经归档（案卷号 2026-0001），复函不能再增减。", None)


@pytest.mark.django_db(transaction=True)
def test_two_of_a_bureau_upload_the_same_letter_at_once(moment: datetime, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    place = factory.city()
    charge = replies.charge_of(factory.proposal_in(place, State.REPLIED))
    people = [place.person("bureau clerk"), place.person("bureau leader")]
    said = at_once(*(lambda by=by: actions.attach_letter(charge, by=by, upload=scan()) for by in people))
    refused = [one for one in said if isinstance(one, str)]
    assert refused == ["“复函.pdf”已经上传过，内容也一样，不必再传一次。"]
    assert File.objects.count() == 1
