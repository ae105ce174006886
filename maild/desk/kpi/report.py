"""The figures of a period as people read them: the procedure's own table, and the same for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from maild.desk.kpi.measures import Measure, measured, period_of
from maild.desk.kpi.norms import StepTime, letters_of_steps, step_times
from maild.desk.kpi.surveys import SurveyResults, survey_results

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from maild.desk.numbers import Histories, History
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Goal, Indicator, Policy, Procedure

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("Aktivitas", "Tujuan", "Indikator Kinerja", "Target", "Realisasi"),
    "en": ("Activity", "Purpose", "Indicator", "Target", "Result"),
}
STEP_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("Langkah", "Kegiatan", "Norma waktu", "Median", "Terukur", "Dalam norma"),
    "en": ("Step", "Activity", "Time norm", "Median", "Measured", "Within the norm"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {"minutes": "menit", "unmeasured": "tidak terukur", "of": "dari", "none": "N/A"},
    "en": {"minutes": "minutes", "unmeasured": "not measurable", "of": "of", "none": "N/A"},
}


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one period and type (every type when `kind` is empty)."""

    since: datetime
    until: datetime
    kind: str
    measures: tuple[Measure, ...]
    steps: tuple[StepTime, ...]
    survey: SurveyResults
    procedure: Procedure | None
    policy: Policy

    def goal(self, measure: Measure) -> Goal | None:
        """Return what the office wants a figure to reach."""
        return self.policy.goal_for(measure.id, self.kind, measure.priority)

    def as_json(self) -> dict[str, Any]:
        """Return everything for programs; durations are in minutes."""
        return {
            "from": self.since,
            "to": self.until,
            "type": self.kind or None,
            "indicators": [_indicator_json(measure, self.goal(measure)) for measure in self.measures],
            "steps": [_step_json(step) for step in self.steps],
            "survey": _survey_json(self.survey),
        }

    def table(self, language: str) -> list[tuple[str, ...]]:
        """Return the procedure's table of indicators, its headings first (MAD-19)."""
        language = language if language in HEADINGS else "en"
        indicators = {one.measure: one for one in self._indicators()}
        rows = [
            (*_names(indicators.get(measure.id), measure, self, language), *_target(measure, self, language))
            for measure in self.measures
        ]
        return [HEADINGS[language], *rows]

    def step_table(self, language: str) -> list[tuple[str, ...]]:
        """Return the steps with their norms, their headings first (MAD-20); nothing for a type without steps."""
        language = language if language in HEADINGS else "en"
        return [STEP_HEADINGS[language], *(_step_row(step, language) for step in self.steps)] if self.steps else []

    def _indicators(self) -> tuple[Indicator, ...]:
        if self.procedure is not None and self.procedure.indicators:
            return self.procedure.indicators
        return next((one.indicators for one in self.policy.procedures if one.indicators), ())


def report(
    numbers: Histories, rulebook: Rulebook, since: datetime, until: datetime, now: datetime, kind: str = ""
) -> Report:
    """Return the figures of a period, from its beginning up to but without its end, as they stand now."""
    policy = rulebook.policy
    found = list(numbers.histories(since, until, kind))
    period = period_of(found, since, until, now, rulebook.desk_calendar, set(policy.taxonomy.matrix.values()))
    procedure = policy.procedure_for(kind) if kind else None
    return Report(
        since=since,
        until=until,
        kind=kind,
        measures=measured(period),
        steps=_steps(procedure, period.opened, rulebook, numbers) if procedure else (),
        survey=survey_results(period.closed),
        procedure=procedure,
        policy=policy,
    )


def _steps(
    procedure: Procedure, opened: Sequence[History], rulebook: Rulebook, numbers: Histories
) -> tuple[StepTime, ...]:
    return step_times(procedure, opened, rulebook.calendars, letters_of_steps(procedure, opened, numbers))


def shown(value: float | None, unit: str, language: str) -> str:
    """Return a figure as people write it; "N/A" where there was nothing to measure."""
    words = _WORDS[language]
    if value is None:
        return words["none"]
    number = f"{value:.0f}" if unit == "count" else f"{value:.2f}" if unit == "score" else f"{value:.1f}"
    number = number.replace(".", ",") if language == "id" else number
    return {"percent": f"{number} %", "minutes": f"{number} {words['minutes']}"}.get(unit, number)


def _names(row: Indicator | None, measure: Measure, whole: Report, language: str) -> tuple[str, str, str]:
    name = _named(row.names, language) if row else measure.id
    if measure.priority is not None:
        name = f"{name}: {whole.policy.label('priority', str(measure.priority), language)}"
    return (_named(row.activity, language), _named(row.purpose, language), name) if row else ("", "", name)


def _target(measure: Measure, whole: Report, language: str) -> tuple[str, str]:
    goal, words = whole.goal(measure), _WORDS[language]
    result = shown(measure.value, measure.unit, language)
    if measure.unit != "score" and measure.id not in {"reports_recorded", "finished"}:
        result = f"{result} ({_counted(measure)} {words['of']} {measure.denominator})"
    if goal is None:
        return words["none"], result
    bounds = (("≥", goal.at_least), ("≤", goal.at_most))
    wanted = ", ".join(f"{sign} {shown(at, measure.unit, language)}" for sign, at in bounds if at is not None)
    return wanted or words["none"], result


def _counted(measure: Measure) -> str:
    return str(measure.denominator if measure.unit == "minutes" else round(measure.numerator))


def _step_row(one: StepTime, language: str) -> tuple[str, ...]:
    step, words = one.step, _WORDS[language]
    return (
        step.id,
        _named(step.names, language),
        shown(_minutes(step.norm), "minutes", language),
        words["unmeasured"] if one.median is None else shown(one.median, "minutes", language),
        f"{one.measured} {words['of']} {one.measured + len(one.unmeasured)}",
        shown(one.share, "percent", language),
    )


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def _minutes(lasting: timedelta | None) -> float | None:
    return None if lasting is None else lasting / timedelta(minutes=1)


def _indicator_json(measure: Measure, goal: Goal | None) -> dict[str, Any]:
    return {
        "number": measure.number,
        "id": measure.id,
        "priority": measure.priority,
        "unit": measure.unit,
        "value": None if measure.value is None else round(measure.value, 2),
        "numerator": round(measure.numerator, 2),
        "denominator": measure.denominator,
        "at_least": goal.at_least if goal else None,
        "at_most": goal.at_most if goal else None,
        "met": goal.met(measure.value) if goal and measure.value is not None else None,
        "tickets": list(measure.counted),
        "of": list(measure.of),
    }


def _step_json(one: StepTime) -> dict[str, Any]:
    return {
        "step": one.step.id,
        "norm": _minutes(one.step.norm),
        "mean": _rounded(one.mean),
        "median": _rounded(one.median),
        "measured": one.measured,
        "share": _rounded(one.share),
        "within": list(one.within),
        "over": list(one.over),
        "unmeasured": list(one.unmeasured),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _survey_json(results: SurveyResults) -> dict[str, Any]:
    return {
        "asked": results.asked,
        "answered": results.answered,
        "rate": None if results.rate is None else round(results.rate, 2),
        "questions": [
            {"survey": one.survey, "question": one.question, "given": dict(one.given), "mean": one.mean}
            for one in results.questions
        ],
    }
