"""What `make bench` asks of a list: everything that its page offers."""

from bench import addresses

PAGE = """
<a href="?tab=open">办理中</a><a href="?tab=closed">已办结</a>
<form><input type="search" id="list-q" name="q">
<select id="filter-state" name="state"><option value="">不限</option><option value="filed">立案</option></select>
<select id="stat-year" name="year"><option value="2020">2020</option></select>
<input type="date" name="submitted_from"><input type="date" name="submitted_until"></form>
<th><a href="?sort=-due" id="sort-due">期限</a></th>
"""


def test_each_tab_order_filter_and_search_by_itself() -> None:
    alone = [path for path in addresses.of_list("/x", PAGE) if path.count("=") < 2]
    assert sorted(alone) == [
        "/x",
        "/x?q=%E4%BB%8E%E6%9D%A5%E6%B2%A1%E6%9C%89%E4%BA%BA%E6%8F%90%E8%BF%87%E7%9A%84%E4%BA%8B",
        "/x?q=%E5%85%BB%E8%80%81%E5%8A%A9%E9%A4%90",
        "/x?q=%E6%B2%B3%E9%81%93+%E8%A1%A5%E6%B0%B4",
        "/x?q=%E7%94%B5%E6%A2%AF",
        "/x?sort=-due",
        "/x?sort=due",
        "/x?state=filed",
        "/x?submitted_from=2013-06-01",
        "/x?submitted_until=2021-12-31",
        "/x?tab=closed",
        "/x?tab=open",
    ]


def test_order_and_search_together_with_a_filter_under_a_tab() -> None:
    assert "/x?tab=closed&state=filed&sort=-due&q=%E7%94%B5%E6%A2%AF" in addresses.of_list("/x", PAGE)


def test_an_address_that_has_a_question_already_is_gone_on_with() -> None:
    assert "/x?year=2019&sort=due" in addresses.of_list("/x?year=2019", PAGE)
