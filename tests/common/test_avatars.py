"""Shapes decided by a code."""

from collections import Counter
from pathlib import Path

from django.conf import settings

from recovery_network.common import avatars
from recovery_network.common.codes import random_code


def test_a_code_keeps_its_shape():
    assert avatars.shape("abc") == avatars.shape("abc")


def test_all_shapes_come_up_about_equally():
    seen = Counter(avatars.shape(random_code()) for _ in range(7200))
    assert len(seen) == 12 * 6
    assert max(seen.values()) < 4 * min(seen.values()) + 100


def test_every_drawing_is_in_the_sprite():
    sprite = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    assert [d for d in avatars.DRAWINGS if f'id="i-{d}"' not in sprite] == []
