"""Who vouches for a text is said wherever the text goes; names are for people with an account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive import vouching
from archive.models import Page, Transcription
from tests import makers, scanned
from tests.persons import member, signed_in

pytestmark = pytest.mark.django_db
Status, Verdict = Transcription.Status, Transcription.Verdict


def page_by(name: str, status: str, verdict: str = Verdict.PASS) -> Page:
    where = makers.collection(visibility="public")
    ada = member(where, "editor", name)
    return scanned.page(of=makers.record(where), made_by="person", author=ada, status=status, verdict=verdict)


@pytest.mark.parametrize(
    ("status", "verdict", "said"),
    [
        (Status.MACHINE, Verdict.PASS, "read by machine"),
        (Status.MACHINE, Verdict.FLAG, "read by machine, doubtful"),
        (Status.CORRECTED, Verdict.PASS, "corrected by a person"),
        (Status.REVIEWED, Verdict.QUARANTINE, "reviewed by a person, quarantined"),
    ],
)
def test_everybody_reads_how_a_text_stands(status: str, verdict: str, said: str) -> None:
    version = page_by("ada", status, verdict).current
    assert version
    assert vouching.plainly(version) == said


def everywhere(client: Client, page: Page) -> dict[str, str]:
    names = {name: [page.pk] for name in ("page", "page-print", "page-text", "page-markdown", "page-json")}
    names |= {"page-versions": [page.pk]} | {n: [page.record_id] for n in ("record-text", "record-markdown")}
    told = {}
    for name, args in names.items():
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200
        told[name] = b"".join(answer).decode()  # type: ignore[arg-type]
    for form in ("bibtex", "ris", "csl"):
        told[form] = client.get(reverse("cite-page", args=[page.pk, form])).content.decode()
    return told


def test_visitors_read_a_person_everywhere_and_no_name() -> None:
    page = page_by("grace-of-the-quay", Status.REVIEWED)
    for name, text in everywhere(Client(), page).items():
        assert "grace-of-the-quay" not in text, name
        assert "reviewed" in text, name


def test_people_with_an_account_read_the_name_but_citations_keep_it_to_themselves() -> None:
    page = page_by("grace-of-the-quay", Status.CORRECTED)
    told = everywhere(signed_in(member(page.record.collection, "reader")), page)
    for name, text in told.items():
        assert ("grace-of-the-quay" in text) == (name not in {"bibtex", "ris", "csl"}), name
        assert "corrected" in text, name


def test_a_record_says_it_of_each_page() -> None:
    record = makers.record(makers.collection(visibility="public"))
    makers.transcribed("one", of=record)
    makers.transcribed("two", of=record, verdict=Verdict.FLAG)
    makers.transcribed("three", of=record, status=Status.REVIEWED, made_by="person")
    makers.transcribed("unbelievable", of=record, verdict=Verdict.QUARANTINE)
    text = b"".join(Client().get(reverse("record-text", args=[record.pk]))).decode()  # type: ignore[arg-type]
    assert [line for line in text.splitlines() if line.startswith("[page")] == [
        "[page 1, text version 1, read by machine]",
        "[page 2, text version 1, read by machine, doubtful]",
        "[page 3, text version 1, reviewed by a person]",
        "[page 4]",
    ]
