"""How a collection's texts are judged, as a form: what is left empty comes from the collections above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import registry, standards
from archive.faults import Fault
from archive.models import Collection
from archive.standards import Standards

_SHARES = ("sample_share", "second_share")
_YES, _NO = "yes", "no"


class StandardsForm(forms.Form):
    two_reviewers = forms.ChoiceField(
        label=gettext_lazy("Two persons have to look"),
        required=False,
        help_text=gettext_lazy("Then a text counts as reviewed only when a second person has approved it."),
    )
    sample_share = forms.DecimalField(
        label=gettext_lazy("Sample, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=gettext_lazy(
            "Of the unflagged pages so many are drawn, to measure how often the machine is wrong."
        ),
    )
    second_engine = forms.CharField(
        label=gettext_lazy("Second opinion of"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "list": "engines"}),
        help_text=gettext_lazy("An engine that reads some pages too: where the two disagree, the text is doubted."),
    )
    second_share = forms.DecimalField(
        label=gettext_lazy("of so many pages, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        help_text=gettext_lazy("How much sooner its texts are looked at than those of other collections."),
    )
    letters = forms.CharField(
        label=gettext_lazy("Special letters"),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("What the editor offers beside the keyboard, with blanks between."),
    )
    bounds = forms.CharField(
        label=gettext_lazy("Bounds of the gate"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "placeholder": "doubted = 0.5"}),
        help_text=gettext_lazy("For those who measured it: a name, = and a number on each line."),
    )

    def __init__(self, *args: Any, collection: Collection, **more: Any) -> None:
        self.collection = collection
        self.own = dict(collection.standards)
        self.above = standards.of(collection.parent) if collection.parent else Standards()
        more |= {"initial": _written(self.own), "prefix": "standards"}
        super().__init__(*args, **more)
        yes, no = str(_("yes")), str(_("no"))
        inherited = yes if self.above.two_reviewers else no
        as_above = _("as above: %(value)s") if collection.parent_id else _("as usual: %(value)s")
        self._choices("two_reviewers", [("", as_above % {"value": inherited}), (_YES, yes), (_NO, no)])
        names = [_("usual"), _("sooner"), _("soon"), _("first")]
        ranks = [(str(rank), name) for rank, name in enumerate(names)]
        self._choices("priority", [("", as_above % {"value": names[self.above.priority]}), *ranks])
        for name, value in _written(
            {each.name: getattr(self.above, each.name) for each in fields(self.above)}
        ).items():
            if name not in {"two_reviewers", "priority"} and value != "":
                self.fields[name].widget.attrs["placeholder"] = str(value)
        self.engines = _engines()

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_second_engine(self) -> str:
        name: str = self.cleaned_data["second_engine"].strip()
        if name and name not in self.engines:
            raise ValidationError(_("There is no engine of this name."), code="engine")
        return name

    def clean_bounds(self) -> dict[str, float]:
        """Each line a name, = and a number; what the gate makes of them is the gate's to say."""
        said: dict[str, str] = {}
        for line in filter(str.strip, self.cleaned_data["bounds"].splitlines()):
            name, equals, number = (part.strip() for part in line.partition("="))
            if not equals:
                raise ValidationError(
                    _("“%(line)s” is no bound: write a name, = and a number."), params={"line": line[:80]}
                )
            said[name] = number
        try:
            checked: dict[str, float] = registry.load(registry.GATE_BOUNDS).checked(said)
        except Fault as fault:
            raise ValidationError(fault.message, code=fault.code) from fault
        return checked

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                standards.made(self.said())
            except (ValueError, TypeError) as error:
                raise ValidationError(str(error)) from error
        return data

    def said(self) -> dict[str, Any]:
        """What the collection says itself. What a later release wrote stays."""
        data = self.cleaned_data
        found = {name: value for name, value in self.own.items() if name not in self.fields}
        for name in ("second_engine", "letters", "bounds"):
            if data.get(name):
                found[name] = data[name]
        for name in _SHARES:
            if data.get(name) is not None:
                found[name] = float(data[name] / 100)
        if data.get("priority"):
            found["priority"] = int(data["priority"])
        if data.get("two_reviewers"):
            found["two_reviewers"] = data["two_reviewers"] == _YES
        return found


def _written(said: Mapping[str, Any]) -> dict[str, Any]:
    """Standards as the form's fields write them."""
    found: dict[str, Any] = {name: said[name] for name in ("second_engine", "letters") if name in said}
    found |= {name: _percent(said[name]) for name in _SHARES if name in said}
    if "priority" in said:
        found["priority"] = str(said["priority"])
    if "two_reviewers" in said:
        found["two_reviewers"] = _YES if said["two_reviewers"] else _NO
    if said.get("bounds"):
        found["bounds"] = "\n".join(f"{name} = {value:g}" for name, value in sorted(said["bounds"].items()))
    return found


def _percent(share: float) -> Decimal:
    return Decimal(str(round(share * 100, 2))).normalize() + 0


def _engines() -> list[str]:
    """Names of what can be asked for a reading."""
    return [str(getattr(each, "name", each)) for each in registry.load(registry.ENGINES)()]
