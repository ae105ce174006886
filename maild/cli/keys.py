"""`maild keys`: the signing keys of reply addresses and links."""

from __future__ import annotations

import typer

from maild.cli.frame import config_of
from maild.cli.output import Output

keys = typer.Typer(help="Renew the keys that sign reply addresses and links.", no_args_is_help=True)


@keys.command("rotate")
def rotate(context: typer.Context) -> None:
    """Sign with a new key from now on; letters that were sent before can still be answered.

    A daemon that is running takes the new key for its next letter. Old keys can be removed from the end of the file
    once nothing that they signed is good any more: 180 days after.
    """
    from maild.bootstrap import rotate_keys

    file = config_of(context).desk.keys_file
    ring = rotate_keys(file)
    Output().say(f"{file}: key {ring.keys[0].id} signs, {len(ring.keys)} verify. Keep a copy with the next backup.")


@keys.callback()
def common() -> None:
    """A single command stays a command of its own."""
