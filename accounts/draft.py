"""What a visitor has said so far on the sign-up screens, kept in their session until the last one."""

import uuid
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

from recovery_network.common.codes import random_code

SESSION_KEY = "joining"


@dataclass
class Draft:
    """`subject` and `code` are drawn with the first answer and become the person's own."""

    public_name: str = ""
    language: str = ""
    time_zone: str = ""
    own_device: bool | None = None
    subject: str = field(default_factory=lambda: str(uuid.uuid4()))
    code: str = field(default_factory=random_code)

    @classmethod
    def of(cls, session: MutableMapping[str, Any]) -> "Draft":
        return cls(**session.get(SESSION_KEY, {}))

    def keep(self, session: MutableMapping[str, Any]) -> None:
        session[SESSION_KEY] = asdict(self)

    def first_gap(self) -> str | None:
        """The step that still wants an answer."""
        if not self.public_name:
            return "name"
        if not self.language or not self.time_zone:
            return "language"
        return "device" if self.own_device is None else None

    def person_fields(self) -> dict[str, Any]:
        return {
            "public_name": self.public_name,
            "language": self.language,
            "time_zone": self.time_zone,
            "usually_shared": not self.own_device,
            "subject": uuid.UUID(self.subject),
            "code": self.code,
        }


def drop(session: MutableMapping[str, Any]) -> None:
    session.pop(SESSION_KEY, None)
