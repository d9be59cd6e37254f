"""People, centres, the roles that join them, and the codes people type."""

from accounts.models.centre import Centre, Membership, StaffRole
from accounts.models.codes import Invite, PaperCode
from accounts.models.person import User

__all__ = ["Centre", "Invite", "Membership", "PaperCode", "StaffRole", "User"]
