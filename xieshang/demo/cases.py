"""The particular cases of the running year: between them every state, petition, pause, opinion and round is there."""

from collections.abc import Callable
from random import Random

from xieshang.accounts.models import Person
from xieshang.demo import callings, charges, keys, outcomes, reviews
from xieshang.demo.city import City
from xieshang.demo.lives import Cast
from xieshang.demo.stage import Stage, tell

STORIES = [*reviews.STORIES, *charges.STORIES, *outcomes.STORIES, *callings.STORIES, *keys.STORIES]


def live(city: City, cast: Cast, *, each: Callable[[], None]) -> None:
    """Tell all stories, so that they end today; `each` is called as each one ends."""
    second, officer = (Person.objects.get(pk=city.office[role].pk) for role in ("second_clerk", "committee_officer"))
    stage = Stage(city, cast, second, officer, Random(city.plan.seed + 13))  # noqa: S311
    tell(STORIES, stage, each=each)
