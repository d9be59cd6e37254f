"""The vocabulary: scoped, complete, translatable, and written without harm a second time."""

import pytest

from groups import vocabulary
from groups.models import Language, MeetingType, Pathway, Programme
from groups.services.vocabulary import load_vocabulary

pytestmark = pytest.mark.django_db


def test_it_is_there_after_migrate():
    assert Programme.objects.filter(code="aa").exists()
    assert MeetingType.objects.filter(programme__code="aa").exclude(mg_code=None).count() == 87
    assert Pathway.objects.get(code="twelve-step").guide == "sponsor"
    assert Pathway.objects.get(code="tools").counting == "none"
    assert set(
        Language.objects.filter(code__in=["bn", "ur", "hi", "pa"]).values_list("mg_code", flat=True)
    ) == {
        None,
        "HI",
        "PUN",
    }


def test_a_second_load_changes_no_key_and_keeps_a_centres_own_words():
    own = MeetingType.objects.create(
        programme=Programme.objects.get(code="own"),
        code="chai",
        kind="format",
        name="Tea and talk",
        slug="chai",
    )
    MeetingType.objects.filter(programme__code="aa", code="SP").update(name="Wrong")
    before = dict(MeetingType.objects.values_list("pk", "code"))
    load_vocabulary()
    assert dict(MeetingType.objects.values_list("pk", "code")) == before
    assert MeetingType.objects.get(programme__code="aa", code="SP").label == "Speaker"
    own.refresh_from_db()
    assert own.label == "Tea and talk"


def test_one_letter_means_two_things_in_two_programmes():
    assert MeetingType.objects.get(programme__code="aa", code="M").label == "Men"
    assert MeetingType.objects.get(programme__code="aa", code="MED").slug == "meditation"
    assert MeetingType.objects.get(programme__code="na", code="MED").slug == "meditation"
    assert not MeetingType.objects.filter(programme__code="na", code="A").exists()


def test_every_name_of_the_list_is_marked_for_translators():
    listed = {row["name"] for row in vocabulary.meeting_guide_types().values() if row["kind"] != "language"}
    assert listed == set(vocabulary.MEETING_GUIDE_NAMES)


def test_every_language_type_of_the_format_has_a_language():
    codes = {c for c, row in vocabulary.meeting_guide_types().items() if row["kind"] == "language"}
    assert codes == {mg_code for _name, mg_code in vocabulary.LANGUAGES.values() if mg_code}
