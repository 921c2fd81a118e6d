"""What is said of a collection, as a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from archive import collections
from archive.models import Collection
from archive.people import inheritance

#: Languages one is likely to meet; every other one by its code.
LIKELY = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "is", "fi", "pl", "cs", "sk", "hu", "ro", "hr"),
    *("sl", "lt", "lv", "et", "ga", "cy", "el", "ru", "uk", "bg", "sr", "he", "ar", "fa", "tr", "ur", "hi", "ja"),
    "ko",
)
MORE = {
    "la": gettext_lazy("Latin"),
    "grc": gettext_lazy("Ancient Greek"),
    "yi": gettext_lazy("Yiddish"),
    "zh": gettext_lazy("Chinese"),
}


def names() -> list[tuple[str, str]]:
    """Codes and names of the likely languages, by name."""
    known = {code: str(get_language_info(code)["name_translated"]) for code in LIKELY}
    known |= {code: str(name) for code, name in MORE.items()}
    return sorted(known.items(), key=lambda pair: pair[1].casefold())


class CollectionForm(forms.Form):
    """For a new collection below `parent`, or for one that is there already."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("What is in it, where it comes from, how it is arranged. Shown above its records."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see its published records"),
        choices=Collection.Visibility.choices,
        initial=Collection.Visibility.MEMBERS,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=names,  # asked anew for each form, in the reader's language
        required=False,
        help_text=gettext_lazy("They choose how pages are read, and tell which scripts to expect."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices columns"}),
    )
    more_languages = forms.CharField(
        label=gettext_lazy("Further languages"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("By their ISO 639 codes, with commas between: gmh, ota, sa"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=80,
        error_messages={"invalid": gettext_lazy("Only the letters a to z, digits, - and _ can stand in a link.")},
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, parent: Collection | None, collection: Collection | None = None, **more: Any
    ) -> None:
        self.collection = collection
        initial: dict[str, Any] = {}
        if collection is not None:
            likely = {code for code, _name in names()}
            spoken = [str(code) for code in collection.languages]
            initial = {
                name: getattr(collection, name) for name in ("title", "description", "visibility", "slug")
            } | {
                "languages": [code for code in spoken if code in likely],
                "more_languages": ", ".join(code for code in spoken if code not in likely),
            }
        elif parent is not None:
            initial = {"visibility": parent.visibility, "languages": parent.languages}
        more["initial"] = initial | more.get("initial", {})
        super().__init__(*args, **more)
        self.fields["visibility"].help_text = _heard(parent)
        self.fields["slug"].help_text = _of_links(collection)
        self.fields["slug"].required = collection is not None

    def spoken(self) -> list[str]:
        """The languages it has, by name, for the line above the choices."""
        known = dict(names())
        before = self.collection.languages if self.collection else self.initial.get("languages", [])
        return [known.get(str(code), str(code)) for code in before]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        others = Collection.objects.exclude(pk=self.collection.pk if self.collection else 0)
        if slug and others.filter(slug=slug).exists():
            raise ValidationError(_("Another collection has this short name."), code="taken")
        return slug

    def clean_more_languages(self) -> list[str]:
        return collections.language_codes(self.cleaned_data["more_languages"])

    def said(self) -> dict[str, Any]:
        """What `archive.collections` wants to know."""
        data = dict(self.cleaned_data)
        languages = list(dict.fromkeys([*_in_order(data.pop("languages"), self), *data.pop("more_languages")]))
        return data | {"languages": languages}


def _in_order(chosen: Iterable[str], form: CollectionForm) -> list[str]:
    """The languages in the order they had before: the first is the one most expected."""
    before = [str(code) for code in form.collection.languages] if form.collection else []
    chosen = list(chosen)
    return [code for code in before if code in chosen] + [code for code in chosen if code not in before]


def _heard(parent: Collection | None) -> str:
    """What visibility means here: rights come down, so nothing below an open collection is closed."""
    plain = _("Drafts and records under embargo are for editors, whatever is said here.")
    if parent is None:
        return plain
    above = Collection.objects.filter(
        pk__in=inheritance.line(parent.path), visibility=Collection.Visibility.PUBLIC
    ).first()
    if above is None:
        return plain
    warning = _(
        "“%(title)s” above is open to everybody, and rights come down: “members only” changes nothing here. "
        "To close this collection, close that one, or move this one elsewhere."
    ) % {"title": above.title}
    return format_html('<p class="note caution">{}</p><p>{}</p>', warning, plain)


def _of_links(collection: Collection | None) -> str:
    if collection is None:
        return _("Stands in its links: /collections/short-name. Left empty, it is made from the title.")
    return format_html(
        '<p class="note caution">{}</p>',
        _("Stands in its links. If you change it, every link to this collection that somebody kept leads nowhere."),
    )
