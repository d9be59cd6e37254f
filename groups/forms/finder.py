"""What a visitor may ask the list of meetings. An address with nonsense in it is an address without it."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from groups import facets
from groups.finder import ANY, NOW, TODAY, TOMORROW, WEEK, Search
from groups.models import Language, MeetingSeries, MeetingType, Pathway
from recovery_network.common.text import one_line

WHEN = [
    (NOW, _("Now")),
    (TODAY, _("Today")),
    (TOMORROW, _("Tomorrow")),
    (WEEK, _("This week")),
    (ANY, _("Any day")),
]
HOW = [
    ("", _("Any way")),
    ("online", _("Online")),
    ("in_person", _("In person")),
    ("phone", _("By phone")),
]
WHO = {
    "first": (_("First time welcome"), facets.FLAGS["newcomers_welcome"]),
    "women": (_("Women"), facets.FLAGS["for_women"]),
    "men": (_("Men"), facets.FLAGS["for_men"]),
    "family": (_("Family and friends"), facets.FAMILY),
    "young": (_("Young people"), facets.FLAGS["for_young"]),
    "lgbtq": (_("LGBTQ people"), facets.FLAGS["for_lgbtq"]),
    "medicine": (_("Medicine welcome"), facets.FLAGS["medication_welcome"]),
    "wheelchair": (_("Wheelchair access"), facets.FLAGS["wheelchair"]),
    "open": (_("Open to all"), facets.OPEN),
}


def spoken_languages() -> QuerySet[Language]:
    through = MeetingSeries.languages.through.objects.filter(language=OuterRef("pk"))
    return Language.objects.filter(Exists(through))


def walked_pathways() -> QuerySet[Pathway]:
    return Pathway.objects.filter(groups__isnull=False).distinct()


def format_choices() -> list[tuple[str, str]]:
    """Formats some meeting has, by meaning, whichever programme's code says it."""
    through = MeetingSeries.types.through.objects.filter(meetingtype=OuterRef("pk"))
    used = MeetingType.objects.filter(Exists(through), kind=MeetingType.Kind.FORMAT)
    names = {row.slug: row.label for row in used}
    return [("", _("Any kind")), *sorted(names.items(), key=lambda pair: pair[1])]


class FinderForm(forms.Form):
    """Read by GET, so that every answer has an address that can be shared."""

    q = forms.CharField(label=_("Search by name, place or topic"), required=False, max_length=100)
    when = forms.ChoiceField(choices=WHEN, required=False)
    how = forms.ChoiceField(label=_("How to join"), choices=HOW, required=False)
    language = forms.ModelChoiceField(
        label=_("Language"),
        queryset=Language.objects.none(),
        to_field_name="code",
        empty_label=_("Any language"),
        required=False,
    )
    pathway = forms.ModelChoiceField(
        label=_("Path"),
        queryset=Pathway.objects.none(),
        to_field_name="code",
        empty_label=_("Any path"),
        required=False,
    )
    format = forms.ChoiceField(label=_("Kind of meeting"), choices=format_choices, required=False)
    who = forms.MultipleChoiceField(
        label=_("Who it is for"), choices=[(key, label) for key, (label, _n) in WHO.items()], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].queryset = spoken_languages()
        self.fields["pathway"].queryset = walked_pathways()

    def search(self) -> Search:
        self.full_clean()
        asked = self.cleaned_data
        return Search(
            when=asked.get("when") or WEEK,
            words=one_line(asked.get("q", "")),
            wanted=tuple(frozenset(choice) for choice in self._wanted(asked) if choice),
        )

    def _wanted(self, asked: dict[str, Any]) -> list[list[int]]:
        wanted = [[WHO[key][1]] for key in asked.get("who", [])]
        if how := asked.get("how"):
            wanted.append([facets.HOW[how]])
        if language := asked.get("language"):
            wanted.append([facets.LANGUAGE + language.pk])
        if pathway := asked.get("pathway"):
            wanted.append([facets.PATHWAY + pathway.pk])
        if slug := asked.get("format"):
            same = MeetingType.objects.filter(slug=slug).values_list("pk", flat=True)
            wanted.append(facets.of_rows(facets.TYPE, same))
        return wanted

    @property
    def selects(self) -> list[forms.BoundField]:
        return [self[name] for name in ("how", "language", "pathway", "format")]

    @property
    def is_narrowed(self) -> bool:
        """Is a filter inside the folded part in use? Then the page shows that part unfolded."""
        return any(self.cleaned_data.get(name) for name in ("how", "language", "pathway", "format", "who"))

    @property
    def is_empty(self) -> bool:
        return not self.is_narrowed and not self.cleaned_data.get("q")
