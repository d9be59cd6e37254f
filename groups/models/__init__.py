"""Vocabulary, venues, groups, series, their occurrences, and what is needed to hold a meeting."""

from groups.models.closing import Closing, FollowUp
from groups.models.group import Group, GroupRole, Status, Visibility
from groups.models.imports import ImportChange, ImportRun, ImportSource
from groups.models.meeting import Attendance, MeetingRoom
from groups.models.occurrence import Occurrence
from groups.models.plan import GroupPlan, GroupPlanStep
from groups.models.proof import Proof
from groups.models.rota import HostSearch, RotaSlot, ServiceTerm
from groups.models.rsvp import Rsvp
from groups.models.series import MeetingSeries, SeasonalOverride, SeriesException
from groups.models.venue import Venue
from groups.models.vocabulary import Language, MeetingType, Pathway, Programme

__all__ = [
    "Attendance",
    "Closing",
    "FollowUp",
    "Group",
    "GroupPlan",
    "GroupPlanStep",
    "GroupRole",
    "HostSearch",
    "ImportChange",
    "ImportRun",
    "ImportSource",
    "Language",
    "MeetingRoom",
    "MeetingSeries",
    "MeetingType",
    "Occurrence",
    "Pathway",
    "Programme",
    "Proof",
    "RotaSlot",
    "Rsvp",
    "SeasonalOverride",
    "SeriesException",
    "ServiceTerm",
    "Status",
    "Venue",
    "Visibility",
]
