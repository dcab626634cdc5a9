"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import ballots, votes

app_name = "meetings"
urlpatterns = [
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
