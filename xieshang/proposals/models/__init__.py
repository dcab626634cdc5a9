"""What the room keeps: a case and its text, who handles it, what was answered, and what came after."""

from xieshang.proposals.models.after import FollowUp, Package
from xieshang.proposals.models.calls import Call, Lead, Topic
from xieshang.proposals.models.case import FILED, Proposal, Sketch, Suggestion
from xieshang.proposals.models.charge import Assignment, JointOpinion, Pause, Petition, Plan, Talk
from xieshang.proposals.models.handover import HandOver, ProposedAssignment
from xieshang.proposals.models.history import Stage
from xieshang.proposals.models.honours import AwardRound, KeyCase, KeyOpinion, KeyVisit, Mark, Nomination
from xieshang.proposals.models.likeness import LikenessDecision
from xieshang.proposals.models.practice import Bulk, BulkItem, ColumnMapping, Practice
from xieshang.proposals.models.reply import Answer, Delivery, Feedback, Reply, ReplyDraft
from xieshang.proposals.models.signers import CoSigner, Supporter
from xieshang.proposals.models.words import CaseWords, PublicWords

__all__ = [
    "FILED",
    "Answer",
    "Assignment",
    "AwardRound",
    "Bulk",
    "BulkItem",
    "Call",
    "CaseWords",
    "CoSigner",
    "ColumnMapping",
    "Delivery",
    "Feedback",
    "FollowUp",
    "HandOver",
    "JointOpinion",
    "KeyCase",
    "KeyOpinion",
    "KeyVisit",
    "Lead",
    "LikenessDecision",
    "Mark",
    "Nomination",
    "Package",
    "Pause",
    "Petition",
    "Plan",
    "Practice",
    "Proposal",
    "ProposedAssignment",
    "PublicWords",
    "Reply",
    "ReplyDraft",
    "Sketch",
    "Stage",
    "Suggestion",
    "Supporter",
    "Talk",
    "Topic",
]
