"""Who sits where: each order, the leaders' rows, and where there is no room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.meetings import seating
from xieshang.meetings.seating import Hall, Place, Rank, Sitter
from xieshang.meetings.states import SeatOrder

R = Rank


def hall(*rows: str, leaders: int = 0) -> Hall:
    """Rows as they are typed: "3 3"."""
    return Hall.of([map(int, row.split()) for row in rows], leaders)


def people(*names: str, rank: Rank = R.OTHER, sector: int = 0) -> list[Sitter]:
    """Keys are the names' numbers in all that were made in a test."""
    return [Sitter(hash(name), name, rank, (sector, 0), place) for place, name in enumerate(names)]


def drawn(place: Hall, those: list[Sitter], order: str) -> list[str]:
    """The rows as one sees them from the back, an empty seat as 〇, an aisle as a space."""
    known = {one.key: one.name for one in those}
    found = seating.arranged(place, those, order)
    assert sorted(found.values()) == sorted(one.key for one in those)
    rows = [place.blocks(row) for row in range(1, len(place.rows) + 1)]
    return [
        " ".join("".join(known[found[at]] if at in found else "〇" for at in block) for block in row) for row in rows
    ]


class TestLeaders:
    """They face the hall: whoever sits at their left hand has the higher number."""

    @pytest.mark.parametrize(
        ("row", "count", "seats"),
        [
            ("5", 1, "〇〇甲〇〇"),
            ("5", 2, "〇〇甲乙〇"),
            ("5", 3, "〇丙甲乙〇"),
            ("5", 5, "戊丙甲乙丁"),
            ("6", 1, "〇〇甲〇〇〇"),
            ("6", 2, "〇〇甲乙〇〇"),
            ("6", 6, "戊丙甲乙丁己"),
            ("2 3", 3, "〇丙 甲乙〇"),
        ],
    )
    def test_the_first_sits_in_the_middle(self, row: str, count: int, seats: str) -> None:
        """The second at their left hand, the third at their right, and so on."""
        those = people(*"甲乙丙丁戊己"[:count], rank=R.VICE_CHAIR)
        for order in SeatOrder:
            assert drawn(hall(row, "3", leaders=1), those, order) == [seats, "〇〇〇"]

    def test_by_rank_then_by_the_roster(self) -> None:
        """Chair, vice chairs, secretary general, whatever the order of the others."""
        those = [
            *people("秘", rank=R.SECRETARY_GENERAL),
            *people("一", "二", rank=R.VICE_CHAIR),
            *people("常", rank=R.STANDING),
            *people("主", rank=R.CHAIR),
        ]
        for order in SeatOrder:
            assert drawn(hall("5", "3", leaders=1), those, order)[0] == "〇二主一秘"

    def test_those_beyond_the_leaders_rows_sit_on_the_floor(self) -> None:
        """A second row of leaders first."""
        those = people(*"甲乙丙丁戊己", rank=R.VICE_CHAIR)
        assert drawn(hall("2", "3", "3", leaders=2), those, SeatOrder.RANK) == ["甲乙", "戊丙丁", "〇己〇"]

    def test_nobody_else_sits_there(self) -> None:
        """Their rows stay empty rather."""
        assert drawn(hall("3", "3", leaders=1), people("丁", "王"), SeatOrder.STROKES) == ["〇〇〇", "丁王〇"]


class TestOrders:
    def test_by_the_strokes_of_surnames(self) -> None:
        """Row by row from the left, over the aisles."""
        those = people("戴", "丁", "王", "刘", "尹")
        assert drawn(hall("1 2", "2 1"), those, SeatOrder.STROKES) == ["丁 王尹", "刘戴 〇"]

    def test_by_rank(self) -> None:
        """Row by row from the middle; they face the front, so that the left hand has the lower number."""
        those = [
            *people("王", "丁", "刘"),
            *people("戴", "尹", rank=R.STANDING),
            *people("主", rank=R.CHAIR),
        ]
        assert drawn(hall("3", "3"), those, SeatOrder.RANK) == ["尹主戴", "王丁刘"]

    def test_by_sector_in_blocks(self) -> None:
        """Block after block, each from the front; a sector begins at a row of its own where all have room."""
        those = [*people("王", "丁", "刘", sector=1), *people("戴", "尹", sector=2), *people("万", sector=3)]
        assert drawn(hall("2 2", "2 2", "2 2"), those, SeatOrder.SECTOR) == ["丁王 万〇", "刘〇 〇〇", "尹戴 〇〇"]

    def test_sectors_follow_at_the_next_seat_where_room_is_short(self) -> None:
        """Nobody is left out for the sake of the look."""
        those = [*people("王", "丁", "刘", sector=1), *people("戴", "尹", sector=2), *people("万", sector=3)]
        assert drawn(hall("2 1", "2 1"), those, SeatOrder.SECTOR) == ["丁王 戴", "刘尹 万"]

    def test_rows_may_have_different_blocks(self) -> None:
        """A short row at the back belongs to the blocks that it has."""
        those = people("丁", "王", "刘", "戴", "万")
        assert drawn(hall("1 1 1", "2"), those, SeatOrder.SECTOR) == ["丁 刘 戴", "万王"]


class TestRoom:
    @pytest.mark.parametrize(
        ("leading", "others", "lacking"), [(0, 4, 0), (0, 5, 1), (2, 4, 0), (3, 3, 0), (3, 4, 1), (0, 0, 0)]
    )
    def test_seats_of_leaders_are_for_them_alone(self, leading: int, others: int, lacking: int) -> None:
        """Two seats there, four on the floor; leaders beyond two sit on the floor."""
        those = [*people(*"甲乙丙"[:leading], rank=R.CHAIR), *people(*"子丑寅卯辰"[:others])]
        assert seating.room(hall("2", "4", leaders=1), those).lacking == lacking

    @given(
        rows=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=5),
        ranks=st.lists(st.tuples(st.sampled_from(Rank), st.integers(0, 3)), max_size=30),
        leaders=st.integers(0, 2),
        order=st.sampled_from(SeatOrder),
    )
    def test_where_there_is_room_everybody_has_one_seat(
        self, rows: list[list[int]], ranks: list[tuple[Rank, int]], leaders: int, order: str
    ) -> None:
        """In whichever hall and order; none is given twice, and each is a seat of the hall."""
        place = Hall.of(rows, min(leaders, len(rows)))
        those = [Sitter(key, "王", rank, (sector, 0), key) for key, (rank, sector) in enumerate(ranks)]
        found = seating.arranged(place, those, order)
        assert all(map(place.has, found))
        assert len(set(found.values())) == len(found) == len(those) - seating.room(place, those).lacking


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3-12", Place(3, 12)),
        ("0-1", None),
        ("3-", None),
        ("3-12-1", None),
        ("1234-1", None),
        ("３-1", None),
        (" 3-1", None),
        ("3-1\n", None),
    ],
)
def test_a_place_is_read(text: str, place: Place | None) -> None:
    """Row and number, and nothing else."""
    assert Place.read(text) == place
