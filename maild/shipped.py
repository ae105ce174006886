"""Where the rules, templates and migrations that come with maild are, and what was copied from them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

_PACKAGED = Path(__file__).parent / "_shipped"
_CHECKOUT = Path(__file__).parent.parent

# Kept in a copied folder: the digest of each file as it was shipped, so that an upgrade knows what the office touched.
DIGESTS_FILE = ".shipped.json"


def shipped(name: str) -> Path:
    """Return the folder `name` (rules, templates, migrations, systemd) as installed, else that of the checkout."""
    packaged = _PACKAGED / name
    return packaged if packaged.is_dir() else _CHECKOUT / name


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, keyed by its relative path; hidden ones left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def recorded_digests(folder: Path) -> dict[str, str]:
    """Return what was recorded when the folder was copied; empty when nothing was, or nothing that can be read."""
    try:
        recorded = json.loads((folder / DIGESTS_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in recorded.items()} if isinstance(recorded, dict) else {}


def record_digests(folder: Path, found: dict[str, str]) -> None:
    """Record in a copied folder which digests its files had as they were shipped."""
    (folder / DIGESTS_FILE).write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
