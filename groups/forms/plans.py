"""The steps of a plan as rows, and choosing people for a rota or a service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.fields import DateField, NumberField
from groups.models import GroupPlan, ServiceTerm
from groups.models.plan import MOST_MINUTES, TITLE_LENGTH
from groups.services.meeting_plans import MOST_STEPS

SPARE_ROWS = 2


class PlanForm(forms.Form):
    """One row for each step and two empty ones; an emptied row falls away."""

    name = forms.CharField(label=_("Name of the plan"), max_length=80)
    is_usual = forms.BooleanField(label=_("Our meetings usually go like this"), required=False)

    def __init__(self, *args: Any, steps: list[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(MOST_STEPS, len(steps) + SPARE_ROWS)
        for at in range(self.count):
            title, minutes = steps[at] if at < len(steps) else ("", "")
            self.fields[f"title_{at}"] = forms.CharField(
                label=_("Step %(number)d: what happens") % {"number": at + 1},
                max_length=TITLE_LENGTH,
                initial=title,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"minutes_{at}"] = NumberField(
                label=_("Minutes"), initial=minutes, min_value=1, max_value=MOST_MINUTES, required=False
            )

    def rows(self) -> list[tuple[int, Any, Any]]:
        return [(at, self[f"title_{at}"], self[f"minutes_{at}"]) for at in range(self.count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for at in range(self.count):
            if data.get(f"title_{at}") and not data.get(f"minutes_{at}"):
                self._say(at, _("How many minutes?"))
        if not self.steps():
            self.add_error("title_0", _("Write at least one step."))
        return data

    def _say(self, at: int, words: Any) -> None:
        if f"minutes_{at}" not in self.errors:
            self.add_error(f"minutes_{at}", words)

    def steps(self) -> list[tuple[str, int]]:
        data = self.cleaned_data
        rows = [(data.get(f"title_{at}"), data.get(f"minutes_{at}")) for at in range(self.count)]
        return [(title, minutes) for title, minutes in rows if title and minutes]


class NewPlanForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the plan"), help_text=_("Such as: when somebody tells their story."), max_length=80
    )


class ChoosePlanForm(forms.Form):
    plan = forms.ModelChoiceField(
        GroupPlan.objects.none(), label=_("Plan"), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans


class PeopleField(forms.MultipleChoiceField):
    """People by number in a short list: their accounts stay behind their names."""

    def __init__(self, people: list[Any], **options: Any) -> None:
        self.people = {str(at): person for at, person in enumerate(people)}
        choices = [(key, person.public_name) for key, person in self.people.items()]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        known = {person.pk: key for key, person in self.people.items()}
        return [known.get(getattr(each, "pk", None), each) for each in value or []]

    def clean(self, value: Any) -> list[Any]:
        return [self.people[key] for key in super().clean(value)]


class PersonField(forms.ChoiceField):
    """One of a short list of people."""

    def __init__(self, people: list[Any], **options: Any) -> None:
        self.people = {str(at): person for at, person in enumerate(people)}
        choices = [("", _("Choose")), *((key, each.public_name) for key, each in self.people.items())]
        super().__init__(choices=choices, **options)

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))


class RotaForm(forms.Form):
    """Hosts and stand-ins, of one meeting or in turn."""

    def __init__(self, *args: Any, hosts: list[Any], stand_ins: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"] = PeopleField(hosts, label=_("Hosts"))
        self.fields["stand_ins"] = PeopleField(
            stand_ins,
            label=_("Stand-ins"),
            help_text=_("They are asked 5 minutes before, when no host is there."),
        )


class ServiceForm(forms.Form):
    position = forms.ChoiceField(label=_("Service"), choices=ServiceTerm.Position.choices)
    from_on = DateField(label=_("From"))
    until_on = DateField(label=_("Until"), help_text=_("Empty: no end yet."), required=False)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(people, label=_("Who?"))
        self.order_fields(["person", "position", "from_on", "until_on"])


class FollowUpForm(forms.Form):
    """What is to be done, by whom."""

    key = forms.ChoiceField(label=_("For whom?"), required=False)
    what = forms.CharField(
        label=_("What is to be done?"),
        help_text=_("Write as if they will read it."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    due_on = DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, owners: list[Any], people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(each.key, each.name) for each in people if each.key.startswith("s")]
        self.fields["key"].choices = [("", _("Nobody in particular")), *shown]
        self.fields["owner"] = PersonField(owners, label=_("Who does it?"))


class TalkForm(forms.Form):
    """A host asks for a talk."""

    def __init__(self, *args: Any, owners: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, prefix="talk", **kwargs)
        self.fields["owner"] = PersonField(owners, label=_("With whom would you like to talk?"))


class LineForm(forms.Form):
    line = forms.CharField(
        label=_("A line for the next host"),
        help_text=_("Nothing about one person. It stands on the next meeting's page for its hosts."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
