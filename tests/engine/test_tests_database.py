import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, DatabaseError, transaction

def who():
    with connection.cursor() as c:
        c.execute("select current_user, session_user, current_setting('session_replication_role')"); return c.fetchone()

def test_who(db, superuser):
    assert who()==("xieshang_app","xieshang_root","origin")
    with superuser(): assert who()[0]=="xieshang_root"
    assert who()[0]=="xieshang_app"

def test_ddl(db):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as c:
        c.execute("create table x (i int)")

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n",[1,2])
def test_flush(n):
    from django.contrib.sessions.models import Session
    from django.utils.timezone import now
    assert Session.objects.count()==0
    assert ContentType.objects.count()>5
    Session.objects.create(session_key="a",session_data="b",expire_date=now())
def test_moment(moment):
    from xieshang.spine import clock
    assert clock.now()==moment
