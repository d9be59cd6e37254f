"""People, sign-in and joining, one's own pages, and a centre's staff."""

import itertools
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import Grant, Invite, Membership, StaffRole, User
from accounts.models.codes import digest_of
from accounts.session_store import SessionStore
from ledger.models import AccessEntry
from tests.matrix.tables import Row, Url

STAFF = "counselor coordinator manager other_manager"
WITH_NAME = "newcomer member neighbour stranger host counselor coordinator manager other_manager operator"
CODE = "0123456789AB"
_numbers = itertools.count()


def build(world):
    """Staff and the operator have a code app, and passed it in their browser."""
    for name in (*STAFF.split(), "operator"):
        add_second_step(world, name)
    world.member_role = StaffRole.objects.get(user=world.counselor)
    world.membership = Membership.objects.get(user=world.member)
    world.invite = Invite.objects.create(
        digest=digest_of(CODE),
        centre=world.centre,
        places=50,
        made_by=world.manager,
        expires_at=world.now + timedelta(days=1),
    )
    world.grant = Grant.objects.create(
        owner=world.member.subject,
        reader=world.host.subject,
        relation="ally",
        items=["journey.days"],
        text_version="2026-11",
        language="en",
        starts_at=world.now,
        ends_at=world.now + timedelta(days=30),
        made_at=world.now,
    )
    world.passed = {name: Browser(world.session.get(name, {}), world.people[name]) for name in world.people}


def add_second_step(world, name):
    person = world.people[name]
    app = TOTP.activate(person, generate_totp_secret()).instance
    done = {"method": "mfa", "at": world.now.timestamp(), "id": app.pk, "type": "totp"}
    world.session[name] = {
        "account_authentication_methods": [done],
        "account_authentication_methods_user": str(person.pk),
    }


class Browser:
    """As much of a request as the rules about pages look at."""

    def __init__(self, kept, person):
        self.session, self.user = SessionStore(), person
        self.session.update(kept)


def add_staff(world):
    person = User.objects.create_user(f"staff-{next(_numbers)}", public_name="Late Lamp")
    return StaffRole.objects.create(user=person, centre=world.other_centre, role="counselor")


def add_look(world):
    AccessEntry.objects.create(
        actor=world.manager.subject,
        subject=world.operator.subject,
        role="manager",
        object_kind="accounts.user",
        reason="",
    )


def add_membership(world):
    Membership.objects.create(user=world.operator, centre=type(world.centre).objects.create(name="Another"))


RULES = {
    "accounts.give_grant": [
        Row(lambda w: w.host, may=WITH_NAME.replace(" host", "")),
        Row(lambda w: w.guest, may=""),
        Row(lambda w: w.closed, may=""),
    ],
    "accounts.end_grant": [Row(lambda w: w.grant, may="member host")],
    "accounts.read_grant": [Row(lambda w: w.grant, may="host")],
    "accounts.change_person": [Row(lambda w: w.member, may="member"), Row(lambda w: w.guest, may="guest")],
    "accounts.erase_person": [Row(lambda w: w.member, may="member"), Row(lambda w: w.guest, may="guest")],
    "accounts.close_account": [
        Row(lambda w: w.member, may="operator"),
        Row(lambda w: w.operator, may=""),
    ],
    "accounts.create_centre": [Row(lambda w: None, may="operator")],
    "accounts.see_staff": [Row(lambda w: w.centre, may="manager")],
    "accounts.admit_member": [Row(lambda w: w.centre, may="coordinator manager")],
    "accounts.invite_member": [Row(lambda w: w.centre, may="coordinator manager")],
    "accounts.end_membership": [Row(lambda w: w.membership, may="member coordinator manager")],
    "accounts.give_staff_role": [Row(lambda w: w.centre, may="manager operator")],
    "accounts.end_staff_role": [Row(lambda w: w.member_role, may="counselor manager operator")],
    "accounts.accept_invite": [Row(lambda w: None, may=WITH_NAME)],
    "accounts.open_staff_pages": [
        Row(lambda w: None, may=""),
        Row(lambda w: w.passed["manager"], may="manager"),
        Row(lambda w: w.passed["counselor"], may="counselor"),
        Row(lambda w: w.passed["operator"], may=""),
    ],
    "accounts.open_operator_pages": [
        Row(lambda w: w.passed["operator"], may="operator"),
        Row(lambda w: w.passed["manager"], may=""),
    ],
}

_VISITS = {"sign_in": "visitor closed"}
_invite = {"kwargs": lambda w: {"code": CODE}}

SIGN_IN = [
    Url("account_login", ok="visitor closed guest", moved="*", lists=None),
    Url("account_request_login_code", ok="visitor closed", moved="*", lists=None),
    Url("account_confirm_login_code", **_VISITS, moved="*", lists=None),
    Url("begin_again", refused="*", lists=None),
    Url("begin_again", post=lambda w: {}, sign_in="*", lists=None),
    Url("mfa_authenticate", **_VISITS, moved="*", lists=None),
    Url("mfa_login_webauthn", refused="visitor closed", moved="*", lists=None),
    Url("passkey_options", refused="*", lists=None),
    Url("passkey_options", post=lambda w: {}, ok="*", lists=None),
    Url("account_inactive", ok="*", lists=None),
    Url("account_reset_password", ok="*", lists=None),
    Url("account_confirm_password_reset_code", sign_in="*", lists=None),
    Url("account_complete_password_reset", sign_in="*", lists=None),
    Url("account_password_reset_completed", ok="*", lists=None),
    Url("paper", ok="*", lists=None),
    Url("paper_password", sign_in="*", lists=None),
]
START = [
    Url("account_signup", moved="*", lists=None),
    Url("start_age", ok="*", lists=None),
    Url("start_name", ok="guest", moved="*", lists=None),
    Url("start_language", ok="guest", moved="*", lists=None),
    Url("start_device", ok="guest", moved="*", lists=None),
    Url("start_key", moved="*", lists=None),
    Url("start_passkey_options", refused="*", lists=None),
    Url("start_keep", moved="*", lists=None),
    Url("start_email", **_VISITS, ok="*", lists=None),
    Url("start_guest", moved="*", lists=None),
    Url("type_invite", ok="*", lists=None),
    Url("invite", **_invite, ok="*", lists=None),
    Url("invite", lambda w: {"code": "BA9876543210"}, hidden="*", lists=None),
    Url("invite", **_invite, post=lambda w: {}, moved="*", lists=None),
]
OWN = [
    Url("exit", moved="*", lists=None),
    Url("account_logout", moved="visitor closed", ok="*", lists=None),
    Url("still_here", refused="*", lists=None),
    *(
        Url(name, **_VISITS, ok="*", lists=None)
        for name in ("me", "my_name", "my_look", "my_room", "my_safety", "mfa_index", "account_email")
    ),
    Url("my_centres", **_VISITS, ok="*", lists=add_membership),
    Url("access_log", **_VISITS, ok="*", lists=add_look),
    Url("sessions", **_VISITS, ok="*", lists=None),
    *(
        Url(name, refused="*", lists=None)
        for name in ("leave_centre", "end_other_sessions", "set_this_device", "remove_passkey")
    ),
    # Nobody of the cast has a password; who has an app is asked for it before a change.
    Url("account_change_password", **_VISITS, ok="guest", moved="*", lists=None),
    Url("account_set_password", **_VISITS, ok="*", lists=None),
    Url("account_email_verification_sent", **_VISITS, ok="guest", moved="*", lists=None),
    Url("mfa_activate_totp", **_VISITS, moved=f"{STAFF} operator", ok="*", lists=None),
    Url("mfa_deactivate_totp", **_VISITS, ok="guest", moved=f"{STAFF} operator", hidden="*", lists=None),
    Url("mfa_add_webauthn", **_VISITS, moved=f"{STAFF} operator", ok="*", lists=None),
    Url("mfa_view_recovery_codes", **_VISITS, moved=f"{STAFF} operator", ok="*", lists=None),
    Url("my_paper", **_VISITS, moved=f"{STAFF} operator", ok="*", lists=None),
    Url(
        "account_reauthenticate", **_VISITS, ok="guest", moved=f"{STAFF} operator", forbidden="*", lists=None
    ),
    Url("mfa_reauthenticate", **_VISITS, ok=f"guest {STAFF} operator", forbidden="*", lists=None),
    Url(
        "mfa_reauthenticate_webauthn",
        **_VISITS,
        ok="guest",
        moved=f"{STAFF} operator",
        forbidden="*",
        lists=None,
    ),
]
CENTRE = [
    Url("staff_roles", **_VISITS, ok="manager other_manager", hidden="*", lists=add_staff),
    *(Url(n, refused="*", lists=None) for n in ("give_role", "end_role", "make_invite", "end_invite")),
    # Only the manager of this centre makes an invite to it.
    Url(
        "make_invite",
        post=lambda w: {"centre": w.centre.code, "kind": "member", "places": "2"},
        **_VISITS,
        ok="manager",
        hidden="*",
        lists=None,
    ),
    Url(
        "end_role",
        post=lambda w: {"centre": w.centre.code, "role": w.member_role.code},
        **_VISITS,
        moved="manager",
        hidden="*",
        lists=None,
    ),
]
URLS = [*SIGN_IN, *START, *OWN, *CENTRE]
