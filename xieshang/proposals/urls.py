"""Nouns; a verb is a sub-resource."""

from django.urls import path

from xieshang.proposals.views import case, cosigning, drafting, handling, listing, review

app_name = "proposals"

urlpatterns = [
    path("", listing.index, name="index"),
    path("mine", listing.mine, name="mine"),
    path("assigned", listing.assigned, name="assigned"),
    path("new", drafting.new, name="new"),
    path("likeness", drafting.likeness, name="likeness"),
    path("<int:pk>", case.show, name="show"),
    path("<int:pk>/text", drafting.text, name="text"),
    path("<int:pk>/autosave", drafting.autosave, name="autosave"),
    path("<int:pk>/files", drafting.files, name="files"),
    path("<int:pk>/files/<uuid:key>/removal", drafting.remove_file, name="remove_file"),
    path("<int:pk>/submission", drafting.submission, name="submission"),
    path("<int:pk>/withdrawal", drafting.withdrawal, name="withdrawal"),
    path("<int:pk>/confirmation", drafting.confirmation, name="confirmation"),
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
    path("<int:pk>/feedback", handling.feedback, name="feedback"),
]
