"""What each role allows: the whole table, word for word."""

import pytest

from xieshang.accounts.permissions import ROLES, WORDS, Permission

MATRIX = """
                          member   p_clerk  o_clerk  officer  b_clerk  b_leader chair    secgen   auditor  admin
accounts.manage           -        -        -        -        -        -        -        -        -        +
bureaus.manage            -        -        +        -        -        -        -        -        -        -
duties.decide             -        -        -        -        -        -        -        +        -        -
duties.enter              -        -        +        +        -        -        -        -        -        -
duties.read_all           -        -        +        +        -        -        +        +        +        -
duties.review             -        -        +        -        -        -        -        +        -        -
duties.set_scheme         -        -        +        -        -        -        -        -        -        -
ledger.read               -        -        -        -        -        -        -        -        +        -
meetings.approve          -        -        -        -        -        -        -        +        -        -
meetings.arrange          -        -        +        +        -        -        -        -        -        -
meetings.grant_granters_leave - -     -        -        -        -        +        -        -        -
meetings.grant_leave      -        -        -        -        -        -        -        +        -        -
meetings.read_all         -        -        +        +        -        -        +        +        +        -
meetings.set_kinds        -        -        +        -        -        -        -        -        -        -
members.import            -        -        +        -        -        -        -        -        -        -
members.read              +        +        +        +        -        -        +        +        +        -
notices.read_health       -        -        +        -        -        -        -        -        -        +
proposals.assign          -        +        -        -        -        -        -        -        -        -
proposals.call            -        +        -        -        -        -        -        -        -        -
proposals.close           -        +        -        -        -        -        -        -        -        -
proposals.draft           +        -        -        -        -        -        -        -        -        -
proposals.enter           -        +        +        +        -        -        -        -        -        -
proposals.handle          -        -        -        -        +        +        -        -        -        -
proposals.honour          -        +        -        -        -        -        -        -        -        -
proposals.import          -        +        -        -        -        -        -        -        -        -
proposals.mark            -        -        -        +        -        -        +        -        -        -
proposals.publish         -        +        -        -        -        -        -        -        -        -
proposals.read_all        -        +        +        -        -        -        +        +        +        -
proposals.read_assigned   -        -        -        +        +        +        -        -        -        -
proposals.reply           -        -        -        -        -        +        -        -        -        -
proposals.review          -        +        -        -        -        -        -        -        -        -
proposals.set_practice    -        +        -        -        -        -        -        -        -        -
reports.read              +        +        +        +        -        -        +        +        +        -
"""
ROWS = [line.split() for line in MATRIX.strip().splitlines()[1:]]
ORDER = [
    "member", "proposals_clerk", "office_clerk", "committee_officer", "bureau_clerk", "bureau_leader", "chair",
    "secretary_general", "auditor", "administrator",
]  # fmt: skip


@pytest.mark.parametrize(("column", "code"), list(enumerate(ORDER, start=1)))
def test_a_role_allows_exactly_its_column(column: int, code: str) -> None:
    assert ROLES[code].permissions == {Permission(row[0]) for row in ROWS if row[column] == "+"}


def test_the_table_is_whole() -> None:
    assert list(ROLES) == ORDER
    assert [row[0] for row in ROWS] == [str(permission) for permission in Permission]
    assert {len(row) for row in ROWS} == {len(ORDER) + 1}


def test_every_permission_has_words_and_a_role() -> None:
    assert list(WORDS) == list(Permission)
    assert {permission for role in ROLES.values() for permission in role.permissions} == set(Permission)


def test_the_administrator_sees_no_case_content() -> None:
    content = {
        permission
        for permission in Permission
        if permission.startswith(("proposals.", "meetings.", "reports.", "members."))
    }
    assert ROLES["administrator"].permissions & content == set()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("member", "assembly"), ("proposals_clerk", "assembly"), ("office_clerk", "assembly"),
        ("committee_officer", "organ"), ("bureau_clerk", "bureau"), ("bureau_leader", "bureau"),
        ("chair", "assembly"), ("secretary_general", "assembly"),
        ("auditor", "assembly"), ("administrator", "assembly"),
    ],
)  # fmt: skip
def test_a_role_has_one_kind_of_place(code: str, kind: str) -> None:
    assert ROLES[code].scopes == {kind}
