"""What a person says once for all files of an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.intake import dates
from archive.intake.duplicates import Choice
from archive.models import Accession, Record

_PLAIN = ("creator", "language", "rights")


def _length(name: str) -> int | None:
    length: int | None = getattr(Record._meta.get_field(name), "max_length", None)
    return length


class OptionsForm(forms.Form):
    record_per = forms.ChoiceField(
        label=_("What the files are"),
        choices=Accession.RecordPer.choices,
        initial=Accession.RecordPer.FILE,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title of the record"), max_length=300, required=False)
    duplicates = forms.ChoiceField(
        label=_("Files whose bytes the archive has already"),
        choices=[(Choice.LINK.value, _("take them in, and link both")), (Choice.SKIP.value, _("leave them out"))],
        initial=Choice.LINK.value,
        widget=forms.RadioSelect,
    )
    state = forms.ChoiceField(
        label=_("New records"),
        choices=[
            (Record.State.PUBLISHED, _("published: seen by everybody who sees the collection")),
            (Record.State.DRAFT, _("drafts: seen by editors until published")),
        ],
        initial=Record.State.PUBLISHED,
        widget=forms.RadioSelect,
    )
    creator = forms.CharField(label=_("Creator"), max_length=_length("creator"), required=False)
    date_text = forms.CharField(label=_("Date"), max_length=_length("date_text"), required=False)
    language = forms.CharField(label=_("Language"), max_length=_length("language"), required=False)
    rights = forms.CharField(label=_("Rights"), max_length=_length("rights"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("record_per") == Accession.RecordPer.ALL and not values.get("title"):
            self.add_error("title", _("Say what the one record is called."))
        return values

    def wishes(self) -> dict[str, Any]:
        """The accession's fields. Dates stand as text, as JSON wants them."""
        values = self.cleaned_data
        described: dict[str, Any] = {name: values[name] for name in (*_PLAIN, "date_text") if values[name]}
        if days := dates.span(values["date_text"]) if values["date_text"] else None:
            described["date_from"], described["date_to"] = (day.isoformat() for day in days)
        described["state"] = values["state"]
        one = values["record_per"] == Accession.RecordPer.ALL
        return {
            "record_per": values["record_per"],
            "duplicates": values["duplicates"],
            "title": values["title"] if one else "",
            "described": described,
        }
