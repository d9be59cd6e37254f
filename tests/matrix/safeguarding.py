"""Rules and addresses of the crisis directory."""

from safeguarding.models import CrisisLine
from tests.cast import World
from tests.matrix.tables import Row, Url


def build(world: World) -> None:
    world.line = make_line("bd-one", "BD")
    world.line_elsewhere = make_line("in-one", "IN")


def make_line(key: str, country: str, **fields) -> CrisisLine:
    values = {
        "name": "Quiet Line", "number": "16263", "operator": "volunteers", "source": "a page",
        "situations": ["cannot_go_on"],
    }  # fmt: skip
    return CrisisLine.objects.create(key=key, country=country, **(values | fields))


def add_line(world: World) -> CrisisLine:
    return make_line(f"bd-{CrisisLine.objects.count()}", "BD")


KEEPERS = "coordinator manager other_manager operator"
RULES = {
    "safeguarding.verify_line": [Row(lambda w: w.line, KEEPERS), Row(lambda w: w.line_elsewhere, "operator")],
    "safeguarding.retire_line": [Row(lambda w: w.line, KEEPERS), Row(lambda w: w.line_elsewhere, "operator")],
}
URLS = [
    Url("help", ok="*", query="?country=BD", lists=add_line),
    Url("help_minute", ok="*", lists=None),
]
