"""The shapes of the rule files as JSON Schema, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from maild.policy.shapes import FILES, FOLDERS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, dict[str, Any]]:
    """Return a JSON Schema for each kind of rule file, by the name its editor line speaks of ("people", "triage")."""
    shapes = {name.removesuffix(".yaml"): shape for name, shape in (FILES | FOLDERS).items()}
    return {
        name: {"$schema": _DIALECT, **shape.model_json_schema(by_alias=True)} for name, shape in sorted(shapes.items())
    }
