"""Who may keep the crisis directory."""

from typing import Any

from recovery_network.common.permissions import rule
from safeguarding.models import CrisisLine
from safeguarding.models.line import keeps_directory


@rule("safeguarding.verify_line")
def can_verify_line(user: Any, line: CrisisLine) -> bool:
    return keeps_directory(user, line.country)


@rule("safeguarding.retire_line")
def can_retire_line(user: Any, line: CrisisLine) -> bool:
    return keeps_directory(user, line.country)
