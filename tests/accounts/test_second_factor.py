"""Authenticators, recovery codes, and roles that ask for a second factor."""

import json
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.factories.accounts import PASSWORD, BureauScopeFactory, PersonFactory, person_with
from xieshang.accounts import actions
from xieshang.accounts.models import Person, SecondFactor
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
INDEX = "/accounts/second-factor/"
ACTIVATE = f"{INDEX}totp/activate/"
CHALLENGE = f"{INDEX}authenticate/"


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture
def guarded(secret: str) -> Person:
    """A person with an authenticator."""
    person = PersonFactory()
    TOTP.activate(person, secret)
    return person


def secret_on(page: str) -> str:
    """The secret that the set-up page shows to be typed."""
    return re.search(r'<code class="number">([A-Z2-7]{32})</code>', page)[1]


def errors(answer) -> dict[str, list[str]]:
    return {field: list(said) for field, said in answer.context_data["form"].errors.items()}


@pytest.mark.django_db(transaction=True)
def test_an_authenticator_is_set_up_with_its_first_code(sign_in: SignIn, code_of) -> None:
    person = PersonFactory()
    client = sign_in(person)
    page = client.get(ACTIVATE).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post(ACTIVATE, {"code": code_of(secret_on(page))})
    assert answer["Location"] == f"{INDEX}recovery-codes/"
    shown = client.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code></li>", shown)) == 10
    assert "验证器已启用。请把恢复码抄下来，手机不在身边时用得上。" in shown
    entries = Entry.objects.filter(kind="accounts.second_factor_added", subject_id=person.pk)
    assert sorted(entry.payload["factor"] for entry in entries) == ["recovery_codes", "totp"]


def test_a_wrong_first_code_sets_nothing_up(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    client.get(ACTIVATE)
    assert errors(client.post(ACTIVATE, {"code": "000000"})) == {
        "code": ["验证码不对或已经过期，请看验证器上现在的 6 位数字。"]
    }
    assert not Authenticator.objects.exists()


def test_the_secret_is_encrypted_where_it_is_kept(guarded: Person, secret: str) -> None:
    kept = Authenticator.objects.get(user=guarded).data["secret"]
    assert secret not in kept
    assert kept != secret


def test_the_password_alone_no_longer_lets_in(sign_in: SignIn, guarded: Person, secret: str, code_of) -> None:
    client = sign_in(guarded, next="/accounts/sessions/")
    assert client.answer["Location"] == CHALLENGE
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/sessions/").status_code == 302
    assert client.get(CHALLENGE).status_code == 200
    assert errors(client.post(CHALLENGE, {"code": "000000"})) == {
        "code": ["验证码不对或已经过期，请看验证器上现在的 6 位数字。"]
    }
    answer = client.post(CHALLENGE, {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/sessions/"
    assert client.session["_auth_user_id"] == str(guarded.pk)


def test_codes_cannot_be_tried_for_ever(sign_in: SignIn, guarded: Person, secret: str, code_of) -> None:
    client = sign_in(guarded)
    for _ in range(5):
        client.post(CHALLENGE, {"code": "000000"})
    assert errors(client.post(CHALLENGE, {"code": code_of(secret)})) == {"code": ["试的次数太多，请过 5 分钟再试。"]}


def test_a_code_works_once(sign_in: SignIn, guarded: Person, secret: str, code_of) -> None:
    code = code_of(secret)
    sign_in(guarded).post(CHALLENGE, {"code": code})
    second = sign_in(guarded)
    second.post(CHALLENGE, {"code": code})
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_lets_in_once(sign_in: SignIn, guarded: Person, secret: str, code_of) -> None:
    client = sign_in(guarded)
    client.post(CHALLENGE, {"code": code_of(secret)})
    client.post(f"{INDEX}recovery-codes/generate/")
    code = re.search(r"<code>(\d{8})</code>", client.get(f"{INDEX}recovery-codes/").content.decode())[1]
    for lets_in in (True, False):
        other = sign_in(guarded)
        other.post(CHALLENGE, {"code": code})
        assert ("_auth_user_id" in other.session) is lets_in


def test_an_authenticator_is_taken_away_again(sign_in: SignIn, guarded: Person, secret: str, code_of) -> None:
    client = sign_in(guarded)
    client.post(CHALLENGE, {"code": code_of(secret)})
    assert client.get(f"{INDEX}totp/deactivate/").status_code == 200
    client.post(f"{INDEX}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert Entry.objects.get(kind="accounts.second_factor_removed").payload == {"factor": "totp"}
    assert "_auth_user_id" in sign_in(guarded).session


def test_after_a_while_one_confirms_that_it_is_oneself(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    answer = client.get(ACTIVATE)
    assert answer["Location"] == "/accounts/confirmation/?next=%2Faccounts%2Fsecond-factor%2Ftotp%2Factivate%2F"
    page = answer["Location"]
    assert client.get(page).status_code == 200
    assert errors(client.post(page, {"password": "不是这个"})) == {"password": ["密码不对。"]}
    assert client.post(page, {"password": PASSWORD, "next": ACTIVATE})["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200


@pytest.mark.parametrize(
    "page", ["", "webauthn/", "webauthn/add/", "recovery-codes/generate/", "reauthenticate/", "totp/deactivate/"]
)
def test_every_page_opens(sign_in: SignIn, guarded: Person, secret: str, code_of, page: str) -> None:
    client = sign_in(guarded)
    client.post(CHALLENGE, {"code": code_of(secret)})
    assert client.get(INDEX + page).status_code == 200


class TestRequiredByRole:
    """Whoever holds a role that asks for it, and has none, is led to the set-up page and nowhere else."""

    WHY = "“提案工作人员”这个角色要求两步验证：除了密码，登录时还要用手机确认一次。请先设置，再使用其他功能。"

    @pytest.fixture
    def clerk(self) -> Person:
        clerk = person_with("proposals_clerk")
        SecondFactor.objects.create(scope=clerk.home, role="proposals_clerk")
        return clerk

    def test_every_other_page_leads_there(self, sign_in: SignIn, clerk: Person) -> None:
        client = sign_in(clerk)
        answer = client.get("/accounts/sessions/")
        assert answer["Location"] == f"{INDEX}?next=%2Faccounts%2Fsessions%2F"
        assert self.WHY in client.get(INDEX).content.decode()

    @pytest.mark.parametrize("page", [ACTIVATE, f"{INDEX}webauthn/add/", "/accounts/password/", "/accounts/logout/"])
    def test_what_it_takes_stays_open(self, sign_in: SignIn, clerk: Person, page: str) -> None:
        assert sign_in(clerk).get(page).status_code == 200

    def test_once_it_is_set_up_everything_opens(self, sign_in: SignIn, clerk: Person, secret: str) -> None:
        client = sign_in(clerk)
        TOTP.activate(clerk, secret)
        assert client.get("/accounts/sessions/").status_code == 200
        assert self.WHY not in client.get(INDEX).content.decode()

    def test_recovery_codes_alone_are_no_second_factor(self, sign_in: SignIn, clerk: Person) -> None:
        Authenticator.objects.create(user=clerk, type=Authenticator.Type.RECOVERY_CODES, data={})
        assert sign_in(clerk).get("/accounts/sessions/").status_code == 302

    def test_it_holds_in_the_bureaus_of_the_assembly(self, sign_in: SignIn) -> None:
        bureau = BureauScopeFactory()
        SecondFactor.objects.create(scope=bureau.parent, role="bureau_clerk")
        assert sign_in(person_with("bureau_clerk", bureau)).get("/accounts/").status_code == 302

    def test_other_roles_and_other_assemblies_are_not_concerned(self, sign_in: SignIn, clerk: Person) -> None:
        for other in (person_with("chair", clerk.home), person_with("proposals_clerk")):
            assert sign_in(other).get("/accounts/sessions/").status_code == 200

    def test_an_administrator_requires_it_and_waives_it(self, sign_in: SignIn) -> None:
        administrator = person_with("administrator")
        member = person_with("member", administrator.home)
        boss, client = sign_in(administrator), sign_in(member)
        place = administrator.home_id
        assert client.get("/accounts/sessions/").status_code == 200
        boss.post(f"/accounts/roles/{place}/member/second-factor/")
        assert client.get("/accounts/sessions/").status_code == 302
        boss.post(f"/accounts/roles/{place}/member/second-factor/waiver/")
        assert client.get("/accounts/sessions/").status_code == 200
        kinds = ["accounts.second_factor_required", "accounts.second_factor_waived"]
        entries = Entry.objects.filter(kind__in=kinds).order_by("pk")
        assert [(entry.kind, entry.payload) for entry in entries] == [
            (kind, {"role": "member", "title": "委员"}) for kind in kinds
        ]

    def test_a_lost_phone_is_helped_by_the_administrator(self, sign_in: SignIn, guarded: Person) -> None:
        administrator = person_with("administrator", guarded.home)
        actions.remove_second_factors(guarded, by=administrator)
        assert "_auth_user_id" in sign_in(guarded).session
        entry = Entry.objects.get(kind="accounts.second_factor_removed")
        assert (entry.actor_id, entry.payload) == (administrator.pk, {"factor": "totp"})


def test_a_passkey_form_carries_what_the_device_is_asked(sign_in: SignIn) -> None:
    """The options stand in an attribute, readable by the script of this site, and nothing is inline."""
    page = sign_in(PersonFactory(name="林远")).get(f"{INDEX}webauthn/add/").content.decode()
    options = json.loads(re.search(r"data-options='([^']+)'", page)[1])
    assert options["publicKey"]["user"]["name"] == "林远"
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []


def test_the_sign_in_page_fetches_what_a_passkey_is_asked(client: Client) -> None:
    answer = client.get(f"{INDEX}webauthn/login/", headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"
