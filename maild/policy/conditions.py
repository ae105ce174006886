"""What a rule can ask of a mail: each condition is one small question with the words that answered it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from fnmatch import fnmatchcase
from itertools import product
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from maild.policy.matching import Occurrence, widest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.policy.facts import Facts
    from maild.policy.rules import Condition, Zone

IN_SUBJECT, AT_THE_START, IN_LETTER = 1.5, 1.2, 0.8
CLOSE, NEAR, SAME_CLAUSE, SAME_MAIL = 1.0, 0.85, 0.6, 0.3
MOST_WORDS = 3.0
_CLOSE_GAP, _NEAR_GAP, _START = 40, 110, 220
_OWN_WORDS: tuple[Zone, ...] = ("subject", "text", "letter")
_ENOUGH = 12
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HARI = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A condition holds: how strongly (1 is plainly), and on which words."""

    strength: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One mail while its rules are asked: facts, words found, and what has been decided so far."""

    facts: Facts
    found: Mapping[str, list[Occurrence]]
    decided: Mapping[str, str]
    timezone: str


PLAINLY = Evidence(1.0)


def holds(condition: Condition, view: View) -> Evidence | None:
    """Return the evidence for a condition, None when it does not hold."""
    return QUESTIONS[condition.name](condition, view)


def all_hold(conditions: Iterable[Condition], view: View) -> Evidence | None:
    """Return the evidence for conditions that must all hold: as strong as the weakest, on the words of each."""
    strength, words, asked = 1.0, dict[str, None](), False
    weights: list[float] = []
    for condition in conditions:
        evidence = holds(condition, view)
        if evidence is None:
            return None
        asked = True
        words |= dict.fromkeys(evidence.words)
        if evidence.words:
            weights.append(evidence.strength)
    if weights:
        strength = min(weights)
    return Evidence(strength, tuple(words)) if asked else PLAINLY


# --- words -------------------------------------------------------------------------------------------------------


def _weight(occurrence: Occurrence) -> float:
    if occurrence.zone == "subject":
        return IN_SUBJECT
    if occurrence.zone == "letter":
        return IN_LETTER
    return AT_THE_START if occurrence.zone == "text" and occurrence.start < _START else 1.0


def _occurrences(terms: Iterable[str], view: View, zones: tuple[Zone, ...]) -> list[Occurrence]:
    return [one for term in terms for one in view.found.get(term, ()) if one.zone in zones]


def _said_in(*zones: Zone) -> Callable[[Condition, View], Evidence | None]:
    def question(condition: Condition, view: View) -> Evidence | None:
        ones = _occurrences(condition.values[0], view, zones)
        if not ones:
            return None
        best = max(ones, key=_weight)
        weight = _weight(best) if len(zones) > 1 else 1.0
        return Evidence(weight, (best.words,))

    return question


def _several(condition: Condition, view: View) -> Evidence | None:
    """Two or more different words of these: what one of them leaves open, several make likely, and more still more."""
    ones = _occurrences(condition.values[0], view, _OWN_WORDS)
    words = dict.fromkeys(one.words for one in ones)
    if len(words) < 2:
        return None
    return Evidence(max(map(_weight, ones)) * min(len(words) / 2, MOST_WORDS), tuple(words)[:6])


def _together(condition: Condition, view: View) -> Evidence | None:
    """Words that stand together: plainly in one clause, weakly in one mail."""
    groups = [_occurrences(group, view, _OWN_WORDS)[:_ENOUGH] for group in condition.values]
    if not all(groups):
        return None
    ones, closeness = _closest(groups)
    return Evidence(closeness, tuple(one.words for one in ones))


def _beside(condition: Condition, view: View) -> Evidence | None:
    """Words that stand in one clause, and close to each other."""
    evidence = _together(condition, view)
    return evidence if evidence and evidence.strength > SAME_MAIL * IN_SUBJECT * AT_THE_START else None


def _closest(groups: list[list[Occurrence]]) -> tuple[tuple[Occurrence, ...], float]:
    """Return one word of each group, those that stand closest, and how close; the first of equals."""
    shared = set.intersection(*({(one.zone, one.clause) for one in group} for group in groups))
    if shared:
        # The faintest words of one clause count more than the strongest of several, so only those are weighed.
        groups = [[one for one in group if (one.zone, one.clause) in shared] for group in groups]
    most = (CLOSE if shared else SAME_MAIL) * max(_weight(one) for group in groups for one in group)
    best: tuple[Occurrence, ...] = ()
    closest = 0.0
    for ones in product(*groups):
        closeness = _closeness(ones)
        if closeness > closest:
            best, closest = ones, closeness
        if closest == most:
            break
    return best, closest


def _closeness(ones: tuple[Occurrence, ...]) -> float:
    weight = max(_weight(one) for one in ones)
    if len({(one.zone, one.clause) for one in ones}) > 1:
        return SAME_MAIL * weight
    gap = widest(list(ones))
    return weight * (CLOSE if gap <= _CLOSE_GAP else NEAR if gap <= _NEAR_GAP else SAME_CLAUSE)


# --- the mail ----------------------------------------------------------------------------------------------------


def _fitting(patterns: Iterable[str], values: Iterable[str]) -> Evidence | None:
    lowered = [value.lower() for value in values]
    words = tuple(value for value in lowered if any(fnmatchcase(value, pattern.lower()) for pattern in patterns))
    return Evidence(1.0, words) if words else None


def _of_proven_sender(value: Callable[[Facts], str]) -> Callable[[Condition, View], Evidence | None]:
    def question(condition: Condition, view: View) -> Evidence | None:
        if not view.facts.proven:
            return None
        return _fitting(condition.values[0], (value(view.facts),))

    return question


def _of_mail(values: Callable[[Facts], Iterable[str]]) -> Callable[[Condition, View], Evidence | None]:
    def question(condition: Condition, view: View) -> Evidence | None:
        return _fitting(condition.values[0], values(view.facts))

    return question


def _header(condition: Condition, view: View) -> Evidence | None:
    (name,), patterns = condition.values[0], condition.values[1]
    return _fitting(patterns, (value for key, value in view.facts.headers if key.lower() == name.lower()))


def _proven(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if view.facts.proven == (condition.values[0][0] == "true") else None


def _larger(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if view.facts.size > int(condition.values[0][0]) else None


def _smaller(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if view.facts.size < int(condition.values[0][0]) else None


def _words_of(view: View) -> int:
    return len(view.facts.text.split()) + len(view.facts.letter.split())


def _longer(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if _words_of(view) > int(condition.values[0][0]) else None


def _shorter(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if _words_of(view) < int(condition.values[0][0]) else None


def _time(condition: Condition, view: View) -> Evidence | None:
    if view.facts.at is None:
        return None
    now = view.facts.at.astimezone(ZoneInfo(view.timezone)).time()
    for span in condition.values[0]:
        start, _, end = span.partition("-")
        since, until = time.fromisoformat(start), time.fromisoformat(end)
        if (since <= now < until) if since <= until else (now >= since or now < until):
            return PLAINLY
    return None


def _weekday(condition: Condition, view: View) -> Evidence | None:
    if view.facts.at is None:
        return None
    today = view.facts.at.astimezone(ZoneInfo(view.timezone)).weekday()
    return PLAINLY if {_DAYS[today], _HARI[today]} & {day.lower() for day in condition.values[0]} else None


# --- what was decided, and how conditions are joined ---------------------------------------------------------------


def _decided(condition: Condition, view: View) -> Evidence | None:
    (name,), values = condition.values[0], condition.values[1]
    return PLAINLY if view.decided.get(name, "") in values else None


def _any(condition: Condition, view: View) -> Evidence | None:
    answers = [evidence for inner in condition.inner if (evidence := holds(inner, view)) is not None]
    return max(answers, key=lambda evidence: evidence.strength, default=None)


def _all(condition: Condition, view: View) -> Evidence | None:
    return all_hold(condition.inner, view)


def _not(condition: Condition, view: View) -> Evidence | None:
    return PLAINLY if all_hold(condition.inner, view) is None else None


Question = Callable[["Condition", View], Evidence | None]

QUESTIONS: Mapping[str, Question] = cast(
    "Mapping[str, Question]",
    {
        "says": _said_in("subject", "text", "letter"),
        "several": _several,
        "together": _together,
        "beside": _beside,
        "pattern": _said_in("subject", "text", "letter"),
        "subject": _said_in("subject"),
        "text": _said_in("text"),
        "letter": _said_in("letter"),
        "quoted": _said_in("quoted"),
        "signature": _said_in("signature"),
        "sender": _of_proven_sender(lambda facts: facts.sender),
        "domain": _of_proven_sender(lambda facts: facts.sender.rpartition("@")[2]),
        "unit": _of_proven_sender(lambda facts: facts.unit),
        "proven": _proven,
        "to": _of_mail(lambda facts: facts.recipients),
        "header": _header,
        "attachment": _of_mail(lambda facts: (one.filename for one in facts.attachments)),
        "attachment_type": _of_mail(lambda facts: (one.content_type for one in facts.attachments)),
        "larger_than": _larger,
        "smaller_than": _smaller,
        "longer_than": _longer,
        "shorter_than": _shorter,
        "language": _of_mail(lambda facts: (facts.language,)),
        "origin": _of_mail(lambda facts: (facts.origin,)),
        "time": _time,
        "weekday": _weekday,
        "decided": _decided,
        "any": _any,
        "all": _all,
        "not": _not,
    },
)
"""Every condition of the language, by its key in the rule files."""
