"""How each field of the triage is chosen from the points that the rules gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maild.policy.model import Policy

Points = Mapping[str, Mapping[str, float]]
Choice = Callable[["Policy", Mapping[str, str], "Points"], str]


def _most(points: Mapping[str, float]) -> str:
    best = max(points.items(), key=lambda item: item[1], default=("", 0.0))
    return best[0] if best[1] > 0 else ""


def plainly(name: str) -> Choice:
    """Return the choice of the value with the most points, else of the usual one."""

    def choice(policy: Policy, _: Mapping[str, str], points: Points) -> str:
        return _most(points[name]) or policy.taxonomy.usual.get(name, "")

    return choice


def of_type(policy: Policy, _: Mapping[str, str], points: Points) -> str:
    """Return the type with the most points; a service that seems to fail speaks for the types that take a share."""
    given = dict(points["type"])
    likeliest = max(points["service"].values(), default=0.0)
    for kind in policy.taxonomy.types:
        if kind.share and likeliest > 0:
            given[kind.id] = given.get(kind.id, 0.0) + kind.share * likeliest
    return _most(given) or policy.taxonomy.usual.get("type", "")


def of_category(policy: Policy, decided: Mapping[str, str], points: Points) -> str:
    """Return the category that fits the type, with the most points of its own and of its best service together."""
    possible = {
        category.id: points["category"].get(category.id, 0.0)
        for category in policy.taxonomy.categories
        if not category.types or decided["type"] in category.types
    }
    if _has_services(policy, decided):
        best: dict[str, float] = {}
        for service in policy.taxonomy.services:
            best[service.category] = max(best.get(service.category, 0.0), points["service"].get(service.id, 0.0))
        possible = {name: own + best.get(name, 0.0) for name, own in possible.items()}
    usual = policy.taxonomy.usual.get("category", "")
    return _most(possible) or (usual if usual in possible else next(iter(possible), ""))


def of_service(policy: Policy, decided: Mapping[str, str], points: Points) -> str:
    """Return the service with the most points within the category, empty where the type is about none."""
    if not _has_services(policy, decided):
        return ""
    category = decided["category"]
    services = (service.id for service in policy.taxonomy.services if service.category == category)
    return _most({name: points["service"][name] for name in services if name in points["service"]})


def of_group(policy: Policy, decided: Mapping[str, str], points: Points) -> str:
    """Return the group with the most points, else whom tickets of this type come to first."""
    first = policy.people.first_group(decided["type"])
    return _most(points["group"]) or (first.id if first else "")


def of_tags(_: Policy, __: Mapping[str, str], points: Points) -> str:
    """Return every tag that a rule gave, with blanks between them."""
    return " ".join(name for name, given in points["tags"].items() if given > 0)


def of_confidential(policy: Policy, decided: Mapping[str, str], points: Points) -> str:
    """Return "yes" when a rule or the type of the ticket asks for a closed circle."""
    kind = policy.taxonomy.type(decided["type"])
    return "yes" if (kind and kind.confidential) or points["confidential"].get("yes", 0) > 0 else "no"


def of_disposition(_: Policy, __: Mapping[str, str], points: Points) -> str:
    """Return what becomes of the mail: a ticket unless rules say otherwise."""
    return _most(points["disposition"]) or "ticket"


def _has_services(policy: Policy, decided: Mapping[str, str]) -> bool:
    kind = policy.taxonomy.type(decided["type"])
    return kind is not None and kind.services


CHOICES: Mapping[str, Choice] = {
    "type": of_type,
    "category": of_category,
    "service": of_service,
    "urgency": plainly("urgency"),
    "impact": plainly("impact"),
    "group": of_group,
    "tags": of_tags,
    "confidential": of_confidential,
    "disposition": of_disposition,
}
"""How each field is chosen; a rule that decides comes before."""
