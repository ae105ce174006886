"""From rule files that are sound to the one Policy: values, durations in their calendars, compiled words."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, cast

from maild.policy import model, people, triage_building
from maild.policy.durations import parsed
from maild.policy.outages import outages_of
from maild.policy.places import sources
from maild.policy.procedure_building import optional, procedure
from maild.tickets.targets import TargetRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maild.policy import shapes
    from maild.policy.places import Places, Source
    from maild.policy.procedure_shapes import ProcedureFile
    from maild.policy.shape_basis import File

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MINGGU = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_WEEKDAYS = {name: number for week in (_WEEK, _MINGGU) for number, name in enumerate(week, 1)}

Calendars = dict[str, model.CalendarFacts]


def policy(files: Mapping[str, File], places: Places, digest: str) -> model.Policy:
    """Return the policy of these files, which must have been found sound."""
    calendars = _calendars(cast("shapes.CalendarFile", files["calendar.yaml"]), sources(places, "calendar.yaml"))
    first = next(iter(calendars.values()))
    return model.Policy(
        taxonomy=_taxonomy(
            cast("shapes.CategoriesFile", files["categories.yaml"]),
            cast("shapes.PrioritiesFile", files["priorities.yaml"]),
        ),
        people=_people(cast("shapes.PeopleFile", files["people.yaml"]), sources(places, "people.yaml")),
        calendars=calendars,
        targets=_targets(cast("shapes.TargetsFile", files["targets.yaml"]), sources(places, "targets.yaml"), calendars),
        escalations=_escalations(
            cast("shapes.EscalationFile", files["escalation.yaml"]), sources(places, "escalation.yaml")
        ),
        notices=_notices(cast("shapes.NoticesFile", files["notices.yaml"]), sources(places, "notices.yaml")),
        surveys=_surveys(cast("shapes.SurveyFile", files["survey.yaml"]), first.day),
        procedures=tuple(
            procedure(cast("ProcedureFile", file), sources(places, name), calendars)
            for name, file in files.items()
            if name.startswith("procedures/")
        ),
        triage=triage_building.rules(files, places, first.timezone),
        digest=digest,
        goals=_goals(cast("shapes.TargetsFile", files["targets.yaml"]), sources(places, "targets.yaml")),
        reports=_reports(cast("shapes.EscalationFile", files["escalation.yaml"]).reports),
        outages=outages_of(cast("shapes.EscalationFile", files["escalation.yaml"]).outages),
    )


def weekdays(text: str) -> list[int]:
    """Return the ISO weekdays of "monday" or "senin-kamis"; ValueError when there are none."""
    first, _, last = text.lower().replace(" ", "").partition("-")
    if first not in _WEEKDAYS or (last and last not in _WEEKDAYS):
        raise ValueError(f'"{text}" is no weekday: write monday, or monday-thursday (senin-kamis)')
    return list(range(_WEEKDAYS[first], _WEEKDAYS[last or first] + 1))


def _people(file: shapes.PeopleFile, source: Source) -> people.People:
    persons = tuple(
        people.Person(
            id=one.id,
            name=one.name,
            addresses=one.addresses,
            unit=one.unit,
            phone=one.phone,
            language=one.language,
            roles=frozenset(one.roles),
            groups=one.groups,
            calendar=one.calendar,
            example=one.example,
            shared=one.shared,
            absences=tuple(people.Absence(away.since, away.until, away.deputy) for away in one.absences),
            leaves_on=one.leaves_on,
            position=one.position,
            source=source("people", number),
        )
        for number, one in enumerate(file.people)
    )
    groups = tuple(
        people.Group(
            id=one.id,
            name=one.name,
            level=one.level,
            categories=one.categories,
            services=one.services,
            types=one.types,
            calendar=one.calendar,
            source=source("groups", number),
        )
        for number, one in enumerate(file.groups)
    )
    devices = tuple(people.Device(one.address, one.name, one.unit, one.location) for one in file.devices)
    units = {key.lower(): unit for key, unit in file.units.items()}
    return people.People(persons, groups, units, devices)


def _calendars(file: shapes.CalendarFile, source: Source) -> Calendars:
    calendars: Calendars = {}
    for name, one in file.calendars.items():
        calendars[name] = model.CalendarFacts(
            name=name,
            timezone=one.timezone,
            hours=_hours(one.hours),
            day=parsed(one.day, timedelta(days=1)),
            always=one.always,
            country=one.holidays.country if one.holidays else "",
            holidays=one.holidays.kinds if one.holidays else (),
            closed={day.date: day.name for day in one.closed},
            special={day.date: _spans(day.hours) for day in one.special},
            seasons=tuple(
                model.Season(season.name, season.since, season.until, _hours(season.hours)) for season in one.seasons
            ),
            settled=frozenset(one.settled),
            source=source("calendars", name),
        )
    return calendars


def _hours(hours: Mapping[str, Iterable[str]]) -> dict[int, tuple[tuple[time, time], ...]]:
    by_day: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, spans in hours.items():
        by_day |= dict.fromkeys(weekdays(days), _spans(spans))
    return by_day


def _spans(spans: Iterable[str]) -> tuple[tuple[time, time], ...]:
    pairs = (span.split("-") for span in spans)
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)


def _targets(file: shapes.TargetsFile, source: Source, calendars: Calendars) -> tuple[TargetRule, ...]:
    return tuple(
        TargetRule(
            name=one.name,
            when=dict(one.when),
            starts=one.starts,
            met_by=frozenset(one.met_by),
            revoked_by=frozenset(one.revoked_by),
            pauses=frozenset(one.pauses),
            restarts=one.restarts,
            within={priority: parsed(text, calendars[one.calendar].day) for priority, text in one.within.items()},
            calendar=one.calendar,
            warn_at=tuple(int(share.rstrip("% ")) / 100 for share in one.warn_at),
            actor=one.actor,
            source=source("targets", number),
        )
        for number, one in enumerate(file.targets)
    )


def _escalations(file: shapes.EscalationFile, source: Source) -> tuple[model.EscalationRule, ...]:
    return tuple(
        model.EscalationRule(
            target=one.target,
            at=one.at,
            tells=one.tells,
            priorities=one.priorities,
            types=one.types,
            at_once=one.at_once,
            source=source("escalations", number),
        )
        for number, one in enumerate(file.escalations)
    )


def _goals(file: shapes.TargetsFile, source: Source) -> tuple[model.Goal, ...]:
    return tuple(
        model.Goal(one.measure, one.at_least, one.at_most, one.types, one.priorities, source("goals", number))
        for number, one in enumerate(file.goals)
    )


def _reports(one: shapes.ReportsShape) -> model.Reports:
    return model.Reports(time.fromisoformat(one.work_list_at), time.fromisoformat(one.digest_at))


def _notices(file: shapes.NoticesFile, source: Source) -> tuple[model.NoticeRule, ...]:
    return tuple(
        model.NoticeRule(
            one.event, one.to, one.template, one.reply, one.offers, dict(one.when), source("notices", number)
        )
        for number, one in enumerate(file.notices)
    )


def _surveys(file: shapes.SurveyFile, day: timedelta) -> tuple[model.Survey, ...]:
    return tuple(
        model.Survey(
            id=one.id,
            names=one.name,
            types=one.types,
            sections=tuple(
                model.Section(
                    section.name, tuple(model.Question(question.id, question.name) for question in section.questions)
                )
                for section in one.sections
            ),
            scale=one.scale,
            user_groups=one.user_groups,
            bad_below=one.bad_below,
            valid_for=optional(one.valid_for, day),
        )
        for one in file.surveys
    )


def _taxonomy(categories: shapes.CategoriesFile, priorities: shapes.PrioritiesFile) -> model.Taxonomy:
    return model.Taxonomy(
        types=tuple(
            model.TicketType(one.id, one.name, one.confidential, one.letter, one.services, one.share)
            for one in categories.types
        ),
        categories=tuple(
            model.Category(one.id, one.name, tuple(detail.id for detail in one.details), one.types)
            for one in categories.categories
        ),
        services=tuple(
            model.Service(service.id, service.name, detail.id, one.id)
            for one in categories.categories
            for detail in one.details
            for service in detail.services
        ),
        urgencies=tuple(model.Level(one.id, one.name, one.criteria) for one in priorities.urgency),
        impacts=tuple(model.Level(one.id, one.name, one.criteria) for one in priorities.impact),
        matrix={
            (urgency, impact): priority
            for urgency, row in priorities.matrix.items()
            for impact, priority in row.items()
        },
        labels=dict(_labels(categories, priorities)),
        usual={str(key): value for usual in (categories.usual, priorities.usual) for key, value in usual.items()},
    )


def _labels(
    categories: shapes.CategoriesFile, priorities: shapes.PrioritiesFile
) -> Iterable[tuple[tuple[str, str], Mapping[str, str]]]:
    """Yield what people read for each identifier, per language."""
    yield from ((("type", one.id), one.name) for one in categories.types)
    for category in categories.categories:
        yield ("category", category.id), category.name
        for detail in category.details:
            yield ("detail", detail.id), detail.name
            yield from ((("service", service.id), service.name) for service in detail.services)
    yield from ((("status", status), names) for status, names in categories.statuses.items())
    yield from ((("channel", channel), names) for channel, names in categories.channels.items())
    yield from ((("urgency", one.id), one.name) for one in priorities.urgency)
    yield from ((("impact", one.id), one.name) for one in priorities.impact)
    yield from ((("priority", str(number)), names) for number, names in priorities.priorities.items())
