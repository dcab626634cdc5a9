"""Nouns; a verb is a sub-resource."""

from django.urls import path

from xieshang.proposals.views import (
    answering,
    case,
    cosigning,
    drafting,
    follow_ups,
    handling,
    listing,
    review,
    submitting,
)

app_name = "proposals"

urlpatterns = [
    path("", listing.index, name="index"),
    path("mine", listing.mine, name="mine"),
    path("assigned", listing.assigned, name="assigned"),
    path("follow-ups", follow_ups.index, name="follow_ups"),
    path("new", drafting.new, name="new"),
    path("new/autosave", drafting.first_autosave, name="first_autosave"),
    path("new/likeness", drafting.new_likeness, name="new_likeness"),
    path("<int:pk>", case.show, name="show"),
    path("<int:pk>/text", drafting.text, name="text"),
    path("<int:pk>/autosave", drafting.autosave, name="autosave"),
    path("<int:pk>/likeness", drafting.draft_likeness, name="draft_likeness"),
    path("<int:pk>/comparison/<int:other>", drafting.comparison, name="comparison"),
    path("<int:pk>/files", submitting.files, name="files"),
    path("<int:pk>/files/<uuid:key>/removal", submitting.remove_file, name="remove_file"),
    path("<int:pk>/submission", submitting.submission, name="submission"),
    path("<int:pk>/withdrawal", submitting.withdrawal, name="withdrawal"),
    path("<int:pk>/confirmation", submitting.confirmation, name="confirmation"),
    path("<int:pk>/cosigners", cosigning.cosigners, name="cosigners"),
    path("<int:pk>/cosigners/<int:cosigner>/removal", cosigning.removal, name="remove_cosigner"),
    path("<int:pk>/gathering", cosigning.gathering, name="gathering"),
    path("<int:pk>/taking-back", cosigning.taking_back, name="taking_back"),
    path("<int:pk>/cosigning", cosigning.answer, name="cosigning"),
    path("<int:pk>/filing", review.filing, name="filing"),
    path("<int:pk>/refusal", review.refusal, name="refusal"),
    path("<int:pk>/return", review.returning, name="return"),
    path("<int:pk>/assignment", review.assignment, name="assignment"),
    path("<int:pk>/closing", review.closing, name="closing"),
    path("<int:pk>/publication", review.publication, name="publication"),
    path("<int:pk>/unpublication", review.unpublication, name="unpublication"),
    path("<int:pk>/acceptance", handling.acceptance, name="acceptance"),
    path("<int:pk>/talks", handling.talks, name="talks"),
    path("<int:pk>/reply", handling.reply, name="reply"),
    path("<int:pk>/reading", answering.reading, name="reading"),
    path("<int:pk>/replies/<int:assignment>/return", answering.reply_return, name="reply_return"),
    path("<int:pk>/feedback", handling.feedback, name="feedback"),
    path("<int:pk>/rehandling", answering.rehandling, name="rehandling"),
    path("<int:pk>/quality", answering.quality, name="quality"),
    path("<int:pk>/follow-ups/<int:follow_up>", follow_ups.answer, name="follow_up"),
]
