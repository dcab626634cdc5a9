"""Specimen pages: every macro of the kit on four pages, rendered through the real templates.

To look at them: `XIESHANG_SPECIMEN=/some/folder pytest tests/ui/test_specimens.py`, then serve the folder.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from django import forms
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from markupsafe import Markup

from xieshang.spine.rule import refuse
from xieshang.ui import context, widgets
from xieshang.ui.cells import Badge, Late
from xieshang.ui.jinja import environment
from xieshang.ui.lists import Bulk, Choice, Column, Dates, Listing, Tab
from xieshang.ui.show import passages

FOLDER = Path(__file__).parent / "specimen"
TEMPLATES = Path(__file__).parents[2] / "xieshang" / "ui" / "templates"
ZONE = ZoneInfo("Asia/Shanghai")
TITLES = [
    "关于加快发展普惠托育服务的提案",
    "关于加强老旧小区电动自行车充电设施建设、规范停放和消除楼道火灾隐患并建立长效管理机制的提案",
    "关于保护古城墙遗址的提案",
    "关于推进中小学课后服务提质的提案",
    "关于完善社区养老助餐点布局的提案",
]
SITUATION = (
    "近年来，我市三岁以下婴幼儿家庭对托育服务的需求持续增长。据统计，全市现有托位二千一百个，每千人口托位数低于全省"
    "平均水平；老旧小区周边尤为紧缺，部分家庭只能由祖辈照料，青年父母返岗意愿受到影响。"
)


class ProposalForm(forms.Form):
    """A form with every kind of field."""

    title = forms.CharField(label="案由", help_text="一句话说清要解决什么事。", max_length=40)
    phone = forms.CharField(label="联系电话", widget=widgets.Phone())
    held_on = forms.DateField(label="调研日期", widget=widgets.Day(), required=False)
    kind = forms.ChoiceField(label="类别", choices=[("e", "经济建设"), ("s", "社会建设")])
    public = forms.ChoiceField(
        label="是否同意公开",
        choices=[("y", "同意"), ("n", "不同意")],
        widget=forms.RadioSelect,
        help_text="办理复文默认公开。",
    )
    suggestion = forms.CharField(label="建议", widget=widgets.Prose(6), help_text="逐条写，一条一件事。")
    paper = forms.FileField(label="附件", required=False)
    own = forms.BooleanField(label="本提案由本人撰写")


def listing() -> Listing:
    """A list as a clerk sees it, over the names of groups."""
    return Listing(
        title="提案",
        row=as_row,
        sort="number",
        search=lambda rows, text: rows.filter(name__contains=text),
        search_label="按案由和正文搜索",
        columns=[
            Column("number", "案号", place="lead", sort="pk"),
            Column("title", "案由", place="title", sort="name", marked=True),
            Column("state", "状态", place="state"),
            Column("ball", "轮到", place="ball"),
            Column("due", "期限", place="due"),
            Column("signers", "联名", numeric=True),
        ],
        tabs=[
            Tab("all", "全部"),
            Tab("open", "办理中", lambda rows: rows.filter(name__contains="的")),
            Tab("none", "待审", lambda rows: rows.none()),
        ],
        filters=[
            Choice("kind", "类别", [("e", "经济建设"), ("s", "社会建设")], lambda rows, value: rows),
            Dates("filed", "立案日期", "pk"),
        ],
        bulk=[Bulk("交办给…", "/assign", "primary"), Bulk("导出所选", "/export")],
    )


def as_row(group: Group) -> dict[str, Any]:
    """A row of the list, its values varied by the key."""
    n = group.pk
    states = [
        Badge("办理中", "wait"),
        Badge("已答复", "good"),
        Badge("逾期", "bad"),
        Badge("草稿", "off"),
        Badge("优秀提案", "award"),
    ]
    due = datetime(2026, 3, 1 + n % 28, tzinfo=ZONE).date()
    return {
        "pk": n,
        "url": f"/proposals/{n}",
        "number": f"{n:04}",
        "title": group.name.split("｜")[0],
        "state": states[n % 5],
        "ball": ["市教育局", "市住房和城乡建设局", "市文化广电和旅游局", "提案委员会", "提案者"][n % 5],
        "due": Late(due, "逾期 3 个工作日") if n % 5 == 2 else due,
        "signers": n % 12,
    }


def make_groups(n: int) -> QuerySet[Group]:
    """`n` rows for the list."""
    Group.objects.bulk_create(Group(name=f"{TITLES[i % 5]}｜{i}") for i in range(n))
    return Group.objects.all()


def case() -> dict[str, Any]:
    """A case with all that a page of a case shows."""
    at = datetime(2026, 3, 2, 9, 15, tzinfo=ZONE)
    steps = [
        ("提交", "done", "1 月 12 日"),
        ("审查", "done", "1 月 15 日"),
        ("立案", "done", "1 月 20 日"),
        ("交办", "done", "1 月 26 日"),
        ("答复", "current", "至 3 月 18 日"),
        ("反馈", "todo", ""),
        ("办结", "todo", ""),
    ]
    return {
        "title": TITLES[0],
        "why": [
            "1 月 26 日交办，当日起算。",
            "三个月内答复：至 4 月 26 日（周日）。",
            "遇周日顺延到 4 月 27 日（周一）。",
        ],
        "steps": [{"label": label, "state": state, "note": note} for label, state, note in steps],
        "situation": SITUATION,
        "mine": {"title": "这一件", "href": "", "note": "", "text": passages(SITUATION, [(0, 24, 1), (50, 78, 2)])},
        "theirs": {
            "title": "2021 年第 118 号，A 类已解决",
            "href": "#",
            "note": "相似 38%",
            "text": passages(SITUATION[:90], [(0, 24, 1), (50, 78, 2)], "b"),
        },
        "entries": [
            {"at": at, "what": "市教育局签收", "who": "市教育局 · 办公室", "said": ""},
            {
                "at": at.replace(day=5),
                "what": "电话沟通",
                "who": "市教育局 · 基础教育科",
                "said": "与第一提案人通话，说明拟新增托位的分布，请其补充三个老旧小区的名单。",
            },
            {"at": at.replace(day=9, hour=16), "what": "答复稿已拟", "who": "", "said": ""},
        ],
        "verdict": refuse("会办单位市财政局的意见还没有到。到了以后由主办单位答复。"),
        "facts": [
            ("提案者", "第一委员"),
            ("联名", "11 人"),
            ("界别", "教育界"),
            ("类别", "社会建设"),
            ("主办", "市教育局"),
            ("会办", "市财政局、市卫生健康委员会"),
            ("答复文号", ""),
        ],
        "badges": [
            ("待审查", "plain"),
            ("已答复", "good"),
            ("待签收", "wait"),
            ("已逾期", "bad"),
            ("优秀提案", "award"),
            ("草稿", "off"),
        ],
    }


def home() -> dict[str, Any]:
    """A member's home."""
    tasks = [
        {
            "icon": "signature",
            "href": "#",
            "label": "请确认联名：关于保护古城墙遗址的提案",
            "due": Badge("今天", "wait"),
            "note": "由第二委员发起，已有 8 人确认",
        },
        {
            "icon": "message",
            "href": "#",
            "label": "请对答复作出评价：关于推进中小学课后服务提质的提案",
            "due": "3 月 20 日",
            "note": "",
        },
        {
            "icon": "calendar-event",
            "href": "#",
            "label": "参加专题协商会",
            "due": "3 月 25 日",
            "note": "市政协三楼会议室",
        },
    ]
    doors = [
        ("file-pencil", "写提案", "草稿 1 件"),
        ("message", "报社情民意", ""),
        ("calendar-off", "请假", ""),
        ("checklist", "签到", "会议当天开放"),
    ]
    figures = [
        {"n": "3", "label": "提交提案", "href": "#", "note": "立案 2 件"},
        {"n": "11", "label": "联名", "href": "#", "note": ""},
        {"n": "94.5%", "label": "出席率", "href": "", "note": "17 次中的 16 次"},
    ]
    return {
        "tasks": tasks,
        "doors": [{"href": "#", "icon": i, "label": label, "note": note} for i, label, note in doors],
        "figures": figures,
    }


def form() -> ProposalForm:
    """A form that was sent with mistakes in it."""
    return ProposalForm(
        {"title": "", "phone": "138 0000 0000", "kind": "s", "suggestion": "一、新增托位。", "held_on": "2026-13-01"}
    )


def a_request(address: str = "/groups", **headers: str) -> HttpRequest:
    """A request of the public, as a view sees it."""
    request = RequestFactory().get(address, headers=headers)
    request.user = AnonymousUser()
    return request


def html(response: Any) -> str:
    """The text of an answer."""
    return str(response.content.decode())


def render(name: str, language: str = "zh-hans", theme: str = "auto", size: str = "plain") -> str:
    """A specimen page as HTML."""
    request = RequestFactory().get("/ui/specimen", {"kind": "s", "sort": "-number"} if name == "list" else {})
    env = environment(loader=jinja2.FileSystemLoader([FOLDER, TEMPLATES]))
    template = "ui/list.html" if name == "list" else "ui/error.html" if name == "error" else f"{name}.html"
    with translation.override(language):
        return env.get_template(template).render(_context(name, request, context.Here(language, theme, size, "/")))


def _context(name: str, request: HttpRequest, here: context.Here) -> dict[str, Any]:
    places = [
        ("首页", "home", "3"),
        ("提案", "file-text", ""),
        ("社情民意", "message", ""),
        ("会议", "calendar-event", "1"),
        ("委员名册", "users", ""),
        ("数字", "chart-bar", ""),
        ("办理单位", "building-bank", ""),
    ]
    given: dict[str, Any] = {
        "request": request,
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
        "here": here,
        "messages": [Message(constants.SUCCESS, "提案已提交，案号待编。")],
        "navigation": tuple(
            context.Destination(label, "#", drawing, label == "提案", count) for label, drawing, count in places
        ),
        "desk": context.Desk(
            assembly="鹰城市政协",
            person="第一委员",
            role="委员 · 教育界",
            person_key="1",
            links=(context.Destination("登录与安全", "#", "shield-check"),),
            sign_out_url="#out",
            notices_url="#",
            notices_count="5",
        ),
    }
    if name == "list":
        given["listing"] = listing().page(request, Group.objects.all())
    extra = {
        "case": {"case": case()},
        "home": home(),
        "form": {"form": form()},
        "error": {"status": 404, "reason": "这里没有您能查看的内容。"},
    }
    return {**given, **extra.get(name, {})}
