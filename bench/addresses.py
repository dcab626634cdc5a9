"""Every address that a list offers, read from its page: its tabs, orders, filters, and all of them together."""

from html.parser import HTMLParser
from itertools import product
from urllib.parse import parse_qs, urlencode, urlsplit

DAYS = [("2013-06-01", ""), ("", "2021-12-31"), ("2018-03-01", "2019-02-28")]
"""Periods for the filters by day: open at one end, and between two days."""
SEARCHED = ["养老助餐", "电梯", "河道 补水", "从来没有人提过的事"]
"""Rare and common words, two at once, and words that are in no text."""

Query = tuple[tuple[str, str], ...]


class Offered(HTMLParser):
    """What a list's page offers: its tabs and orders by their links, its choices with their values, its days."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tabs: dict[str, None] = {}
        self.sorts: dict[str, None] = {}
        self.choices: dict[str, list[str]] = {}
        self.days: list[str] = []
        self.searches = False
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a link, a field or an option."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "a" and "?" in given.get("href", ""):
            asked = parse_qs(urlsplit(given["href"]).query)
            self.tabs |= dict.fromkeys(asked.get("tab", []))
            if given.get("id", "").startswith("sort-"):
                self.sorts |= dict.fromkeys(one.removeprefix("-") for one in asked.get("sort", []))
        elif tag == "select" and given.get("id", "").startswith("filter-"):
            self._open = name
            self.choices[name] = []
        elif tag == "option" and self._open and given.get("value"):
            self.choices[self._open].append(given["value"])
        elif tag == "input" and given.get("type") == "date" and name.endswith("_from"):
            self.days.append(name.removesuffix("_from"))
        elif tag == "input" and name == "q" and given.get("type") == "search" and given.get("id") == "list-q":
            self.searches = True

    def handle_endtag(self, tag: str) -> None:
        """A choice ends."""
        if tag == "select":
            self._open = ""

    def filters(self) -> list[Query]:
        """Each filter with each of its values."""
        found: list[Query] = [((key, value),) for key, values in self.choices.items() for value in values]
        for key in self.days:
            found += [tuple(p for p in ((f"{key}_from", a), (f"{key}_until", b)) if p[1]) for a, b in DAYS]
        return found

    def queries(self) -> list[Query]:
        """The bare list, every tab, order, filter and search by itself, and each filter with the others' kinds.

        Together: the last value of every filter with every order, both ways, and with a search, under
        the first and the last tab.
        """
        tabs: list[Query] = [(("tab", key),) for key in self.tabs]
        sorts: list[Query] = [(("sort", f"{way}{key}"),) for key in self.sorts for way in ("", "-")]
        words: list[Query] = [(("q", word),) for word in SEARCHED] if self.searches else []
        filters = self.filters()
        last = list({one[0][0]: one for one in filters}.values())
        together = product([(), *tabs[:: max(1, len(tabs) - 1)]], last or [()], sorts or [()], [(), *words[1:2]])
        pairs = [(*one, *other) for one, other in product(filters, tabs) if one[0][0] != "state"]
        alone: list[Query] = [(), *tabs, *sorts, *words, *filters]
        joined: list[Query] = [tuple(pair for part in parts for pair in part) for parts in together]
        return list(dict.fromkeys([*alone, *joined, *pairs]))


def of_list(path: str, page: str) -> list[str]:
    """The addresses of a list at `path`, whose bare page is given."""
    mark = "&" if "?" in path else "?"
    return [path + (mark + urlencode(query) if query else "") for query in Offered(page).queries()]
