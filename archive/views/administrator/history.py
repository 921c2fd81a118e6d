"""History, as one reads it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.history import finding, prose, telling
from archive.history.finding import Wanted
from archive.history.verbs import SENTENCES
from archive.models import Record
from archive.showing import seeing
from archive.views.administrator import rooms


def _deeds() -> list[tuple[str, object]]:
    plain = str.maketrans({"_": " "})
    return [("", _("anything")), *((verb, verb.translate(plain)) for verb in sorted(SENTENCES))]


class WantedForm(forms.Form):
    person = forms.CharField(label=_("Who"), max_length=150, required=False)
    verb = forms.ChoiceField(label=_("Did what"), choices=_deeds, required=False)
    about = forms.RegexField(r"^[a-z]+:[0-9]{1,18}$", label=_("To what"), max_length=60, required=False)
    about.widget.attrs["placeholder"] = "record:12"
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> Wanted:
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    rooms.for_admins(request)
    form = WantedForm(request.GET)
    wanted = form.wanted() if form.is_valid() else Wanted()
    events, before = finding.screen(wanted.events(), request.GET.get("before", ""))
    asked = request.GET.copy()
    asked.pop("before", None)
    return render(
        request,
        "administrator/history.html",
        {
            "form": form,
            "told": telling.told(events),
            "before": before,
            "asked": asked.urlencode(),
            "about": telling.thing(wanted.about),
            "narrowed": wanted != Wanted(),
        },
    )


@require_safe
def of_record(request: HttpRequest, record_id: int) -> HttpResponse:
    """What happened to one record, for those who edit it."""
    record = Record.objects.editable_by(request.user).select_related("collection").filter(pk=record_id).first()
    if record is None:
        seeing.raise_tombstone(record_id, request.user)
        raise Http404
    events, before = finding.screen(finding.of_record(record), request.GET.get("before", ""))
    shown = {"record": record, "passages": prose.passages(events, record), "before": before}
    return render(request, "administrator/record_history.html", shown)
