"""The initial diagnosis (MAD-10, OKI-11): what was solved before and is like this, with its solution and a score.

A solved ticket becomes a document when it is solved, never before; a confidential one never does, and what is opened
again, blanked or taken back is found no more.

The score is the share of what is asked that the document holds, from 0 to 1: every word weighs by how rare it is among
the documents. A word is held when its stem stands there, and half when another word of its concept does. A word that
no document has weighs as little as one that half of them have.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from maild.desk.ledger import Ledger, together
from maild.desk.records import Changes, Document
from maild.tickets import events
from maild.tickets.transitions import SOLVED
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from maild.desk.ports import Search, Store
    from maild.desk.records import Article, StoredMessage, TicketWords
    from maild.policy.model import Policy
    from maild.policy.vocabulary import Vocabulary, Word
    from maild.tickets.ticket import Ticket

LONGEST_REPORT = 4_000
"""Characters of the first message that a document takes in."""

AT_ONCE = 200
"""How many tickets are made findable anew in one transaction."""

MOST_ASKED, MOST_WEIGHED, MOST_SHOWN = 40, 50, 3
MOST_TELLING = 8
"""How many of the rarest words documents are looked for by; what is found is then judged by all of them."""

FEWEST_SHARED = 2
"""Words that two texts have in common at least before they are said to be alike."""

LEAST_SCORE = 0.4
"""Under this nothing is shown: a wrong hint costs more time than none."""

SURE_SCORE = 0.6
"""Under this no article is offered to a requester, who cannot tell a far-fetched one from a fitting one."""

MOST_OFFERED = 2

SAME_CONCEPT = 0.5
"""What a word counts that is there only as another one of its concept: a mouse and a printer are both peripherals."""

OTHER_CATEGORY = 0.85
"""What a document keeps of its score when it was about another category."""

_MOVES = (
    events.TicketResolved,
    events.TicketClosed,
    events.TicketReopened,
    events.TicketMerged,
    events.TicketClassified,
    events.ConfidentialityChanged,
    events.RecordFilled,
    events.ActionUndone,
)
"""The facts after which search may have to find something else."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A solved ticket that is like what was asked, or the article that was made of it; `score` from 0 to 1."""

    ticket: int
    title: str
    solution: str
    score: float
    article: bool = False


# --- what search finds -------------------------------------------------------------------------------------------


def documents_after(changes: Changes, ledger: Ledger, policy: Policy) -> Changes:
    """Return what search finds once these changes are written: the tickets solved by them, without those opened again.

    To be written with the changes, in the same transaction.
    """
    moved = {event.ticket for event in changes.events if isinstance(event.fact, _MOVES)}
    tickets = {ticket.number: ticket for ticket in changes.tickets if ticket.number in moved}
    found = [one for ticket in tickets.values() for one in _documents_of(ticket, changes, ledger, policy)]
    return Changes(documents=tuple(found))


def rebuilt(store: Store, policy: Policy) -> int:
    """Make anew what search finds, in the words that the office has today; return of how many tickets."""
    with store.begin() as work:
        highest = work.mark()["ticket"]
    return sum(_rebuilt(store, policy, range(first, first + AT_ONCE)) for first in range(1, highest + 1, AT_ONCE))


def _rebuilt(store: Store, policy: Policy, numbers: range) -> int:
    with store.begin() as work:
        ledger = Ledger(work)
        solved = (ticket for ticket in work.tickets(numbers).values() if ticket.resolved_at or ticket.reopened)
        found = [one for ticket in solved for one in _documents_of(ticket, Changes(), ledger, policy)]
        work.write(Changes(documents=tuple(found)))
        work.commit()
    return len({one.ticket for one in found if one.terms})


def _documents_of(ticket: Ticket, changes: Changes, ledger: Ledger, policy: Policy) -> Iterator[Document]:
    words = ledger.words(ticket.number)
    for later in changes.words:
        if later.ticket == ticket.number:
            words = together(words, later)
    yield document_of(ticket, words, ledger.work.messages_of(ticket.number), policy)
    article = ledger.work.article(ticket.number)
    if article is not None and all(one.ticket != ticket.number for one in changes.articles):
        stands = not ticket.confidential and _is_written(ticket.number, changes, ledger)
        yield (
            article_document(ticket, article, policy) if stands else Document("article", ticket.number, ticket.category)
        )


def article_document(ticket: Ticket, article: Article, policy: Policy) -> Document:
    """Return what search finds of an article."""
    terms = terms_of(f"{article.title}\n{article.text}", policy.triage.vocabulary)
    return Document("article", ticket.number, ticket.category, terms)


def document_of(ticket: Ticket, words: TicketWords, said: Sequence[StoredMessage], policy: Policy) -> Document:
    """Return what search finds of a ticket: nothing unless it is solved with a solution and confidential to nobody."""
    stands_alone = ticket.merged_into is None and ticket.part_of is None
    findable = ticket.status in SOLVED and stands_alone and not ticket.confidential
    if not findable or not words.solution:
        return Document("ticket", ticket.number, ticket.category)
    return Document("ticket", ticket.number, ticket.category, terms_of(_whole(words, said), policy.triage.vocabulary))


def terms_of(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return a text as a document holds it: its words, and the concepts that they belong to."""
    words = vocabulary.words(text)
    return tuple(dict.fromkeys([*(word.stem for word in words), *(kin for word in words for kin in _kin(word))]))


def _is_written(number: int, changes: Changes, ledger: Ledger) -> bool:
    """Tell whether the word stands by which a ticket became an article."""
    history = [*ledger.history(number), *(one for one in changes.events if one.ticket == number)]
    return any(isinstance(one.fact, events.ArticleWritten) for one in effective(history))


def _whole(words: TicketWords, said: Sequence[StoredMessage]) -> str:
    report = next((one.text for one in said if one.direction == "in"), "")[:LONGEST_REPORT]
    parts = (words.subject, report, words.symptoms, words.cause, words.analysis, words.solution)
    return "\n".join(part for part in parts if part)


# --- what is like this -------------------------------------------------------------------------------------------


def similar(text: str, ledger: Ledger, policy: Policy, category: str = "", besides: int = 0) -> tuple[Similar, ...]:
    """Return what was solved before and is like this text, the most alike first: for the staff, never for requesters.

    `besides` is the ticket that asks. Of a ticket and the article made of it, the article stands for both.
    """
    return tuple(_found(text, ledger, policy, category, besides))[:MOST_SHOWN]


def articles_like(text: str, ledger: Ledger, policy: Policy, category: str = "") -> tuple[Similar, ...]:
    """Return the help articles that surely are about this text; only their own words are for anybody's eyes."""
    found = _found(text, ledger, policy, category, besides=0)
    return tuple(one for one in found if one.article and one.score >= SURE_SCORE)[:MOST_OFFERED]


def _found(text: str, ledger: Ledger, policy: Policy, category: str, besides: int) -> Iterator[Similar]:
    asked = policy.triage.vocabulary.words(text)[:MOST_ASKED]
    best: dict[int, float] = {}
    for score, document in scores(asked, ledger.work, category):
        best[document.ticket] = max(score, best.get(document.ticket, 0.0))
    enough = [(score, ticket) for ticket, score in best.items() if score >= LEAST_SCORE and ticket != besides]
    for score, ticket in sorted(enough, reverse=True):
        shown = _shown(ticket, score, ledger)
        if shown is not None:
            yield shown


def scores(asked: Sequence[Word], search: Search, category: str = "") -> list[tuple[float, Document]]:
    """Return the documents that have something of what is asked, with their scores, in no order."""
    total, standing = search.rarity([term for word in asked for term in (word.stem, *_kin(word))])
    if not standing:
        return []
    weights = {term: weight_of(count, total) for term, count in standing.items()}
    whole = sum(_weight_of_word(word, weights, total) for word in asked)
    telling = dict(sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:MOST_TELLING])
    candidates = search.best(telling, MOST_WEIGHED)
    judged = ((_score(asked, one, weights, whole), one) for one in candidates)
    placed = ((score * (1.0 if category in ("", one.category) else OTHER_CATEGORY), one) for score, one in judged)
    return [(round(score, 2), one) for score, one in placed if score]


def holding(text: str, search: Search, policy: Policy, most: int) -> list[int]:
    """Return the solved tickets that hold every word of this text, with whatever affixes, the most telling first."""
    stems = frozenset(word.stem for word in policy.triage.vocabulary.words(text)[:MOST_ASKED])
    total, standing = search.rarity(sorted(stems))
    if not stems or len(standing) < len(stems):
        return []
    weights = {stem: weight_of(count, total) for stem, count in standing.items()}
    # A ticket and the article made of it are two documents.
    found = (one.ticket for one in search.best(weights, 2 * most) if stems.issubset(one.terms))
    return list(dict.fromkeys(found))[:MOST_SHOWN]


def weight_of(count: float, total: int) -> float:
    """Return how much a term says that stands in so many of all documents: the rarer, the more."""
    return log(1 + total / (count + 1))


def _score(asked: Iterable[Word], document: Document, weights: Mapping[str, float], whole: float) -> float:
    terms = frozenset(document.terms)
    held = [share for word in asked if (share := _held(word, terms, weights))]
    return sum(held) / whole if len(held) >= FEWEST_SHARED else 0.0


def _held(word: Word, terms: frozenset[str], weights: Mapping[str, float]) -> float:
    if word.stem in terms:
        return weights.get(word.stem, 0.0)
    return SAME_CONCEPT * max((weights.get(kin, 0.0) for kin in _kin(word) if kin in terms), default=0.0)


def _weight_of_word(word: Word, weights: Mapping[str, float], total: int) -> float:
    known = [weights[term] for term in (word.stem, *_kin(word)) if term in weights]
    return max(known, default=weight_of(total / 2, total))


def _kin(word: Word) -> tuple[str, ...]:
    return tuple(f"#{concept}" for concept in word.kin)


def _shown(number: int, score: float, ledger: Ledger) -> Similar | None:
    ticket = ledger.ticket(number)
    if ticket is None or ticket.confidential:
        return None
    article = ledger.work.article(number)
    if article is not None and _is_written(number, Changes(), ledger):
        return Similar(number, article.title, article.text, score, article=True)
    words = ledger.words(number)
    return Similar(number, words.subject or "", words.solution or "", score) if words.solution else None
