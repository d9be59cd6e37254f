"""Mentors and what they are trained in, requests, suggestions, rounds, pairs, and who walks beside."""

from mentoring.models.agreement import Agreement, AgreementCopy
from mentoring.models.bond import Bond, LeastTime
from mentoring.models.hours import FreeSpan
from mentoring.models.introduction import Introduction
from mentoring.models.look import Look
from mentoring.models.mentor import Mentor, Reference, TrainingMark
from mentoring.models.mentor_look import MentorLook
from mentoring.models.now import Call, CallAsk, CallStep, Ready
from mentoring.models.pair import Pair
from mentoring.models.partners import PartnerCode, PartnerMark, Partners, PartnerSide
from mentoring.models.prompt import PromptAnswer
from mentoring.models.request import Request
from mentoring.models.rounds import Round
from mentoring.models.suggestion import Suggestion

__all__ = [
    "Agreement",
    "AgreementCopy",
    "Bond",
    "Call",
    "CallAsk",
    "CallStep",
    "FreeSpan",
    "Introduction",
    "LeastTime",
    "Look",
    "Mentor",
    "MentorLook",
    "Pair",
    "PartnerCode",
    "PartnerMark",
    "PartnerSide",
    "Partners",
    "PromptAnswer",
    "Ready",
    "Reference",
    "Request",
    "Round",
    "Suggestion",
    "TrainingMark",
]
