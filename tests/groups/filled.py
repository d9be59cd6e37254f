"""What a browser would send: the fields of a page's form as they stand."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    """Every form of a page, as name to values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self._select = self._area = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        name = values.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self._put(name, "")
        elif tag == "option" and "selected" in values:
            self._put(self._select, values.get("value") or "")
        elif tag == "input" and (values.get("type") not in {"checkbox", "radio"} or "checked" in values):
            self._put(name, values.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            # A browser leaves out the first line break of a text area.
            held = self.forms[-1][self._area]
            held[0] += data.removeprefix("\n") if not held[0] else data

    def _put(self, name: str, value: str) -> None:
        if name and self.forms:
            self.forms[-1].setdefault(name, []).append(value)


def form_with(html: str, name: str) -> Fields:
    """The one form of the page that has a field of this name."""
    page = _Forms()
    page.feed(html)
    found = [form for form in page.forms if name in form]
    assert len(found) == 1, f"{len(found)} forms with {name}"
    return found[0]
