"""Words that carry grammar, not content, folded: no page is shown only because it holds one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.folding import Token

_BY_LANGUAGE = {
    "en": "a an and are as at be been but by can did do does for from had has have he her him his how i if in into "
    "is it its may my no nor not of on or our shall she should so such than that the their them then there these "
    "they this those to upon was we were what when where which who whom whose why will with would you your",
    "de": "aber als am an auch auf aus bei bin bis das dass dem den der des die dies diese dieser doch du durch "
    "ein eine einem einen einer eines er es fur hat ich ihr im in ist ja kann man mich mir mit nach nicht noch nur "
    "oder sich sie sind so und uns unter vom von vor war was wer wie wir wird wo zu zum zur",
    "fr": "a au aux avec ce ces cet cette d dans de des du elle en est et il ils je l la le les leur lui mais me "
    "ne nous on ou par pas pour qu que qui sa se ses son sont sur un une vous y",
    "la": "a ab ac ad aut cum de e est et ex hic id in ita ne nec non per pro qua quae quam qui quia quid quod quo "
    "se sed si sic sub sunt tam ut vel",
    "it": "al alla che con da dal del della di e gli i il in la le lo ma nel non per si sono su un una",
    "es": "al como con de del el ella en es la las lo los no o para pero por que se si sin su sus un una y",
    "nl": "aan als dat de den der die een en er het hij ik in is met niet of om ook op te tot uit van voor "
    "was ze zijn",
}
_ALL = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())


def only(tokens: Iterable[Token]) -> bool:
    return all(token.forms[0] in _ALL for token in tokens)
