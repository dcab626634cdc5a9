"""What is far too large is not written to the disk first."""

from django.core.files.uploadhandler import FileUploadHandler

from xieshang.documents.accept import LARGEST


class DropExcess(FileUploadHandler):
    """Let through what `accept` needs to find a file too large, and throw the rest away as it comes.

    Stands first in FILE_UPLOAD_HANDLERS. The form is read to its end, so that what was typed is kept.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler, or nothing past the limit."""
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""
