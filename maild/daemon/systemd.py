"""What systemd is told (sd_notify): that the daemon is ready, alive, reloading or stopping."""

from __future__ import annotations

import os
import socket


def notify(state: str) -> None:
    """Tell systemd of a state such as READY=1; nothing happens when it did not start us."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # A leading @ stands for the abstract namespace, which the kernel writes as a NUL.
    name = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(name)
        channel.sendall(state.encode())
