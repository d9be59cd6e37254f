"""Secrets at rest."""

import pytest
from cryptography.fernet import InvalidToken

from accounts.sealed import seal, unseal


def test_there_and_back_and_different_each_time():
    assert unseal(seal("ABC")) == "ABC"
    assert seal("ABC") != seal("ABC")


def test_another_key_opens_nothing(settings):
    sealed = seal("ABC")
    settings.FIELD_KEY = "another-key"
    with pytest.raises(InvalidToken):
        unseal(sealed)
