"""A prepared query gives what its queryset gives, with the values of each run."""

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Max, QuerySet

from tests.factories.accounts import GrantFactory, PersonFactory
from tests.factories.members import AssemblyFactory
from xieshang.accounts.models import Grant, Person
from xieshang.deadlines.models import Period
from xieshang.engine.prepared import Prepared, Small, Statement, Together, fill, listed
from xieshang.proposals.models import Practice
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db


def of_person(key: int) -> QuerySet[Grant]:
    return Grant.objects.filter(person=key).select_related("scope__parent", "person").order_by("-pk")


def test_rows_are_those_of_the_queryset(django_assert_num_queries: Any) -> None:
    """For each value its own, related rows among them, all in one query and without compiling anew."""
    prepared = Prepared(of_person)
    people = [PersonFactory() for _ in range(3)]
    for person, roles in zip(people, (2, 1, 0), strict=True):
        for role in ("member", "chair")[:roles]:
            GrantFactory(person=person, role=role)
    for person in [*people, people[0]]:
        expected = list(of_person(person.pk))
        with django_assert_num_queries(1):
            found = prepared(person.pk)
            told = [(one, one.role, one.from_on, one.scope.name, one.scope.parent, one.person.name) for one in found]
        assert told == [(o, o.role, o.from_on, o.scope.name, o.scope.parent, o.person.name) for o in expected]
        assert [one._state.adding for one in found] == [False] * len(expected)


def test_values_of_every_kind_are_put_where_they_belong() -> None:
    person, other = PersonFactory(), PersonFactory()
    for role, on in [("member", date(2020, 1, 1)), ("chair", date(2021, 1, 1)), ("auditor", date(2022, 1, 1))]:
        GrantFactory(person=person, role=role, from_on=on)
        GrantFactory(person=other, role=role, from_on=on)
    prepared = Prepared(
        lambda key, role, on: Grant.objects.filter(person=key, from_on__lt=on).exclude(role=role).order_by("pk"),
        [int, str, date],
    )
    assert [one.role for one in prepared(person.pk, "member", date(2022, 1, 1))] == ["chair"]
    assert [one.role for one in prepared(person.pk, "chair", date(2023, 1, 1))] == ["member", "auditor"]
    assert prepared(0, "chair", date(2023, 1, 1)) == []


def test_a_list_of_any_length_is_one_value() -> None:
    people = [PersonFactory().pk for _ in range(3)]
    prepared = Prepared(lambda keys: Person.objects.filter(pk__in=listed(keys)).values_list("pk"), [list])
    for keys in (people[:1], people, []):
        assert sorted(prepared(keys)) == [(key,) for key in keys]


def test_a_small_number_is_compared_with_a_column_of_small_numbers() -> None:
    """Django finds no row at all where the number that stands for the value is beyond the column."""
    assembly = AssemblyFactory()
    for code, amount in [("short", 3), ("long", 30)]:
        Period.objects.create(assembly=assembly, code=code, amount=amount, unit="days")
    prepared = Prepared(lambda amount: Period.objects.filter(amount__lte=amount).order_by("code"), [Small])
    assert [[one.code for one in prepared(amount)] for amount in (2, 3, 30)] == [[], ["short"], ["long", "short"]]


def test_a_query_without_values() -> None:
    person = PersonFactory()
    assert Prepared(lambda: Person.objects.values_list("name"), ())() == [(person.name,)]


def test_numbers_are_sent_as_their_columns_are() -> None:
    """A column of eight bytes, which nothing points to, takes numbers beyond four."""
    prepared = Prepared(lambda key: Entry.objects.filter(subject_id=key).values_list("pk"))
    assert prepared(2**40) == []


def test_deferred_columns_are_read_when_they_are_asked_for(django_assert_num_queries: Any) -> None:
    person = PersonFactory()
    found = Prepared(lambda key: Person.objects.filter(pk=key).defer("name")).first(person.pk)
    assert found is not None
    assert found.get_deferred_fields() == {"name"}
    with django_assert_num_queries(1):
        assert found.name == person.name


def test_tuples_of_values() -> None:
    person = PersonFactory()
    prepared = Prepared(lambda key: Person.objects.filter(pk=key).values_list("pk", "name", "home__name"))
    assert prepared(person.pk) == [(person.pk, person.name, person.home.name)]
    assert prepared.first(0) is None


def test_a_value_that_no_parameter_takes_is_a_mistake() -> None:
    """The shape must not depend on the value."""
    with pytest.raises(ValueError, match="not among the parameters"):
        Prepared(lambda key: Person.objects.filter(is_active=key > 0))(1)


def test_each_thread_has_its_own() -> None:
    """A compiled query belongs to the connection of its thread."""
    prepared = Prepared(lambda key: Group.objects.filter(pk=key))
    prepared(1)
    plans = [prepared.plan]

    def ask() -> None:
        plans.append(prepared.plan)
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert plans[0] is prepared.plan
    assert plans[0] is not plans[1]


def test_filled_rows_are_given_without_a_query(django_assert_num_queries: Any) -> None:
    kind = ContentType.objects.get_for_model(Group)
    rights = list(Permission.objects.filter(content_type=kind))
    assert rights
    fill(kind, "permission", rights)
    with django_assert_num_queries(0):
        assert list(kind.permission_set.all()) == rights
        assert {right.content_type for right in rights} == {kind}


def test_what_is_asked_further_of_filled_rows_is_asked_of_this_owner_alone() -> None:
    """A filter, a relation, an aggregate: none of them sees the rows of others."""
    kind = ContentType.objects.get_for_model(Group)
    rights = Permission.objects.filter(content_type=kind)
    fill(kind, "permission", list(rights))
    known, names = kind.permission_set, [right.codename for right in rights]
    assert Permission.objects.count() > len(names)
    assert {right.codename for right in known.select_related("content_type").filter(pk__gt=0)} == set(names)
    assert known.aggregate(last=Max("pk")) == rights.aggregate(last=Max("pk"))


def test_fixed_texts_and_days_stand_in_the_sql_and_values_do_not() -> None:
    """So PostgreSQL plans once for all runs; quotes and percent signs are text as ever."""
    since = date(2020, 1, 1)
    statement = Statement(
        "SELECT %s, %s, %s, 'a%%b' WHERE %s = %s", ["it's 5%s %", date.min, since, 7, "\0"], [date.min, "\0"]
    )
    assert statement.sql == "SELECT 'it''s 5%%s %%', %s, '2020-01-01'::date, 'a%%b' WHERE %s = %s"
    assert statement.put_in((date(2021, 2, 3), "x")) == [date(2021, 2, 3), 7, "x"]
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.put_in((date(2021, 2, 3), "7")))
        assert cursor.fetchall() == [("it's 5%s %", date(2021, 2, 3), since, "a%b")]


def test_several_are_asked_in_one_statement(django_assert_num_queries: Any) -> None:
    """Each gives the rows that it gives alone: instances with related ones, dicts and tuples, or none."""
    person = PersonFactory(last_login=datetime(2026, 3, 18, 10, 32, 5, 120, tzinfo=UTC))
    for role in ("member", "chair"):
        GrantFactory(person=person, role=role, from_on=date(2026, 1, 1))
    queries = [
        Prepared(of_person),
        Prepared(lambda key: Person.objects.filter(pk=key).values("name", "last_login", "is_active", "email")),
        Prepared(lambda key: Grant.objects.filter(person=key).order_by("role").values_list("role", "from_on")),
        Prepared(lambda key: Grant.objects.filter(person=key, role="auditor")),
        Prepared(lambda _key: Grant.objects.none()),
    ]
    together = Together(*queries)
    for key in (person.pk, 0):
        with django_assert_num_queries(1):
            found = together(key)
        assert found == [query(key) for query in queries]
    grants = together(person.pk)[0]
    with django_assert_num_queries(0):
        assert [(one.person.name, one.scope.parent) for one in grants] == [(person.name, person.home.parent)] * 2


def test_together_keys_and_json_come_back_as_they_are() -> None:
    key = uuid4()
    entry = Entry.objects.create(
        kind="x",
        at=datetime(2026, 3, 18, tzinfo=UTC),
        subject_kind="s",
        subject_id=7,
        request_id=key,
        payload={"一": [1]},
    )
    asked = Prepared(lambda of: Entry.objects.filter(subject_id=of).values_list("pk", "request_id", "payload"))
    assert Together(asked)(7) == [[(entry.pk, key, {"一": [1]})]]


@pytest.mark.parametrize("share", ["0.30", "0.70", "1.00", None])
def test_together_decimal_numbers_are_exact(share: str | None) -> None:
    """JSON keeps them as floating-point numbers; they come back with the places of their column."""
    kept = Decimal(share) if share else None
    practice = Practice.objects.create(assembly=AssemblyFactory(), blocks_from=kept)
    asked = Prepared(lambda key: Practice.objects.filter(pk=key).values_list("blocks_from"))
    ((found,),) = Together(asked)(practice.pk)[0]
    assert str(found) == str(kept)


def test_what_json_cannot_hold_is_not_asked_together() -> None:
    Entry.objects.create(kind="x", at=datetime(2026, 3, 18, tzinfo=UTC), subject_kind="s", subject_id=7)
    digests = Together(Prepared(lambda of: Entry.objects.filter(subject_id=of).values_list("digest")))
    with pytest.raises(TypeError, match="BinaryField"):
        digests(7)
