"""An uploaded roll between preview and import."""

from datetime import date

from xieshang.ui.shelf import Kept, Shelf


class Roll(Kept):
    """A file as it was sent, and what it was said to be: the roll of an assembly as of a day."""

    __slots__ = ()

    @property
    def data(self) -> bytes:
        """The file."""
        return self.read("roll")

    @property
    def name(self) -> str:
        """The file's name."""
        return str(self.told["name"])

    @property
    def assembly_id(self) -> int:
        """Whose roll it is."""
        return int(self.told["assembly"])

    @property
    def on(self) -> date:
        """The day from which what is new in it holds."""
        return date.fromisoformat(self.told["on"])


ROLLS = Shelf("rolls", Roll)
