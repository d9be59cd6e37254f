"""What of one's own way the other may see, and until when."""

from datetime import date
from typing import Any

from journey.forms.sharing import ShareForm


class PairShareForm(ShareForm):
    """With whom is known already, and it begins now."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        del self.fields["code"], self.fields["from_on"]
        # The next page carries the answers along, hidden: it has no place for a hint.
        self.fields["until_on"].help_text = ""
