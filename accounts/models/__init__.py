"""People, centres, the roles that join them, the codes people type, and what they let others see."""

from accounts.models.centre import Centre, Membership, StaffRole
from accounts.models.codes import Invite, PaperCode
from accounts.models.consent import Grant, Revocation
from accounts.models.person import User

__all__ = ["Centre", "Grant", "Invite", "Membership", "PaperCode", "Revocation", "StaffRole", "User"]
