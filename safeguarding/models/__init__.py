"""The crisis directory; reports, limits and appeals; blocks; checks on a person and the rota."""

from safeguarding.models.block import Block, NewcomerContact, NewcomerLift, SamePerson
from safeguarding.models.check import Check, CheckCall, Checklist, CheckStep, DutyShift
from safeguarding.models.line import CrisisLine
from safeguarding.models.report import Case, Reason, Report, StaffChoice
from safeguarding.models.sanction import Appeal, Sanction

__all__ = [
    "Appeal",
    "Block",
    "Case",
    "Check",
    "CheckCall",
    "CheckStep",
    "Checklist",
    "CrisisLine",
    "DutyShift",
    "NewcomerContact",
    "NewcomerLift",
    "Reason",
    "Report",
    "SamePerson",
    "Sanction",
    "StaffChoice",
]
