"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import agenda, first_topics, now, turns

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
urlpatterns = [*AGENDA]
