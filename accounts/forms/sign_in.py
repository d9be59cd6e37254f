"""allauth's forms in our words and with our fields. What they check is allauth's."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as step_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from accounts.adapter import WRONG_CODE
from accounts.forms.fields import Address, CodeField, CurrentPassword, NewPassword, OwnDevice, PaperCodeField
from accounts.models import User
from accounts.names import sign_in_key
from accounts.second_step import KINDS, must_have_one
from accounts.session_store import SHARED


class SignInForm(allauth_forms.LoginForm):
    own_device = OwnDevice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name or e-mail"), max_length=254, widget=forms.TextInput(attrs=attrs)
        )
        self.fields["password"] = CurrentPassword()
        self.order_fields(["login", "password", "own_device"])

    def clean_login(self) -> str:
        """One spelling of a name is one counter of failed tries."""
        login = self.cleaned_data["login"]
        return login.strip() if "@" in login else sign_in_key(login)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = not self.cleaned_data["own_device"]
        return super().login(request, redirect_url)


class AskForCodeForm(allauth_forms.RequestLoginCodeForm):
    email = Address()
    own_device = OwnDevice()


class ConfirmCodeForm(allauth_forms.ConfirmLoginCodeForm):
    code = CodeField()


class ConfirmResetCodeForm(allauth_forms.ConfirmPasswordResetCodeForm):
    code = CodeField()


class ConfirmAddressForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    code = CodeField()


class ResetForm(allauth_forms.ResetPasswordForm):
    email = Address()


class _OnePassword:
    """No second field: the button beside it shows what was typed."""

    fields: dict[str, Any]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2")
        self.fields["password1"] = NewPassword()
        self.fields["password1"].user = self.user


class NewPasswordForm(_OnePassword, allauth_forms.ResetPasswordKeyForm):
    pass


class SetPasswordForm(_OnePassword, allauth_forms.SetPasswordForm):
    pass


class ChangePasswordForm(_OnePassword, allauth_forms.ChangePasswordForm):
    oldpassword = CurrentPassword(label=_("Password now"))


class ChangeAddressForm(allauth_forms.AddEmailForm):
    email = Address(label=_("New e-mail"))


class CheckPasswordForm(allauth_forms.ReauthenticateForm):
    password = CurrentPassword()


class PaperForm(forms.Form):
    """Sign-in name and one printed code."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    code = PaperCodeField(label=_("One of your printed codes"))


class PaperPasswordForm(forms.Form):
    password = NewPassword()


class SecondStepForm(step_forms.AuthenticateForm):
    code = CodeField(label=_("Code from your app, or a spare code"))


class CheckSecondStepForm(step_forms.ReauthenticateForm):
    code = CodeField(label=_("Code from your app, or a spare code"))


class AddAppForm(totp_forms.ActivateTOTPForm):
    code = CodeField(label=_("Code that the app shows"))


class RemoveAppForm(totp_forms.DeactivateTOTPForm):
    def clean(self) -> dict[str, Any] | None:
        """Work here needs a second step, so the last one stays."""
        cleaned = super().clean()
        user = self.authenticator.user
        others = type(self.authenticator).objects.filter(user=user, type__in=KINDS)
        if must_have_one(user) and not others.exclude(pk=self.authenticator.pk).exists():
            raise forms.ValidationError(_("Your work here needs a second step. Add another one first."))
        return cleaned


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    """Always one that can sign in by itself."""

    name = forms.CharField(
        required=False,
        max_length=40,
        label=_("A name for this passkey"),
        help_text=_("So that you know it again. For example: my phone."),
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)


class PasskeySignInForm(passkey_forms.LoginWebAuthnForm):
    own_device = OwnDevice()

    def clean_credential(self) -> Any:
        """The person is found by the random code their device kept, never by a row number."""
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_authentication_response(credential)
            handle = websafe_decode(credential["response"]["userHandle"]).decode()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise forms.ValidationError(WRONG_CODE) from error
        user = User.objects.filter(code=handle, is_active=True, is_guest=False).first()
        if user is None:
            raise forms.ValidationError(WRONG_CODE)
        return auth.complete_authentication(user, credential)
