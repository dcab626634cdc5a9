"""A hall with an occasion in it, and the browsers of a member and of the office."""

from datetime import datetime

import pytest
from django.test import Client

from tests.factories.accounts import client_of
from tests.factories.meetings import Hall, hall, meeting
from xieshang.meetings.models import Meeting


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


@pytest.fixture
def made(place: Hall) -> Meeting:
    return meeting(place)


@pytest.fixture
def member(place: Hall) -> Client:
    return client_of(place.person("member 1"))


@pytest.fixture
def office(place: Hall) -> Client:
    return client_of(place.person("office"))
