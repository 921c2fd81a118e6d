"""Scripts of texts, of languages, of engines; and what to install when they do not meet."""

from __future__ import annotations

import pytest

from ocr_engine import scripts

LATIN_AND_JAPANESE = {"Latn", "Latf", "Jpan"}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Straße, 1841", "Latn"),
        ("ſchön", "Latn"),
        ("ﬁn", "Latn"),
        ("Москва", "Cyrl"),
        ("Ἀθῆναι", "Grek"),
        ("שלום", "Hebr"),
        ("سلام", "Arab"),
        ("ﻼ", "Arab"),
        ("नमस्ते", "Deva"),
        ("日本", "Hani"),
        ("ひらがな", "Hira"),
        ("カナ", "Kana"),
        ("한글", "Hang"),
        ("გამარჯობა", "Geor"),
        ("ሰላም", "Ethi"),
        ("ไทย", "Thai"),
    ],
)
def test_letters_tell_their_script(text, script):
    assert set(scripts.scripts_in(text)) == {script}


def test_digits_and_signs_belong_to_no_script():
    assert not scripts.scripts_in("12. — 1841 (§ 3) €")


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("de", "Latn"),
        ("ara", "Arab"),
        ("fa", "Arab"),
        ("ru", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("uz_Cyrl", "Cyrl"),
        ("ja", "Jpan"),
        ("grc", "Grek"),
        ("xx", "Latn"),
        ("", "Latn"),
    ],
)
def test_languages_tell_what_they_are_printed_in(language, script):
    assert scripts.script_for(language) == script


def test_an_engine_cannot_write_what_it_has_no_letters_for():
    assert scripts.unwritable(["en", "ar", "ja", "zh", "ru"], LATIN_AND_JAPANESE) == ("ar", "ru")
    assert scripts.unwritable(["ko"], {"Latn", "Hang"}) == ()
    assert scripts.unwritable(["ja"], {"Latn", "Hani"}) == ("ja",)


def test_an_engine_that_names_no_script_writes_all():
    assert scripts.unwritable(["ar", "cop"], ()) == ()


def test_the_advice_names_what_to_install():
    said = scripts.advice(["ar", "zh-TW"])
    assert "Arabic, Chinese" in said
    assert "ara+chi_tra" in said
    assert "apt install tesseract-ocr tesseract-ocr-ara tesseract-ocr-chi-tra" in said


def test_without_need_there_is_no_advice():
    assert scripts.advice([]) == ""


@pytest.mark.parametrize(
    ("language", "pack"),
    [("de", "deu"), ("la", "lat"), ("grc", "grc"), ("el", "ell"), ("frk", "frk"), ("zh", "chi_sim")],
)
def test_packs_go_by_tesseracts_names(language, pack):
    assert scripts.pack(language) == pack
