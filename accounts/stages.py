"""Where a sign-in stops for the second step."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts.second_step import is_asked_at_sign_in


class SecondStep(AuthenticateStage):
    """Every way in passes here: password, e-mail code, and the sign-in after a reset."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and is_asked_at_sign_in(self.login.user)
