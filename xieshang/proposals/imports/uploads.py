"""Uploaded files of cases between preview and import."""

from pathlib import Path

from xieshang.ui.shelf import Kept, Shelf


class Cases(Kept):
    """A file of cases as it was sent, perhaps with a zip of their files, and which column is which field."""

    __slots__ = ()

    @property
    def data(self) -> bytes:
        """The file of cases."""
        return self.read("table")

    @property
    def archive(self) -> Path | None:
        """The zip of files; None where none was sent."""
        return self.path("zip")

    @property
    def name(self) -> str:
        """The name of the file of cases."""
        return str(self.told["name"])

    @property
    def assembly_id(self) -> int:
        """Into which assembly they come."""
        return int(self.told["assembly"])

    @property
    def source(self) -> str:
        """The system that they come from."""
        return str(self.told["source"])

    @property
    def mapped(self) -> dict[str, str]:
        """Which column is which field, as far as it was said."""
        return dict(self.told.get("mapped", {}))


CASES = Shelf("cases", Cases)
