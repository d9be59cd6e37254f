"""People, centres and the roles that join them."""

from accounts.models.centre import Centre, Membership, StaffRole
from accounts.models.person import User

__all__ = ["Centre", "Membership", "StaffRole", "User"]
