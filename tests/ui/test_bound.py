"""What a field says of what was filled in: in the house's own words, with its name and the cure."""

import datetime
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation


class Every(forms.Form):
    """A field of each kind that people fill in."""

    title = forms.CharField(label="标题", max_length=4, min_length=2)
    own = forms.CharField(label="办法", error_messages={"required": "请写办法。"})
    day = forms.DateField(label="日期")
    moment = forms.DateTimeField(label="开始")
    hour = forms.TimeField(label="几点")
    whole = forms.IntegerField(label="人数", min_value=1, max_value=9)
    part = forms.DecimalField(label="得分")
    mail = forms.EmailField(label="邮箱")
    one = forms.ChoiceField(label="种类", choices=[("a", "甲")])
    many = forms.MultipleChoiceField(label="界别", choices=[("a", "甲")])
    agreed = forms.BooleanField(label="已读 100%")
    paper = forms.FileField(label="名册")
    silent = forms.CharField(label="")


SOUND: dict[str, Any] = {
    "title": "路灯", "own": "x", "day": "2026-03-18", "moment": "2026-03-18 14:30", "hour": "14:30", "whole": "3",
    "part": "1.5", "mail": "a@b.cn", "one": "a", "many": ["a"], "agreed": "on", "silent": "x",
}  # fmt: skip


def said(name: str, value: object) -> list[str]:
    files = {"paper": SimpleUploadedFile("名册.csv", b"x")} if name != "paper" else {"paper": value} if value else {}
    return Every({**SOUND, **({name: value} if name != "paper" else {})}, files).errors.get(name, [])


def test_what_is_sound_is_taken() -> None:
    form = Every(SOUND, {"paper": SimpleUploadedFile("名册.csv", b"x")})
    assert (form.errors, form.cleaned_data["day"]) == ({}, datetime.date(2026, 3, 18))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", "", "请填写“标题”。"),
        ("title", "五个字以上", "“标题”最多 4 字，现在有 5 字，请写短些。"),
        ("title", "灯", "“标题”至少 2 字，现在有 1 字，请补充。"),
        ("own", "", "请写办法。"),
        ("day", "", "请填写“日期”。"),
        ("day", "2026-02-30", "请按 2026-03-18 的样子填写“日期”。"),
        ("moment", "明天", "请按 2026-03-18 14:30 的样子填写“开始”。"),
        ("hour", "25:00", "请按 14:30 的样子填写“几点”。"),
        ("whole", "三", "请在“人数”填一个整数，例如 12。"),
        ("whole", "0", "“人数”最少填 1。"),
        ("whole", "10", "“人数”最多填 9。"),
        ("part", "很多", "请在“得分”填一个数，例如 12。"),
        ("mail", "a", "请按 name@example.cn 的样子填写“邮箱”。"),
        ("one", "", "请选择“种类”。"),
        ("one", "b", "“种类”里没有这一项，可能刚刚变了；请刷新页面，重新选择。"),
        ("many", [], "请选择“界别”。"),
        ("many", ["b"], "“界别”里没有这一项，可能刚刚变了；请刷新页面，重新选择。"),
        ("agreed", "", "请勾选“已读 100%”。"),
        ("paper", None, "请选择“名册”的文件。"),
        ("paper", SimpleUploadedFile("名册.csv", b""), "“名册”的文件是空的，请换一个有内容的。"),
        ("silent", "", "请填写这一项。"),
    ],
)
def test_what_is_wrong_is_said_with_the_field_and_the_cure(name: str, value: object, words: str) -> None:
    assert said(name, value) == [words]


def test_the_same_in_english() -> None:
    with translation.override("en"):
        assert said("day", "x") == ["Please write “日期” like this: 2026-03-18."]
