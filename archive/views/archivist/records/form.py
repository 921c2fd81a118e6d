"""What a record says of itself, as a form."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import describing
from archive.blocks import storable
from archive.intake import dates
from archive.models import Record

#: What is written together where it stands on the record's page; state and embargo are for the page of its own.
PARTS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in ("title", "description", "shelfmark", "creator", "language", "rights")},
    "date": ("date_text", "date_from", "date_to"),
}


class Sentence(forms.CharField):
    """One line of text that can be stored."""

    def to_python(self, value: Any) -> str:
        return storable(str(super().to_python(value) or ""))


def _line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **more})


def state_choices(curates: bool) -> list[tuple[str, str]]:
    """Withdrawing is for curators."""
    return [(value, str(label)) for value, label in Record.State.choices if curates or value != "withdrawn"]


class RecordForm(forms.Form):
    title = Sentence(label=gettext_lazy("Title"), max_length=500, widget=_line())
    shelfmark = Sentence(label=gettext_lazy("Shelfmark"), max_length=200, required=False, widget=_line())
    creator = Sentence(label=gettext_lazy("Creator"), max_length=300, required=False, widget=_line())
    date_text = Sentence(
        label=gettext_lazy("Date as written"), max_length=200, required=False, widget=_line(id="id_date_text")
    )
    date_from = Sentence(
        label=gettext_lazy("First day"), max_length=10, required=False, widget=_line(inputmode="numeric", size=10)
    )
    date_to = Sentence(
        label=gettext_lazy("Last day"), max_length=10, required=False, widget=_line(inputmode="numeric", size=10)
    )
    language = Sentence(
        label=gettext_lazy("Language"),
        max_length=60,
        required=False,
        widget=_line(spellcheck="false"),
        help_text=gettext_lazy(
            "ISO codes, the main one first: de, la. They choose how pages are read and how words are found. Pages "
            "that are read already keep their text until they are read again; the search follows at once."
        ),
    )
    rights = Sentence(label=gettext_lazy("Rights"), max_length=300, required=False, widget=_line())
    description = Sentence(
        label=gettext_lazy("Description"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    state = forms.ChoiceField()  # what one may choose is said when it is made
    withdrawn_why = Sentence(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Everybody who follows a link to the record reads this on its tombstone."),
    )
    embargo_until = forms.DateField(
        label=gettext_lazy("Embargo until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Until the beginning of this day only editors see the record; then it opens by itself."
        ),
    )
    seal = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data: Any = None, *, record: Record, curates: bool, part: str = "") -> None:
        """`part` names the only part there is to write, "" the whole."""
        self.record, self.part = record, part
        self.over = PARTS[part] if part else describing.FIELDS
        super().__init__(data, initial=_initial(record, self.over))
        self.fields["state"] = forms.ChoiceField(
            label=gettext_lazy("State"),
            choices=state_choices(curates),
            widget=forms.RadioSelect(attrs={"class": "choices"}),
        )
        if not curates:
            del self.fields["withdrawn_why"]
        if part:
            self.fields = {name: self.fields[name] for name in (*self.over, "seal")}

    def clean_date_from(self) -> datetime.date | None:
        return _day(self.cleaned_data["date_from"], dates.first_day)

    def clean_date_to(self) -> datetime.date | None:
        return _day(self.cleaned_data["date_to"], dates.last_day)

    def clean_embargo_until(self) -> datetime.datetime | None:
        return midnight(self.cleaned_data["embargo_until"], self.record.embargo_until)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == Record.State.WITHDRAWN and not data.get("withdrawn_why", "").strip():
            self.add_error("withdrawn_why", _("Say why: the tombstone shows it to everybody."))
        first, last = data.get("date_from"), data.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("The first date must not be after the last."))
        return data

    def values(self) -> dict[str, Any]:
        """What the record is to say. Days follow a new date as written, unless they were written themselves."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seal"}
        if "date_text" not in data:
            return data
        was = self.record
        untouched = (data["date_from"], data["date_to"]) == (was.date_from, was.date_to)
        if data["date_text"] != was.date_text and untouched:
            data["date_from"], data["date_to"] = describing.understood(data["date_text"])
        return data

    def renewed(self, now: Record) -> None:
        """The same answers, speaking of the record as it is now."""
        self.data = {**dict(self.data.items()), "seal": describing.seal(now, self.over)}


def _initial(record: Record, over: tuple[str, ...]) -> dict[str, Any]:
    told = {name: getattr(record, name) for name in describing.FIELDS}
    if record.embargo_until:
        told["embargo_until"] = timezone.localdate(record.embargo_until)
    return told | {"seal": describing.seal(record, over)}


def _day(given: str, read: Any) -> datetime.date | None:
    try:
        return read(given) if given.strip() else None
    except ValueError as error:
        raise ValidationError(str(error), code="date") from None


def midnight(day: datetime.date | None, was: datetime.datetime | None = None) -> datetime.datetime | None:
    """The beginning of the day; the moment that is there already, where it lies on that day."""
    if day is None or (was is not None and timezone.localdate(was) == day):
        return was if day is not None else None
    try:
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    except (OverflowError, ValueError):
        raise ValidationError(_("This day is too far away."), code="date") from None
