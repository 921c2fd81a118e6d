"""What is known of scripts: their letters, their languages, and Tesseract's data for them."""

from __future__ import annotations

#: Code points and the script of the letters there (from the Unicode script property, letters only).
RANGES = """
0041-005A Latn, 0061-007A Latn, 00AA Latn, 00BA Latn, 00C0-00D6 Latn, 00D8-00F6 Latn, 00F8-02AF Latn,
0370-0373 Grek, 0376-037D Grek, 037F-03E1 Grek, 03E2-03EF Copt, 03F0-03FF Grek, 0400-052F Cyrl,
0531-058F Armn, 0591-05F4 Hebr, 0600-06FF Arab, 0700-074F Syrc, 0750-077F Arab, 0780-07B1 Thaa,
07C0-07FA Nkoo, 08A0-08FF Arab, 0900-0963 Deva, 0966-097F Deva, 0980-09FE Beng, 0A01-0A76 Guru,
0A81-0AFF Gujr, 0B01-0B77 Orya, 0B82-0BFA Taml, 0C00-0C7F Telu, 0C80-0CF3 Knda, 0D00-0D7F Mlym,
0D81-0DF4 Sinh, 0E01-0E3A Thai, 0E40-0E5B Thai, 0E81-0EDF Laoo, 0F00-0FDA Tibt, 1000-109F Mymr,
10A0-10FF Geor, 1100-11FF Hang, 1200-139F Ethi, 13A0-13FD Cher, 1400-167F Cans, 1680-169C Ogam,
16A0-16F8 Runr, 1780-17F9 Khmr, 1800-18AA Mong, 1C80-1C8F Cyrl, 1C90-1CBF Geor, 1D00-1DBF Latn,
1E00-1EFF Latn, 1F00-1FFE Grek, 2071 Latn, 207F Latn, 2090-209C Latn, 2C00-2C5F Glag, 2C60-2C7F Latn,
2C80-2CFF Copt, 2D00-2D2D Geor, 2D30-2D7F Tfng, 2D80-2DDE Ethi, 2DE0-2DFF Cyrl, 2E80-2FD5 Hani,
3005-3007 Hani, 3021-3029 Hani, 3041-309F Hira, 30A0-30FF Kana, 3105-312F Bopo, 3131-318E Hang,
31F0-31FF Kana, 3400-4DBF Hani, 4E00-9FFF Hani, A640-A69F Cyrl, A720-A7FF Latn, A960-A97C Hang,
AB30-AB6F Latn, AC00-D7FB Hang, F900-FAD9 Hani, FB00-FB06 Latn, FB13-FB17 Armn, FB1D-FB4F Hebr,
FB50-FDFF Arab, FE70-FEFC Arab, FF21-FF3A Latn, FF41-FF5A Latn, FF66-FF9F Kana, 10330-1034A Goth,
1E900-1E95F Adlm, 20000-3134F Hani
"""

#: Languages that are mostly printed in another script than Latin, by ISO 639-1, 639-2 and 639-3 code.
LANGUAGES = """
Arab: ar ara fa fas per ur urd ps pus ug uig sd snd ckb ota azb
Hebr: he heb yi yid lad arc
Syrc: syr syc
Thaa: dv div
Cyrl: ru rus uk ukr be bel bg bul mk mkd mac sr srp kk kaz ky kir tg tgk tt tat ba bak cv chv os oss mn mon ce
che ab abk cu chu orv
Grek: el ell gre grc
Armn: hy hye arm xcl
Geor: ka kat geo oge
Ethi: am amh ti tir gez
Copt: cop
Deva: hi hin mr mar ne nep sa san kok bho mai
Beng: bn ben as asm
Guru: pa pan
Gujr: gu guj
Orya: or ori
Taml: ta tam
Telu: te tel
Knda: kn kan
Mlym: ml mal
Sinh: si sin
Thai: th tha
Laoo: lo lao
Khmr: km khm
Mymr: my mya bur
Tibt: bo bod tib dz dzo
Hani: zh zho chi lzh yue
Hang: ko kor
Jpan: ja jpn
Cher: chr
Cans: iu iku cr cre
Goth: got
"""

#: A code for a manner of writing or for a mixture stands for the scripts of its letters.
COVERS = """
Latf: Latn
Latg: Latn
Hans: Hani
Hant: Hani
Jpan: Hani Hira Kana
Hrkt: Hira Kana
Kore: Hang Hani
Aran: Arab
Cyrs: Cyrl
Syre: Syrc
"""

NAMES = """
Arab Arabic, Armn Armenian, Beng Bengali, Cans Canadian syllabics, Cher Cherokee, Copt Coptic, Cyrl Cyrillic,
Deva Devanagari, Ethi Ethiopic, Geor Georgian, Goth Gothic, Grek Greek, Gujr Gujarati, Guru Gurmukhi,
Hang Korean, Hani Chinese, Hebr Hebrew, Hira Japanese, Jpan Japanese, Kana Japanese, Khmr Khmer, Knda Kannada,
Laoo Lao, Latn Latin, Mlym Malayalam, Mymr Burmese, Orya Oriya, Sinh Sinhala, Syrc Syriac, Taml Tamil,
Telu Telugu, Thaa Thaana, Thai Thai, Tibt Tibetan
"""

#: Tesseract's name for a language's data where it is not the code itself; for a script, its commonest language's.
PACKS = """
Arab ara, Armn hye, Beng ben, Cher chr, Cyrl rus, Deva hin, Ethi amh, Geor kat, Grek ell, Gujr guj, Guru pan,
Hang kor, Hani chi_sim, Hebr heb, Hira jpn, Jpan jpn, Kana jpn, Khmr khm, Knda kan, Laoo lao, Mlym mal,
Mymr mya, Orya ori, Sinh sin, Syrc syr, Taml tam, Telu tel, Thaa div, Thai tha, Tibt bod, af afr, alb sqi,
ar ara, arm hye, as asm, baq eus, be bel, bg bul, bn ben, ca cat, chi chi_sim, cs ces, cy cym, cze ces,
da dan, de deu, dut nld, el ell, en eng, eo epo, es spa, et est, eu eus, fa fas, fi fin, fr fra, fre fra,
ga gle, geo kat, ger deu, gl glg, gre ell, he heb, hr hrv, hu hun, ice isl, id ind, is isl, it ita, ja jpn,
kk kaz, ko kor, ky kir, la lat, lt lit, lv lav, mk mkd, mn mon, mr mar, ms msa, mt mlt, nb nor, ne nep,
nl nld, nn nor, no nor, ota ara, per fas, pl pol, pt por, ro ron, ru rus, rum ron, sa san, sd snd, sk slk,
sl slv, slo slk, sq sqi, sr srp, sv swe, tg tgk, tr tur, tt tat, ug uig, uk ukr, ur urd, vi vie, wel cym,
yi yid, zh chi_sim, zho chi_sim
"""
