"""What the office enters of the roll."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.members import queries
from xieshang.members.models import Assembly, Term
from xieshang.texts import tables
from xieshang.ui import widgets


class RollFileForm(forms.Form):
    """A file with a roll, and the day from which what is new in it holds."""

    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("csv 或 xlsx，第一张工作表。须有“姓名、手机号、界别、专委会”四列。"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
    )
    on = forms.DateField(
        label=gettext_lazy("生效日期"),
        help_text=gettext_lazy("新委员自这一天起列入名册；界别、专委会的调整也自这一天起。"),
        widget=widgets.Day(),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assembly = assembly
        self.term: Term | None = None

    def clean_file(self) -> UploadedFile:
        """Not larger than what can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > tables.MAX_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。请删去图片和多余的工作表，或分几次导入。"))
        return file

    def clean_on(self) -> Any:
        """A day of some term, which is then the roll's."""
        on = self.cleaned_data["on"]
        self.term = queries.current_term(self.assembly, on=on)
        if self.term is None:
            raise forms.ValidationError(_("这一天不在任何一届之内，请核对日期。"))
        return on

    @property
    def told(self) -> dict[str, Any]:
        """What is said of the file, once the form is valid."""
        name, on = self.cleaned_data["file"].name, self.cleaned_data["on"]
        return {"name": name, "assembly": self.assembly.pk, "on": on.isoformat()}
