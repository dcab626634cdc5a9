"""What the office enters of bureaus."""

from django import forms
from django.utils.translation import gettext_lazy

from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.ui import widgets


class BureauForm(forms.ModelForm):
    """A new bureau."""

    class Meta:
        model = Bureau
        fields = ("name", "short_name", "letter_mark", "code", "from_on")
        labels = {
            "name": gettext_lazy("名称"),
            "short_name": gettext_lazy("简称"),
            "letter_mark": gettext_lazy("文号字头"),
            "code": gettext_lazy("代码"),
            "from_on": gettext_lazy("设立日期"),
        }
        help_texts = {
            "name": gettext_lazy("全称，如“鹰城市教育局”。"),
            "short_name": gettext_lazy("列表里用，如“市教育局”。"),
            "letter_mark": gettext_lazy("答复函的文号由它开头，如“鹰教提”。"),
            "code": gettext_lazy("小写字母、数字和短横，用于导入和接口，如 education。"),
            "from_on": gettext_lazy("自这一天起可以向它交办。"),
        }
        error_messages = {"code": {"invalid": gettext_lazy("代码只能用字母、数字和短横，请改写。")}}
        widgets = {"from_on": widgets.Day()}

    def bureau(self, assembly: Assembly) -> Bureau:
        """The bureau, not yet written, once the form is valid."""
        return Bureau(assembly=assembly, **self.cleaned_data)


class ClosingForm(forms.Form):
    """From which day on nothing is assigned to a bureau any more."""

    on = forms.DateField(
        label=gettext_lazy("撤销日期"),
        help_text=gettext_lazy("自这一天起不再向它交办；已经交办的仍由它办完。"),
        widget=widgets.Day(),
    )
