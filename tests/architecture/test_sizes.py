"""Files stop at 400 lines, functions are short."""

from collections.abc import Iterator
from statistics import median

from tests.architecture.source import Function, Module, faults, modules, on_floors, sample

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONG_FUNCTION = 30
LONG_VIEW = 25
MEDIAN = 9
SHARE_OF_LONG = 0.02


def lines(function: Function) -> int:
    """From `def` to the last line, the docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def long_file(module: Module) -> Iterator[str]:
    """A file that should have become a package."""
    count = len(module.text.splitlines())
    if count > LONGEST_FILE:
        yield f"{module.path}: {count} lines"


def long_functions(module: Module, most: int = LONGEST_FUNCTION) -> Iterator[str]:
    """Functions over the limit."""
    for function in module.functions:
        if lines(function) > most:
            yield f"{module.at(function)} {function.name}: {lines(function)} lines"


def long_views(module: Module) -> Iterator[str]:
    """Functions that answer a request and do too much themselves."""
    for function in module.functions:
        takes_request = any(argument.arg == "request" for argument in function.args.args[:1])
        if takes_request and lines(function) > LONG_VIEW:
            yield f"{module.at(function)} {function.name}: {lines(function)} lines"


def test_no_file_is_too_long():
    """A floor that passes the limit becomes a package of the same name."""
    assert faults(long_file) == []


def test_a_file_that_is_too_long_is_found():
    """One line over the limit."""
    assert faults(long_file, [sample("pass\n" * 400), sample("pass\n" * 401)]) == [
        "xieshang/proposals/views.py: 401 lines"
    ]


def test_no_function_is_too_long():
    """Nobody reads a function of two screens."""
    assert faults(long_functions) == []


def test_a_function_that_is_too_long_is_found():
    """Methods and functions inside functions count; decorators do not."""
    module = sample("class A:\n    @x\n    def one(self):\n" + "        pass\n" * 60)
    assert faults(long_functions, [module]) == ["xieshang/proposals/views.py:3 one: 61 lines"]


def test_functions_are_short_as_a_rule():
    """The median, and the share of those over thirty lines, tests apart."""
    sizes = [lines(function) for module in modules() for function in module.functions]
    assert median(sizes) <= MEDIAN
    assert sum(size > LONG_FUNCTION for size in sizes) / len(sizes) <= SHARE_OF_LONG


def test_views_are_short():
    """A view loads through a query, checks the form, calls one action and goes on."""
    assert faults(long_views, on_floors("views")) == []


def test_a_view_that_is_too_long_is_found():
    """Only what takes a request is a view."""
    text = "def page(request):\n" + "    pass\n" * 25 + "def other(proposal):\n" + "    pass\n" * 25
    assert faults(long_views, [sample(text)]) == ["xieshang/proposals/views.py:1 page: 26 lines"]
