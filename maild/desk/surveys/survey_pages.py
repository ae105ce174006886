"""The use case behind the survey's link: shows the questions, and takes in what is answered (MAD-18)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.ledger import Ledger
from maild.desk.recording import Cause
from maild.desk.records import Conflict, SurveyAnswer
from maild.desk.showing.pages import Page
from maild.desk.showing.survey_views import FIELDS, SUGGESTIONS, blank_view, field_view, scored, words_of
from maild.desk.surveys.survey import ANSWERABLE, CHANGEABLE_FOR, Filled, answered, filled, judgement, state_of
from maild.errors import TemporaryError
from maild.tickets.events import SurveyAnswered

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from maild.desk.letters.notify import Notifier
    from maild.desk.links import Doorkeeper, Visit
    from maild.desk.ports import Clock, Store
    from maild.desk.rulebook import Rulebook
    from maild.desk.showing.pages import PageMaker
    from maild.desk.surveys.survey import Given, State
    from maild.notices.page_values import SurveyView
    from maild.policy.model import Survey

CONFLICTS = 5


class SurveyPages:
    """The use case behind the survey's link: shows the questions, and takes in what is answered."""

    def __init__(
        self,
        store: Store,
        doorkeeper: Doorkeeper,
        maker: PageMaker,
        notifier: Notifier,
        rulebook: Callable[[], Rulebook],
        clock: Clock,
    ) -> None:
        self._store = store
        self._doorkeeper = doorkeeper
        self._maker = maker
        self._notifier = notifier
        self._rulebook = rulebook
        self._clock = clock

    def show(self, token: str, language: str = "") -> Page | None:
        """Return the page to which a link leads, None when it leads nowhere; nothing is changed by looking."""
        asked = self._asked(token, language)
        if asked is None:
            return None
        words = words_of(asked.visit.dossier, asked.rulebook.policy)
        group = asked.before.user_group if asked.before else ""
        given = Filled(dict(asked.before.scores) if asked.before else {}, words, group, frozenset(), too_long=False)
        return self._page(asked, given)

    def answer(self, token: str, given: Given, language: str = "") -> Page | None:
        """Take in what was answered: None when the link leads nowhere, else the page that says what became of it.

        Its kind is `answered` when all is kept, `mistakes` when something is missing or too long.
        """
        asked = self._asked(token, language)
        if asked is None:
            return None
        sent = filled(given, asked.survey)
        if asked.state not in ANSWERABLE or not sent.sound:
            return self._page(asked, sent)
        self._keep(asked, sent)
        return Page("answered", asked.language, {})

    def _asked(self, token: str, language: str) -> _Asked | None:
        rulebook, now = self._rulebook(), self._clock()
        visit = self._doorkeeper.visit(token, "survey", rulebook, now)
        survey = rulebook.policy.survey_for(visit.ticket.type) if visit is not None else None
        if visit is None or visit.staff or survey is None:
            return None
        return _Asked(visit, survey, rulebook, now, self._maker.language(language or visit.language))

    def _keep(self, asked: _Asked, sent: Filled) -> None:
        number, contact = asked.visit.ticket.number, asked.visit.dossier.requester.id
        fact = judgement(asked.survey, sent.scores, "page", sent.user_group)
        cause = Cause(asked.now, f"contact:{contact}", "survey")
        for _ in range(CONFLICTS):
            with self._store.begin() as work:
                ledger = Ledger(work)
                known, ticket = work.survey_answer(number), ledger.ticket(number)
                # Somebody else may have been quicker: what counts is how the ticket stands inside the transaction.
                history = ledger.history(number)
                if ticket is None or state_of(ticket, known, history, asked.valid_until, asked.now) not in ANSWERABLE:
                    return
                answer = SurveyAnswer(number, contact, known.answered_at if known else asked.now, **sent.words)
                if answer == known and fact == asked.before:
                    return
                try:
                    work.write(answered(fact, answer, cause, ledger, asked.rulebook, self._notifier))
                    work.commit()
                except Conflict:
                    continue
                return
        raise TemporaryError("the answer conflicts with what others write, again and again", "Try again.")

    def _page(self, asked: _Asked, sent: Filled) -> Page:
        visit, answer = asked.visit, asked.visit.dossier.answer
        kind = "mistakes" if not sent.sound and asked.state in ANSWERABLE else asked.state
        values = self._maker.values(visit, asked.rulebook.policy, asked.language) | {
            "state": asked.state,
            "survey": _form(asked, sent),
            "mistakes": kind == "mistakes",
            "changeable_until": answer.answered_at + CHANGEABLE_FOR if answer else None,
        }
        return Page(kind, asked.language, values, "survey")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A survey that somebody looks at or answers, in this reader's language."""

    visit: Visit
    survey: Survey
    rulebook: Rulebook
    now: datetime
    language: str

    @property
    def valid_until(self) -> datetime | None:
        """When the link of this letter ends: working time of the desk's own calendar after it was written."""
        if self.survey.valid_for is None:
            return None
        return self.rulebook.desk_calendar.add(self.visit.letter.created_at, self.survey.valid_for)

    @property
    def state(self) -> State:
        """Whether it may be answered."""
        dossier = self.visit.dossier
        return state_of(dossier.ticket, dossier.answer, dossier.events, self.valid_until, self.now)

    @property
    def before(self) -> SurveyAnswered | None:
        """What was answered before."""
        facts = (event.fact for event in reversed(self.visit.dossier.events))
        return next((fact for fact in facts if isinstance(fact, SurveyAnswered)), None)


def _form(asked: _Asked, sent: Filled) -> SurveyView:
    ticket, answer = asked.visit.ticket, asked.visit.dossier.answer
    blank = blank_view(asked.survey, ticket, answer.answered_at if answer else asked.now, asked.language)
    return replace(
        blank,
        sections=scored(blank.sections, sent.scores, sent.missing),
        mean=ticket.survey,
        user_group=sent.user_group,
        fields=tuple(field_view(one, sent.words.get(one.id, "")) for one in FIELDS),
        suggestions=field_view(SUGGESTIONS, sent.words.get(SUGGESTIONS.id, "")),
    )
