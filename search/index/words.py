"""Words of pages in Tantivy, tokenized by us. One document is one page, so that a phrase is never cut
and a page that must not hold a word is left out whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import tantivy

from search import folding, stems
from search.index import Digest, Scored, State, Within, files, page_row

if TYPE_CHECKING:
    from search.query import Part, Query

_HEAP = 32_000_000
_SPELLINGS = 8  # of one phrase; each token may have several forms
#: What an exact word adds to its stem, chosen by measurement (docs/search.md).
EXACT = 0.2
Q, Occur = tantivy.Query, tantivy.Occur


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    # Text keys: deleting by a number's term deletes nothing, without a word.
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("row", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("position", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("page", fast=True, indexed=True)
    builder.add_unsigned_field("record", fast=True, indexed=True)
    builder.add_unsigned_field("collection", fast=True, indexed=True)
    builder.add_unsigned_field("standing", indexed=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Bounds(NamedTuple):
    """Pages; None where the query says nothing of the kind."""

    only: list[int] | None
    never: list[int] | None


class Words:
    """Reads anywhere; `apply` only in the process that holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader(reload_policy="manual")
        self._writer: Any = None
        self._seen = files.MISSING
        self._languages: list[str] = []
        self.refresh()

    def refresh(self) -> None:
        """Sees what was committed since, by any process. Costs one stat when nothing was."""
        stamp = files.stamp(self.folder / "meta.json")
        if stamp in (self._seen, files.MISSING):
            return  # a folder that was removed is still open: what was seen last goes on answering
        self._seen = stamp
        self._index.reload()
        searcher = self._index.searcher()
        self._languages = [term for term, _n in searcher.terms_with_prefix("language", "")]

    @property
    def position(self) -> int:
        """Kept as a document in the same commit as what it speaks of, so a kill cannot part them."""
        searcher = self._index.searcher()
        hits = searcher.search(Q.term_query(self._schema, "key", "position"), 1).hits
        return int(searcher.doc(hits[0][1])["position"][0]) if hits else 0

    def apply(self, position: int, states: Iterable[State]) -> None:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
        for state in states:
            self._writer.delete_documents_by_term("key", f"page:{state.page_id}")
            if state.text:
                self._writer.add_document(self._document(state))
        self._writer.delete_documents_by_term("key", "position")
        mark = tantivy.Document()
        mark.add_text("key", "position")
        mark.add_text("position", str(position))
        self._writer.add_document(mark)
        self._writer.commit()
        self.refresh()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _document(self, state: State) -> Any:
        words, rooted = [], []
        for token in folding.tokens(state.text):
            for form in token.forms:
                words.append(tantivy.Token(form, token.place, 0, 0))
            root = stems.stem(token.forms[0], state.language)
            rooted.append(tantivy.Token(root, token.place, 0, 0))
        document = tantivy.Document()
        document.add_text("key", f"page:{state.page_id}")
        document.add_text("row", page_row(state))
        document.add_text("language", state.language or "-")
        document.add_unsigned("page", state.page_id)
        document.add_unsigned("record", state.record_id)
        document.add_unsigned("collection", state.collection_id)
        document.add_unsigned("standing", state.standing)
        document.add_pre_tokenized_text("words", tantivy.PreTokenizedString("", words))
        document.add_pre_tokenized_text("stems", tantivy.PreTokenizedString("", rooted))
        return document

    def search(self, query: Query, within: Within, k: int) -> list[Scored]:
        """The k best pages that hold a telling word of the query and keep its phrases and exclusions."""
        if not (query.telling or query.phrases):
            return []
        wanted = [(Occur.Should, self._word(part)) for part in query.telling]
        if query.phrases:
            ranked = Q.boolean_query([*self._bounds(query), *wanted])
        else:
            ranked = Q.boolean_query([(Occur.Must, Q.boolean_query(wanted)), *self._bounds(query)])
        return self._found(ranked, within, k)

    def bounds(self, query: Query, within: Within) -> Bounds:
        """The pages that keep the query's phrases, and those that hold what must not be there."""
        every = max(1, self._index.searcher().num_docs)
        only = never = None
        if query.phrases:
            kept = Q.boolean_query([(Occur.Must, self._phrase(part)) for part in query.phrases])
            only = self._pages(kept, within, every)
        if query.without:
            held = Q.boolean_query([(Occur.Should, self._phrase(part)) for part in query.without])
            never = self._pages(held, within, every)
        return Bounds(only, never)

    def contents(self) -> Digest:
        searcher, digest = self._index.searcher(), Digest()
        for _score, address in searcher.search(Q.exists_query("page"), max(1, searcher.num_docs), count=False).hits:
            digest.add(searcher.doc(address)["row"][0].encode())
        return digest

    def _found(self, query: Any, within: Within, k: int) -> list[Scored]:
        searcher = self._index.searcher()
        limited = Q.boolean_query([(Occur.Must, query), *self._limits(within)])
        hits = searcher.search(limited, k, count=False).hits
        pages = searcher.fast_field_values("page", [address for _score, address in hits])
        return [Scored(page, score) for page, (score, _a) in zip(pages, hits, strict=True) if page is not None]

    def _pages(self, query: Any, within: Within, k: int) -> list[int]:
        searcher = self._index.searcher()
        limited = Q.boolean_query([(Occur.Must, query), *self._limits(within)])
        hits = searcher.search(Q.const_score_query(limited, 0.0), k, count=False).hits
        pages = searcher.fast_field_values("page", [address for _score, address in hits])
        return [page for page in pages if page is not None]

    def _limits(self, within: Within) -> list[tuple[Any, Any]]:
        limits: list[tuple[Any, Any]] = []
        for field, ids in within.limits:
            if ids is not None:
                allowed = Q.term_set_query(self._schema, field, sorted(ids)) if ids else Q.empty_query()
                limits.append((Occur.Must, Q.const_score_query(allowed, 0.0)))
        if within.without:
            limits.append((Occur.MustNot, Q.term_set_query(self._schema, "record", sorted(within.without))))
        return limits

    def _bounds(self, query: Query) -> list[tuple[Any, Any]]:
        return [(Occur.Must, self._phrase(part)) for part in query.phrases] + [
            (Occur.MustNot, self._phrase(part)) for part in query.without
        ]

    def _word(self, part: Part) -> Any:
        """A word in any of its forms, by its stem in every language of the archive. A word of several
        tokens is looked for whole."""
        exact = self._phrase(part)
        ways = [Q.boost_query(exact, EXACT)] if len(part.tokens) == 1 else [exact]
        if len(part.tokens) > 1:
            ways.append(Q.term_query(self._schema, "words", part.joined))
        else:
            for form in part.tokens[0].forms:
                for code in self._languages:
                    root = stems.stem(form, "" if code == "-" else code)
                    ways.append(Q.term_query(self._schema, "stems", root))
        return Q.disjunction_max_query(ways, 1.0 if len(part.tokens) == 1 else 0.0)

    def _phrase(self, part: Part) -> Any:
        """The tokens side by side, in any of their spellings."""
        ways = []
        for spelling in itertools.islice(itertools.product(*(t.forms for t in part.tokens)), _SPELLINGS):
            if len(spelling) == 1:
                ways.append(Q.term_query(self._schema, "words", spelling[0]))
            else:
                ways.append(Q.phrase_query(self._schema, "words", list(spelling)))
        return ways[0] if len(ways) == 1 else Q.disjunction_max_query(ways)
