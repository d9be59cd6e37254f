"""What must hold for the HTML of every page, whoever looks at it."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
}
FIELDS = {"input", "select", "textarea"}
FIELDS_WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}
DATA_BLOCKS = {"application/json", "application/ld+json"}
# An element and the attribute that makes the browser fetch from, or send to, another place.
FETCHES = {
    *(("script", "src"), ("link", "href"), ("img", "src"), ("img", "srcset"), ("source", "srcset")),
    *(("source", "src"), ("iframe", "src"), ("use", "href"), ("video", "src"), ("audio", "src")),
    *(("form", "action"), ("button", "formaction"), ("object", "data"), ("embed", "src")),
    *(("meta", "content"), ("video", "poster"), ("track", "src"), ("input", "src")),
}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")


class Page(HTMLParser):
    """Reads one page and remembers what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, str | None]] = []
        self.counts: dict[str, int] = {}
        self.text: dict[str, str] = {"title": "", "h1": ""}
        self.feed(html)
        self.close()
        self._end()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "svg" not in self.open:  # a drawing has a title of its own
            self.counts[tag] = self.counts.get(tag, 0) + 1
        self._check_identity(values)
        self._check_policy(tag, values)
        self._check_places(tag, values)
        self._check_words(tag, values)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in self.text:
            if tag in self.open and "svg" not in self.open:
                self.text[tag] += data.strip()

    def _check_identity(self, values: dict[str, str]) -> None:
        if "id" in values:
            self.ids.append(values["id"])
        for name in REFERENCES:
            self.references += [(name, each) for each in values.get(name, "").split()]

    def _check_policy(self, tag: str, values: dict[str, str]) -> None:
        """Nothing the strict policy would refuse, so that nothing is silently missing."""
        if tag == "script" and "src" not in values and values.get("type") not in DATA_BLOCKS:
            self.faults.append("inline script")
        if tag == "style" or "style" in values:
            self.faults.append(f"inline style on <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            if values.get(name, "").strip().lower().startswith(("javascript:", "data:text")):
                self.faults.append(f"{name}={values[name][:30]} on <{tag}>")

    def _check_places(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if (tag, name) in FETCHES and _elsewhere(value) and not _is_plain_meta(tag, values):
                self.faults.append(f"<{tag} {name}> names another host: {value}")
        if tag == "a" and _elsewhere(values.get("href", "")) and "noreferrer" not in values.get("rel", ""):
            self.faults.append(f"link to another host without rel=noreferrer: {values['href']}")

    def _check_words(self, tag: str, values: dict[str, str]) -> None:
        if tag == "html" and not values.get("lang"):
            self.faults.append("<html> has no lang")
        if tag == "img" and "alt" not in values:
            self.faults.append("<img> has no alt")
        if tag == "label" and "for" in values:
            self.labelled.add(values["for"])
        if tag in FIELDS and values.get("type", "text") not in FIELDS_WITHOUT_LABEL:
            named = values.get("aria-label") or values.get("aria-labelledby") or "label" in self.open
            if not named:
                self.fields.append((values.get("name") or tag, values.get("id")))

    def _end(self) -> None:
        self.faults += [f"id {each} is not unique" for each in {i for i in self.ids if self.ids.count(i) > 1}]
        self.faults += [f"{name} points to no id: {to}" for name, to in self.references if to not in self.ids]
        self.faults += [f"field {name} has no label" for name, id_ in self.fields if id_ not in self.labelled]
        for tag in ("title", "h1", "main"):
            if self.counts.get(tag, 0) != 1:
                self.faults.append(f"{self.counts.get(tag, 0)} <{tag}>, there must be one")
        if not self.text["title"]:
            self.faults.append("<title> is empty")


def _elsewhere(value: str) -> bool:
    parts = urlsplit(value.strip())
    return bool(parts.netloc) or parts.scheme in {"http", "https", "ws", "wss"}


def _is_plain_meta(tag: str, values: dict[str, str]) -> bool:
    """A meta element fetches only as a refresh."""
    return tag == "meta" and values.get("http-equiv", "").lower() != "refresh"


def check_html(html: str) -> list[str]:
    """What is wrong with a whole page; empty when nothing is."""
    return Page(html).faults
