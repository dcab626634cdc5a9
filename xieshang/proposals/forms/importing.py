"""What a clerk says of a file of past cases: where it comes from, and which column is which."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.documents import accept
from xieshang.members.models import Assembly
from xieshang.proposals.imports import HEADINGS, NEEDED, faults_of
from xieshang.texts import tables


class CasesFileForm(forms.Form):
    """A file of cases, what its source is called, and a zip of the cases' files."""

    table = forms.FileField(
        label=gettext_lazy("提案文件"),
        help_text=gettext_lazy("csv 或 xlsx，第一张工作表，每行一件提案。列名可以是任意的，下一步再对应。"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
    )
    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=40,
        help_text=gettext_lazy("例如“提案系统 2019”。同一来源的同一案号只导入一次。"),
    )
    archive = forms.FileField(
        label=gettext_lazy("附件压缩包"),
        required=False,
        help_text=gettext_lazy("zip，最大 32 MB。文件名写成“案号_名称”，或放在以案号命名的文件夹里。"),
        widget=forms.ClearableFileInput({"accept": ".zip"}),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assembly = assembly

    def clean_table(self) -> UploadedFile:
        """Not larger than what can be read."""
        file: UploadedFile = self.cleaned_data["table"]
        if (file.size or 0) > tables.MAX_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。请删去图片和多余的工作表，或分几次导入。"))
        return file

    def clean_archive(self) -> UploadedFile | None:
        """A zip that came in whole."""
        file: UploadedFile | None = self.cleaned_data.get("archive")
        if file is not None and (file.size or 0) > accept.LARGEST:
            raise forms.ValidationError(_("压缩包超过 32 MB。请分几次导入，或请运维人员用命令行导入。"))
        return file


class ColumnsForm(forms.Form):
    """For each field, its column in the file; a column is used once."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        listed = [("", _("没有这一列")), *((column, column) for column in dict.fromkeys(columns))]
        for heading in HEADINGS:
            self.fields[heading.key] = forms.ChoiceField(
                label=str(heading.label), choices=listed, required=heading in NEEDED
            )

    def clean(self) -> dict[str, Any]:
        """Nothing missing, nothing twice."""
        for key, reason in faults_of(self.mapped, self.columns).items():
            if key in self.fields and key not in self.errors:
                self.add_error(key, reason)
        return self.cleaned_data

    @property
    def mapped(self) -> dict[str, str]:
        """The column of each field that the file has."""
        return {key: column for key, column in self.cleaned_data.items() if column}
