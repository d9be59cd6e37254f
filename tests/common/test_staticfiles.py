"""One style sheet from many sources, and its weight."""

import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from recovery_network.common import staticfiles

STATIC = Path(settings.BASE_DIR) / "static"


def test_squeezing_keeps_meaning():
    css = "/* a */ a :hover { color: red; margin: 0  auto; }\n"
    css += '@media (min-width: 2rem) { b::after { content: "x;  {" ; } }'
    assert staticfiles.squeeze(css).strip() == (
        'a :hover{color:red;margin:0 auto}@media (min-width:2rem){b::after{content:"x;  {"}}'
    )


def test_sources_apply_in_order():
    names = [part.name for part in staticfiles.sources(STATIC)]
    assert names[:2] == ["tokens.css", "base.css"]
    assert names[-1] == "print.css"


def test_the_finder_makes_the_sheet_anew_when_a_source_changed(tmp_path):
    source = tmp_path / "static" / "css" / "tokens.css"
    source.parent.mkdir(parents=True)
    source.write_text("a { color: red; }")
    with override_settings(STATICFILES_DIRS=[tmp_path / "static"], DATA_DIR=tmp_path / "data"):
        finder = staticfiles.JoinedStyles()
        made = Path(finder.find("css/app.css"))
        assert made.read_text() == "a{color:red}\n"
        source.write_text("a { color: blue; }")
        later = made.stat().st_mtime + 5
        os.utime(source, (later, later))
        assert Path(finder.find("css/app.css")).read_text() == "a{color:blue}\n"
        assert finder.find("css/other.css") is None


def test_pages_find_the_sheet():
    assert Path(finders.find("css/app.css")).name == "app.css"


def test_collected_files_carry_hashes_and_gzip(tmp_path):
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "recovery_network.common.staticfiles.HashedStorage"}
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    made = [p.name for p in (tmp_path / "css").iterdir() if re.fullmatch(r"app\.[0-9a-f]{12}\.css", p.name)]
    assert len(made) == 1
    assert (tmp_path / "css" / f"{made[0]}.gz").exists()


@pytest.mark.parametrize(
    ("name", "limit"), [("css/app.css", 10_000), ("img/icons.svg", 4_000), ("js/site.js", 3_000)]
)
def test_shared_files_stay_small_over_the_wire(name, limit):
    found = Path(finders.find(name)).read_bytes()
    assert len(gzip.compress(found, 6)) < limit
