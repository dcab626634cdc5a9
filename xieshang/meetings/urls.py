"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import answers, calendars, drawing, kinds, life, listing, occasion, roster

app_name = "meetings"
urlpatterns = [
    path("", listing.index, name="index"),
    path("new", drawing.new, name="new"),
    path("kinds", kinds.index, name="kinds"),
    path("kinds/founding", kinds.founding, name="found_kinds"),
    path("kinds/new", kinds.new, name="new_kind"),
    path("kinds/<int:pk>", kinds.kind, name="kind"),
    path("kinds/<int:pk>/ending", kinds.ending, name="end_kind"),
    path("leaves", roster.leaves, name="leaves"),
    path("calendar", calendars.index, name="calendar"),
    path("calendar/opening", calendars.opening, name="open_feed"),
    path("calendar/revocation", calendars.revocation, name="revoke_feed"),
    path("feed/<str:token>.ics", calendars.feed, name="feed"),
    path("<int:pk>", occasion.show, name="show"),
    path("<int:pk>/occasion.ics", calendars.one, name="file"),
    path("<int:pk>/text", drawing.text, name="text"),
    path("<int:pk>/sittings", drawing.sittings, name="sittings"),
    path("<int:pk>/copy", drawing.copy, name="copy"),
    path("<int:pk>/series", drawing.series, name="series"),
    path("<int:pk>/template", drawing.template, name="template"),
    path("<int:pk>/parts/new", drawing.part, name="new_part"),
    path("<int:pk>/approval-request", life.asking, name="ask_approval"),
    path("<int:pk>/approval", life.approval, name="approval"),
    path("<int:pk>/taking-back", life.taking_back, name="taking_back"),
    path("<int:pk>/notice", life.notice, name="notice"),
    path("<int:pk>/cancellation", life.cancellation, name="cancellation"),
    path("<int:pk>/opening", life.opening, name="opening"),
    path("<int:pk>/closing", life.closing, name="closing"),
    path("<int:pk>/reopening", life.reopening, name="reopening"),
    path("<int:pk>/reminder", life.reminder, name="reminder"),
    path("<int:pk>/roster", roster.index, name="roster"),
    path("<int:pk>/roster/entitled", roster.entitled, name="draw_roster"),
    path("<int:pk>/roster/people", roster.people, name="roster_people"),
    path("<int:pk>/roster/<int:attendee>", roster.line, name="line"),
    path("<int:pk>/roster/<int:attendee>/removal", roster.removal, name="take_off_roster"),
    path("<int:pk>/answers", roster.answers, name="answers"),
    path("<int:pk>/answer", answers.answer, name="answer"),
    path("<int:pk>/leave", answers.leave, name="leave"),
    path("<int:pk>/leave/withdrawal", answers.withdrawal, name="withdraw_leave"),
    path("<int:pk>/leaves/<int:leave>", answers.decision, name="decision"),
]
