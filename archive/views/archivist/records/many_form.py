"""What many records get at once, as a form: only what is ticked or chosen changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Collection, Record
from archive.rights import Person
from archive.views.archivist.records.form import Sentence, midnight, state_choices

TEXTS = ("creator", "language", "rights", "description")
LIFT = "lift"


class ChangeForm(forms.Form):
    creator = Sentence(label=gettext_lazy("Creator"), max_length=300, required=False)
    language = Sentence(label=gettext_lazy("Language"), max_length=60, required=False)
    rights = Sentence(label=gettext_lazy("Rights"), max_length=300, required=False)
    description = Sentence(
        label=gettext_lazy("Description"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    withdrawn_why = Sentence(
        label=gettext_lazy("Why they are withdrawn"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    embargo = forms.ChoiceField(
        label=gettext_lazy("Embargo"),
        required=False,
        choices=[
            ("", gettext_lazy("as it is")),
            ("until", gettext_lazy("until the day below")),
            (LIFT, gettext_lazy("lifted")),
        ],
    )
    embargo_until = forms.DateField(
        label=gettext_lazy("Embargo until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    collection = forms.ModelChoiceField(
        Collection.objects.none(), label=gettext_lazy("Collection"), required=False, empty_label=_("as it is")
    )

    def __init__(self, data: Any = None, *, here: Collection, person: Person, curates: bool) -> None:
        super().__init__(data)
        for name in TEXTS:
            self.fields[f"set_{name}"] = forms.BooleanField(required=False)
            self.fields[name].widget.attrs |= {"dir": "auto", "autocomplete": "off"}
        self.fields["state"] = forms.ChoiceField(
            label=gettext_lazy("State"), required=False, choices=[("", _("as it is")), *state_choices(curates)]
        )
        if curates:
            others = Collection.objects.editable_by(person).exclude(pk=here.pk).order_by("title", "pk")
            self.fields["collection"] = forms.ModelChoiceField(
                others, label=gettext_lazy("Collection"), required=False, empty_label=_("as it is")
            )
        else:
            del self.fields["withdrawn_why"], self.fields["collection"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == Record.State.WITHDRAWN and not data.get("withdrawn_why", "").strip():
            self.add_error("withdrawn_why", _("Say why: the tombstone shows it to everybody."))
        if (
            data.get("embargo") == "until"
            and not data.get("embargo_until")
            and not self.errors.get("embargo_until")
        ):
            self.add_error("embargo_until", _("Say until which day."))
        if not self.errors and not self.values() and self.to() is None:
            raise forms.ValidationError(_("Nothing is to change yet: tick a field or choose something."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        told: dict[str, Any] = {name: data[name] for name in TEXTS if data.get(f"set_{name}")}
        if data.get("state"):
            told["state"] = data["state"]
            if data["state"] == Record.State.WITHDRAWN:
                told["withdrawn_why"] = data["withdrawn_why"]
        if data.get("embargo") == LIFT:
            told["embargo_until"] = None
        elif data.get("embargo") == "until":
            told["embargo_until"] = midnight(data["embargo_until"])
        return told

    def to(self) -> Collection | None:
        chosen: Collection | None = self.cleaned_data.get("collection")
        return chosen

    def texts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each field with the box that says it changes."""
        return [(self[f"set_{name}"], self[name]) for name in TEXTS]
