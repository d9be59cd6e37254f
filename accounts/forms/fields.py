"""Field kinds of this app."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from recovery_network.common.text import western_digits

NEW_PASSWORD_HELP = _("8 letters or more. A few words in a row are easy to remember.")


class CodeField(forms.CharField):
    """A code from a mail, an app or paper, in any script's digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 40)
        widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "dir": "ltr",
            }
        )
        super().__init__(widget=kwargs.pop("widget", widget), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return western_digits(text) if text else text


class PaperCodeField(CodeField):
    """Letters and digits from paper."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)


class CurrentPassword(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        attrs = {"autocomplete": "current-password", "data-password": "", "dir": "ltr"}
        super().__init__(strip=False, widget=forms.PasswordInput(attrs=attrs), **kwargs)


class NewPassword(forms.CharField):
    """Typed once, with a button that shows it."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("New password"))
        kwargs.setdefault("help_text", NEW_PASSWORD_HELP)
        attrs = {"autocomplete": "new-password", "data-password": "", "dir": "ltr"}
        super().__init__(strip=False, max_length=200, widget=forms.PasswordInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value:
            validate_password(value, self.user)
        return value


class Address(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail"))
        attrs = {"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}
        super().__init__(max_length=254, widget=forms.EmailInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        return value.lower() if value else value


class OwnDevice(forms.BooleanField):
    """Not ticked is the safe answer: then the browser forgets."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=_("This is my own phone or computer"),
            help_text=_("Leave this empty where others can use it. We then sign you out soon."),
            **kwargs,
        )


class PersonCodeField(forms.CharField):
    """Whom a role is given: the code that only the person can show."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        super().__init__(
            label=_("Private code of the person"),
            help_text=_("It stands under Me on their own phone. Ask them for it."),
            max_length=40,
            widget=forms.TextInput(attrs=attrs),
        )
