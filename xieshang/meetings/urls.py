"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import agenda, ballots, first_topics, minutes, now, speeches, turns, votes

app_name = "meetings"
AGENDA = [
    path("first-topics", first_topics.index, name="first_topics"),
    path("<int:pk>/now", now.show, name="now"),
    path("<int:pk>/agenda", agenda.show, name="agenda"),
    path("<int:pk>/agenda/new", agenda.new_item, name="new_item"),
    path("<int:pk>/agenda/<int:item>", agenda.item, name="item"),
    path("<int:pk>/agenda/<int:item>/text", agenda.text, name="item_text"),
    path("<int:pk>/agenda/<int:item>/place", agenda.place, name="item_place"),
    path("<int:pk>/agenda/<int:item>/beginning", agenda.begin, name="begin_item"),
    path("<int:pk>/agenda/<int:item>/ending", agenda.end, name="end_item"),
    path("<int:pk>/agenda/<int:item>/skipping", agenda.skip, name="skip_item"),
    path("<int:pk>/agenda/<int:item>/removal", agenda.removal, name="remove_item"),
    path("<int:pk>/agenda/<int:item>/note", agenda.note, name="item_note"),
    path("<int:pk>/agenda/<int:item>/papers", agenda.papers, name="item_papers"),
    path("<int:pk>/agenda/<int:item>/papers/<uuid:key>/removal", agenda.paper_removal, name="remove_paper"),
    path("<int:pk>/agenda/<int:item>/speakers", turns.speakers, name="speakers"),
    path("<int:pk>/agenda/<int:item>/speakers/own", turns.ask, name="ask"),
    path("<int:pk>/agenda/<int:item>/speakers/<int:turn>/floor", turns.floor, name="floor"),
    path("<int:pk>/agenda/<int:item>/speakers/<int:turn>/ending", turns.end, name="end_turn"),
    path("<int:pk>/agenda/<int:item>/speakers/<int:turn>/withdrawal", turns.withdrawal, name="withdraw_turn"),
]
SPEECHES = [
    path("speeches", speeches.every, name="all_speeches"),
    path("speeches/new", speeches.note, name="note_speech"),
    path("speeches/<int:speech>", speeches.show, name="speech"),
    path("speeches/<int:speech>/text", speeches.text, name="speech_text"),
    path("speeches/<int:speech>/withdrawal", speeches.withdrawal, name="withdraw_speech"),
    path("speeches/<int:speech>/selection", speeches.selection, name="select_speech"),
    path("speeches/<int:speech>/delivery", speeches.delivery, name="note_spoken"),
    path("speeches/<int:speech>/place", speeches.place, name="speech_place"),
    path("<int:pk>/speeches", speeches.collected, name="speeches"),
    path("<int:pk>/speeches/new", speeches.new, name="offer_speech"),
    path("<int:pk>/speeches/order", speeches.order, name="order_speeches"),
]
MINUTES = [
    path("<int:pk>/minutes", minutes.show, name="minutes"),
    path("<int:pk>/minutes/making", minutes.making, name="make_minutes"),
    path("<int:pk>/minutes/editing", minutes.editing, name="edit_minutes"),
    path("<int:pk>/minutes/text", minutes.text, name="minutes_text"),
    path("<int:pk>/minutes/proposal", minutes.proposal, name="propose_minutes"),
    path("<int:pk>/minutes/return", minutes.returning, name="return_minutes"),
    path("<int:pk>/minutes/approval", minutes.approval, name="approve_minutes"),
    path("<int:pk>/minutes/revision", minutes.revision, name="revise_minutes"),
    path("<int:pk>/minutes/issue", minutes.issue, name="issue_minutes"),
    path("<int:pk>/minutes/versions", minutes.versions, name="minutes_versions"),
]
VOTES = [
    path("<int:pk>/votes/", votes.index, name="votes"),
    path("<int:pk>/votes/new", votes.new, name="vote_new"),
    path("<int:pk>/votes/<int:vote>/", votes.show, name="vote"),
    path("<int:pk>/votes/<int:vote>/opening", votes.opening, name="vote_opening"),
    path("<int:pk>/votes/<int:vote>/closing", votes.closing, name="vote_closing"),
    path("<int:pk>/votes/<int:vote>/announcement", votes.announcement, name="vote_announcement"),
    path("<int:pk>/votes/<int:vote>/cancellation", votes.cancellation, name="vote_cancellation"),
    path("<int:pk>/votes/<int:vote>/count", votes.count, name="vote_count"),
    path("<int:pk>/votes/<int:vote>/ballot", ballots.ballot, name="ballot"),
    path("<int:pk>/votes/<int:vote>/screen", votes.screen, name="vote_screen"),
    path("<int:pk>/votes/<int:vote>/sheet", votes.sheet, name="vote_sheet"),
]
urlpatterns = [*AGENDA, *SPEECHES, *MINUTES, *VOTES]
