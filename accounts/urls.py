"""Addresses of signed-in pages; none carries a name or a word of its subject."""

from allauth.account import views as account
from allauth.mfa.base import views as step
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from accounts.views import centre, exits, language, me, security
from accounts.views.allauth_pages import own_page, page

urlpatterns = [
    path("exit/", exits.exit_site, name="exit"),
    path("out/", page(account.LogoutView), name="account_logout"),
    path("language/", language.set_language, name="set_language"),
    path("me/", me.me, name="me"),
    path("me/here/", exits.still_here, name="still_here"),
    path("me/name/", me.name, name="my_name"),
    path("me/look/", me.look, name="my_look"),
    path("me/room/", me.room, name="my_room"),
    path("me/safety/", me.safety, name="my_safety"),
    path("me/centres/", me.my_centres, name="my_centres"),
    path("me/centres/leave/", me.leave_centre, name="leave_centre"),
    path("me/log/", me.access_log, name="access_log"),
    path("me/sessions/", me.session_list, name="sessions"),
    path("me/sessions/end/", me.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/this/", me.set_this_device, name="set_this_device"),
    # The names below are allauth's: its own pages lead to one another by them.
    path("me/security/", security.security, name="mfa_index"),
    path("me/email/", own_page(account.EmailView), name="account_email"),
    path(
        "me/email/code/",
        own_page(account.ConfirmEmailVerificationCodeView),
        name="account_email_verification_sent",
    ),
    path("me/password/", own_page(account.PasswordChangeView), name="account_change_password"),
    path("me/password/new/", own_page(account.PasswordSetView), name="account_set_password"),
    path("me/app/", own_page(app.ActivateTOTPView), name="mfa_activate_totp"),
    path("me/app/remove/", own_page(app.DeactivateTOTPView), name="mfa_deactivate_totp"),
    path("me/passkey/", own_page(security.AddPasskey), name="mfa_add_webauthn"),
    path("me/passkey/remove/", security.remove_passkey, name="remove_passkey"),
    path("me/spare/", security.spare, name="mfa_view_recovery_codes"),
    path("me/paper/", security.paper, name="my_paper"),
    path("me/check/", own_page(account.ReauthenticateView), name="account_reauthenticate"),
    path("me/check/code/", own_page(step.ReauthenticateView), name="mfa_reauthenticate"),
    path(
        "me/check/passkey/", own_page(passkey.ReauthenticateWebAuthnView), name="mfa_reauthenticate_webauthn"
    ),
    path("centre/people/roles/", centre.staff_roles, name="staff_roles"),
    path("centre/people/roles/give/", centre.give_role, name="give_role"),
    path("centre/people/roles/end/", centre.end_role, name="end_role"),
    path("centre/invites/new/", centre.make_invite, name="make_invite"),
    path("centre/invites/end/", centre.end_invite, name="end_invite"),
]
