"""The pages for what went wrong; the engine names them as its handlers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.translation import gettext as _

from xieshang.ui.context import here


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read, perhaps not so far as to know who asks or under which name."""
    return _bare(request, 400, _("这个请求读不懂。请回到上一页，再做一次。"))


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person; what the refusing code said is kept, where it said something."""
    return _page(request, 403, str(exception or "") or _("这一页不对您开放。如果应当开放，请与管理员联系。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing this person may see: the two are told apart nowhere."""
    return _page(request, 404, _("这里没有您能查看的内容。地址可能写错了，或者内容已经移走。"))


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token does not fit: the page was open too long, or cookies are off."""
    return _page(request, 403, _("这一页打开得太久，或者浏览器没有开启 Cookie。请回到上一页，刷新后再提交。"))


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without the database and without the other rooms."""
    return _bare(request, 500, _("系统出了差错，已经记录下来。您填写的内容如果没有保存，请稍后再试一次。"))


def _bare(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    """A page without its head: nothing is known of the person."""
    template = engines["jinja2"].get_template("ui/error.html")
    context = {"status": status, "reason": reason, "here": here(request), "back": "/"}
    return HttpResponse(template.render(context), status=status)


def _page(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    return render(request, "ui/error.html", {"status": status, "reason": reason}, status=status)
