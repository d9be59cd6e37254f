"""Vocabulary, venues, groups, series and their occurrences."""

from groups.models.group import Group, GroupRole, Status, Visibility
from groups.models.imports import ImportChange, ImportRun, ImportSource
from groups.models.meeting import Attendance, MeetingRoom
from groups.models.occurrence import Occurrence
from groups.models.series import MeetingSeries, SeasonalOverride, SeriesException
from groups.models.venue import Venue
from groups.models.vocabulary import Language, MeetingType, Pathway, Programme

__all__ = [
    "Attendance",
    "Group",
    "GroupRole",
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
    "SeasonalOverride",
    "SeriesException",
    "Status",
    "Venue",
    "Visibility",
]
