"""The archive: who archives when, what a package holds, and that a changed one is noticed."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import documents as made
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.proposals.papers import members, pdf_text, zipped
from xieshang.documents import store
from xieshang.proposals import actions, rules, tasks
from xieshang.proposals.models import Bulk, BulkItem, Package, Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.states import BulkVerb, State
from xieshang.spine.models import Entry, Errand
from xieshang.spine.rule import Refused

S = State
QUERIES = 5
ARCHIVED = "已经归档，案卷号是 2026-0001。以后有了新的回访结果、督办报告，或者公开、评优的，可以再归续卷。"


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def closed(place: City, **parts: str) -> Proposal:
    return factory.proposal_in(place, S.CLOSED, **parts)


def archived(place: City) -> Package:
    return actions.archive(closed(place), by=place.person("clerk"))


def client_of(place: City, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def content_of(package: Package) -> bytes:
    with store.open_stored(package.file.stored_path) as content:
        return content.read()


class TestRule:
    @pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.FILED, S.HANDLING, S.REPLIED, S.ANSWERED, S.NOT_FILED])
    def test_what_is_not_closed_is_not_archived(self, place: City, state: State) -> None:
        verdict = rules.may_archive(place.person("clerk"), factory.proposal_in(place, state))
        assert (bool(verdict), verdict.reason) == (False, "办结以后才能归档。")

    @pytest.mark.parametrize("who", ["author", "office", "bureau leader", "chair", "auditor", "elsewhere", "public"])
    def test_the_clerks_alone_archive(self, place: City, who: str) -> None:
        verdict = rules.may_archive(place.cast[who], closed(place))
        assert (bool(verdict), verdict.reason) == (False, "只有提案工作人员可以归档。")
        verdict = rules.may_order(place.cast[who], place.assembly, BulkVerb.ARCHIVE)
        assert (bool(verdict), verdict.reason) == (False, "只有提案工作人员可以成批归档。")

    def test_once(self, place: City) -> None:
        package = archived(place)
        verdict = rules.may_archive(place.person("clerk"), package.proposal)
        assert (bool(verdict), verdict.reason) == (False, ARCHIVED)
        with pytest.raises(Refused, match="已经归档"):
            actions.archive(package.proposal, by=place.person("clerk"))


class TestPackage:
    def test_it_holds_every_paper_with_its_hash(self, place: City) -> None:
        """The case, its letters, attachments and ledger entries, and a manifest of them."""
        proposal = factory.drafted(place)
        upload = SimpleUploadedFile("表.xlsx", made.SOUND["xlsx"])
        actions.attach(proposal, by=place.person("author"), upload=upload)
        for step in ("submit", "file", "assign", "accept", "reply", "judge", "close"):
            factory._STEPS[step](place, proposal)
        package = actions.archive(proposal, by=place.person("clerk"))
        inside = members(content_of(package))
        names = ["2026-0001.pdf", "letters/01 2026-0001 市教育局答复.pdf", "attachments/01 表.xlsx", "ledger.json"]
        assert list(inside) == [*names, "manifest.json"]
        assert [one["name"] for one in package.manifest] == names
        for one in package.manifest:
            assert (hashlib.sha256(inside[one["name"]]).hexdigest(), len(inside[one["name"]])) == (
                one["sha256"],
                one["size"],
            )
        told = json.loads(inside["manifest.json"])
        assert told["files"] == package.manifest
        assert (told["package"], told["case"]) == ("2026-0001", "2026-0001")
        ledger = json.loads(inside["ledger.json"])
        digests = {pk: bytes(digest).hex() for pk, digest in Entry.objects.values_list("pk", "digest")}
        kinds = [one["kind"] for one in ledger]
        assert kinds[0] == "proposals.drafted"
        assert kinds[-1] == "proposals.closed"
        assert all(digests[one["id"]] == one["digest"] for one in ledger)
        assert "起草了提案" in pdf_text(inside["2026-0001.pdf"])

    def test_numbers_have_no_gaps(self, place: City) -> None:
        """One that is refused takes none."""
        clerk = place.person("clerk")
        first, second = closed(place), closed(place)
        actions.archive(first, by=clerk)
        with pytest.raises(Refused):
            actions.archive(first, by=clerk)
        assert str(actions.archive(second, by=clerk)) == "2026-0002"

    def test_it_is_recorded(self, place: City) -> None:
        package = archived(place)
        entry = Entry.objects.get(kind="proposals.archived")
        assert entry.payload == {"number": "2026-0001", "sha256": package.file.sha256}
        assert entry.subject_id == package.proposal_id

    def test_a_lost_attachment_stops_it(self, place: City, tmp_path: Path) -> None:
        """A package that lacks a document is none, and its number is not taken."""
        proposal = factory.drafted(place)
        upload = SimpleUploadedFile("表.xlsx", made.SOUND["xlsx"])
        file = actions.attach(proposal, by=place.person("author"), upload=upload)
        for step in ("submit", "file", "assign", "accept", "reply", "judge", "close"):
            factory._STEPS[step](place, proposal)
        store.remove(file.stored_path)
        with pytest.raises(Refused, match="附件的内容已经丢失"):
            actions.archive(proposal, by=place.person("clerk"))
        assert not Package.objects.exists()
        assert str(archived(place)) == "2026-0001"


class TestVerify:
    def test_a_whole_package_has_no_fault(self, place: City) -> None:
        assert papers.damages_of(archived(place)) == []

    def test_a_changed_file_is_noticed(self, place: City) -> None:
        package = archived(place)
        path = store.root() / package.file.stored_path
        path.write_bytes(path.read_bytes() + b"x")
        assert papers.damages_of(package) == ["案卷文件与归档时不同。"]
        path.unlink()
        assert papers.damages_of(package) == ["案卷文件不在了。"]

    def test_each_changed_paper_is_named(self, place: City) -> None:
        """Even where whoever changed it has changed the record of the whole file, too."""
        package = archived(place)
        inside = members(content_of(package))
        letter = next(name for name in inside if name.startswith("letters/"))
        ledger = json.loads(inside["ledger.json"])
        ledger[0]["digest"] = "00"
        forged = {**inside, letter: b"%PDF-forged", "more.txt": b"x", "ledger.json": json.dumps(ledger).encode()}
        del forged["2026-0001.pdf"]
        (store.root() / package.file.stored_path).write_bytes(zipped(forged))
        package.file.sha256 = store.sha256_of(package.file.stored_path)
        assert papers.damages_of(package) == [
            "案卷里缺少“2026-0001.pdf”。",
            "“ledger.json”与归档时不同。",
            f"“{letter}”与归档时不同。",
            "目录里没有“more.txt”。",
            f"账目第 {ledger[0]['id']} 条与归档时不同。",
        ]

    def test_what_is_no_zip_any_more(self, place: City) -> None:
        package = archived(place)
        (store.root() / package.file.stored_path).write_bytes(b"rubbish")
        package.file.sha256 = store.sha256_of(package.file.stored_path)
        assert papers.damages_of(package) == ["案卷文件已损坏，打不开。"]


def sent(place: City, cases: list[Proposal]) -> Bulk:
    keys = [one.pk for one in cases]
    return actions.order_bulk(place.assembly, by=place.person("clerk"), verb=BulkVerb.ARCHIVE, chosen=keys)


class TestMany:
    def test_the_worker_archives_them_one_by_one(self, place: City) -> None:
        """What was archived meanwhile bears its reason; a second run does nothing more."""
        cases = [closed(place) for _n in range(3)]
        bulk = sent(place, cases)
        payload = Entry.objects.get(kind="proposals.bulk_ordered").payload
        assert payload == {"verb": "archive", "cases": 3}
        assert Errand.objects.filter(reaction="proposals.reactions.do_bulk").count() == 1
        actions.archive(cases[1], by=place.person("clerk"))
        assert [actions.do_part(bulk) for _n in range(4)] == [1, 1, 1, 0]
        items = list(BulkItem.objects.filter(bulk=bulk).order_by("pk"))
        assert [bool(one.entry) for one in items] == [True, False, True]
        assert items[1].refusal == ARCHIVED
        assert sorted(map(str, Package.objects.all())) == ["2026-0001", "2026-0002", "2026-0003"]
        tasks.do_bulk(bulk.pk)
        assert Package.objects.count() == 3

    def test_a_number_that_was_not_used_is_given_to_the_next(self, place: City) -> None:
        """One that lacks a file is left out, and leaves no gap."""
        broken, whole = factory.drafted(place), closed(place)
        upload = SimpleUploadedFile("表.xlsx", made.SOUND["xlsx"])
        file = actions.attach(broken, by=place.person("author"), upload=upload)
        for step in ("submit", "file", "assign", "accept", "reply", "judge", "close"):
            factory._STEPS[step](place, broken)
        store.remove(file.stored_path)
        bulk = sent(place, [broken, whole])
        tasks.do_bulk(bulk.pk)
        assert [item.refusal for item in bulk.items.order_by("pk")] == [
            "有附件的内容已经丢失，不能归档。请先从备份中恢复文件。",
            "",
        ]
        assert [str(one) for one in Package.objects.all()] == ["2026-0001"]

    def test_it_is_final(self, place: City) -> None:
        bulk = sent(place, [closed(place)])
        tasks.do_bulk(bulk.pk)
        said = factory.refusal(actions.undo_bulk, bulk, by=place.person("clerk"))[0]
        assert said == "案卷已经做成，案卷号已经用掉，不能撤销归档。"
        assert said in client_of(place, "clerk").get(f"/proposals/bulks/{bulk.pk}").content.decode()


class TestPages:
    def test_a_clerk_archives_from_the_case(self, place: City) -> None:
        proposal = closed(place)
        client = client_of(place, "clerk")
        assert "归档" in client.get(f"/proposals/{proposal.pk}").content.decode()
        answer = client.post(f"/proposals/{proposal.pk}/archiving", follow=True)
        assert "已归档，案卷号是 2026-0001。" in answer.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_reads_its_packages_at_once(
        self, place: City, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Whatever their number."""
        for _n in range(count):
            archived(place)
        client = client_of(place, "clerk")
        client.get("/proposals/archive")
        with django_assert_num_queries(QUERIES):
            page = client.get("/proposals/archive").content.decode()
        assert page.count("2026-000") >= count

    def test_a_package_is_shown_verified_and_fetched(self, place: City) -> None:
        package = archived(place)
        client = client_of(place, "clerk")
        assert "案卷 2026-0001" in client.get(f"/proposals/archive/{package.pk}").content.decode()
        assert "案卷完好" in client.get(f"/proposals/archive/{package.pk}/verification").content.decode()
        answer = client.get(package.file.get_absolute_url())
        assert hashlib.sha256(b"".join(answer)).hexdigest() == package.file.sha256

    @pytest.mark.parametrize("who", ["author", "bureau leader", "colleague"])
    def test_only_the_office_reads_packages(self, place: City, who: str) -> None:
        """A package holds what bureaus and members do not read."""
        package = archived(place)
        client = client_of(place, who)
        for address in (
            "/proposals/archive",
            f"/proposals/archive/{package.pk}",
            f"/proposals/archive/{package.pk}/verification",
            "/proposals/archive/open",
            package.file.get_absolute_url(),
        ):
            assert client.get(address).status_code == 404

    def test_another_assembly_finds_nothing(self, place: City) -> None:
        package = archived(place)
        client = client_of(place, "elsewhere")
        assert client.get(f"/proposals/archive/{package.pk}").status_code == 404
        assert client.get(package.file.get_absolute_url()).status_code == 404

    def test_many_are_sent_and_followed(self, place: City) -> None:
        """Ticked on the list of closed cases; the next page counts."""
        cases = [closed(place, title=f"关于第{n}件的建议") for n in range(2)]
        client = client_of(place, "clerk")
        assert "关于第1件的建议" in client.get("/proposals/archive/open").content.decode()
        answer = client.post("/proposals/bulks/archive/order", {"chosen": [one.pk for one in cases]})
        bulk = Bulk.objects.get()
        assert answer["Location"] == f"/proposals/bulks/{bulk.pk}"
        assert "看最新进度" in client.get(answer["Location"]).content.decode()
        tasks.do_bulk(bulk.pk)
        assert "2 件已处理，0 件未处理。" in client.get(answer["Location"]).content.decode()
        assert client_of(place, "author").get(answer["Location"]).status_code == 404
        assert "办结的提案都已归档。" in client.get("/proposals/archive/open").content.decode()


def test_the_ledger_of_a_case_cannot_be_changed_unnoticed(
    place: City, superuser: Callable[[], AbstractContextManager[None]]
) -> None:
    """An entry that somebody removed from the database is missed by the package."""
    from django.db import connection

    package = archived(place)
    first = Entry.objects.filter(subject_id=package.proposal_id).order_by("pk").first()
    assert first is not None
    with superuser(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE spine_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM spine_errand WHERE entry_id = %s", [first.pk])
        cursor.execute("DELETE FROM spine_entry WHERE id = %s", [first.pk])
        cursor.execute("ALTER TABLE spine_entry ENABLE TRIGGER USER")
    assert papers.damages_of(package) == [f"账目第 {first.pk} 条与归档时不同。"]
