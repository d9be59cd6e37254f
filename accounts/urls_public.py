"""Addresses of public pages; the language stands in the path."""

from allauth.account import views as account
from allauth.mfa.base import views as step
from django.urls import path

from accounts.views import invites, sign_in, start
from accounts.views.allauth_pages import page

urlpatterns = [
    path("in/", page(sign_in.SignIn), name="account_login"),
    path("in/code/", page(sign_in.AskForCode), name="account_request_login_code"),
    path("in/code/confirm/", page(account.ConfirmLoginCodeView), name="account_confirm_login_code"),
    path("in/again/", sign_in.begin_again, name="begin_again"),
    path("in/step/", page(step.AuthenticateView), name="mfa_authenticate"),
    path("in/passkey/", sign_in.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("in/passkey/options/", sign_in.passkey_options, name="passkey_options"),
    path("in/closed/", page(account.AccountInactiveView), name="account_inactive"),
    path("in/lost/", page(account.PasswordResetView), name="account_reset_password"),
    path(
        "in/lost/code/",
        page(account.ConfirmPasswordResetCodeView),
        name="account_confirm_password_reset_code",
    ),
    path("in/lost/new/", page(account.CompletePasswordResetView), name="account_complete_password_reset"),
    path(
        "in/lost/done/", page(account.PasswordResetFromKeyDoneView), name="account_password_reset_completed"
    ),
    path("in/paper/", sign_in.paper, name="paper"),
    path("in/paper/new/", sign_in.paper_password, name="paper_password"),
    path("start/", start.start, name="account_signup"),
    path("start/age/", start.age, name="start_age"),
    path("start/name/", start.name, name="start_name"),
    path("start/language/", start.language, name="start_language"),
    path("start/device/", start.device, name="start_device"),
    path("start/key/", start.key, name="start_key"),
    path("start/key/passkey/", start.passkey_options, name="start_passkey_options"),
    path("start/keep/", start.keep, name="start_keep"),
    path("start/email/", start.email, name="start_email"),
    path("start/guest/", start.guest, name="start_guest"),
    path("i/", invites.type_invite, name="type_invite"),
    path("i/<str:code>/", invites.invite, name="invite"),
]
