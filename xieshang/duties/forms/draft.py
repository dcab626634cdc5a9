"""A draft of a scheme under way: on its form or as text, the same document either way, with what was typed in both."""

import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from xieshang.duties import schemes
from xieshang.duties.forms import SchemeForm
from xieshang.duties.forms.parts import Options
from xieshang.duties.forms.sheet import Sheet
from xieshang.duties.schemes import Scheme
from xieshang.duties.schemes.reading import LARGEST
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.pages import explain


def _blank() -> dict[str, Any]:
    """What a scheme begins with that begins from nothing: one item, and the usual grades (field.md §3.J)."""
    grades = (("excellent", _("优秀"), 90), ("competent", _("称职"), 75), ("basic", _("基本称职"), 60))
    year = clock.today().year
    return {
        "scheme": f"scheme-{year}",
        "valid": {"from": year},
        "blocks": [{"code": "block1", "kind": "base", "items": [{"code": "item1"}]}],
        "bands": [
            *({"code": code, "title": title, "from": least} for code, title, least in grades),
            {"code": "incompetent", "title": _("不称职"), "from": 0},
        ],
    }


def _text_of(document: UploadedFile) -> str:
    """What a file says, as far as a scheme may be long; what is no text will be found when it is read."""
    return bytes(document.read(4 * LARGEST + 4)).decode("utf-8-sig", errors="replace").replace("\x00", "")


_COMMENT = re.compile(r"(^|\s)#")


class Draft:
    """`sheet` is the form; None while the draft is shown as text. `text` is the document as it stands."""

    sheet: Sheet | None = None

    def __init__(self, text: str, kinds: Options) -> None:
        self.text, self.kinds = text, kinds
        self.form = SchemeForm(initial={"text": text})

    @classmethod
    def begun(cls, text: str, kinds: Options) -> "Draft":
        """A draft that was only opened, on its form where that can say all of it."""
        draft = cls(text, kinds)
        draft.to_form()
        return draft

    @classmethod
    def sent(cls, params: QueryDict, kinds: Options, document: UploadedFile | None = None) -> "Draft":
        """What was typed; instead of it the document, where a file was sent along."""
        text = params.get("text", "") if document is None else _text_of(document)
        text = text.replace("\r\n", "\n")
        params = params.copy()
        params["text"] = text
        draft = cls(text, kinds)
        if "on_form" in params:
            draft.sheet = Sheet.typed(params, kinds)
            draft.text = draft.sheet.text(draft.text)
        else:
            draft.form = SchemeForm(params)
        return draft

    @property
    def is_wrong(self) -> bool:
        """Has something been found that must be changed?"""
        return bool(self.sheet.faults) if self.sheet else self.form.is_bound and bool(self.form.errors)

    @property
    def comments(self) -> int:
        """Lines of the text with a comment: no part of the scheme, and gone once the form has changed it."""
        return sum(1 for line in self.text.splitlines() if _COMMENT.search(line))

    def scheme(self) -> Scheme | None:
        """The scheme that it says; None where what is wrong now stands at its field or line."""
        if self.sheet is not None:
            return schemes.read(self.text) if self.sheet.is_sound() else None
        try:
            return schemes.read(self.form.cleaned_data["text"]) if self.form.is_valid() else None
        except schemes.FaultyError as faulty:
            self._tell(faulty)
            return None

    def to_text(self) -> None:
        """Show it as text from now on."""
        self.sheet, self.form = None, SchemeForm(initial={"text": self.text})

    def to_form(self) -> None:
        """Show it on its form from now on, where the form can say all that the text says."""
        try:
            data = schemes.said(self.text) if self.text.strip() else _blank()
        except schemes.FaultyError as faulty:
            return self._tell(faulty)
        sheet = Sheet(data, self.kinds)
        if sheet.says(data):
            self.sheet = sheet
        elif self.scheme() is not None:
            self._bound().add_error("text", _("表单写不下这里的一些写法，请接着用文字改。"))
        return None

    def refuse(self, refused: Refused) -> None:
        """Why it was not kept."""
        if self.sheet is not None:
            self.sheet.faults.setdefault("", []).append(refused.reason)
        else:
            explain(self.form, refused)

    def _tell(self, faulty: schemes.FaultyError) -> None:
        form = self._bound()
        for fault in faulty.faults:
            form.add_error("text", str(fault))

    def _bound(self) -> SchemeForm:
        if not self.form.is_bound:
            self.form = SchemeForm({"text": self.text})
        self.form.is_valid()
        return self.form
