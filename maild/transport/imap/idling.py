"""IDLE (RFC 2177) over imapclient, without its own `idle_check`.

That one takes the end of a connection for silence, gives up on a line that comes in two parts, and does not see what
came together with the server's "+ idling". Here the socket only tells that something is there; it is read after DONE,
blocking and with the connection's timeout, so that whatever is wrong becomes an error.
"""

from __future__ import annotations

import imaplib
import select
from typing import Any

# Some servers and routers forget idling clients: nobody idles longer without saying a word.
LONGEST_SLICE = 60.0


def wait(client: Any, seconds: float, bell: int) -> bool:
    """Idle so long at most, or until `bell` can be read; say whether the server had anything to tell.

    Raises what imaplib, sockets and imapclient raise when the connection is broken or the server talks nonsense.
    """
    news = _begin(client)
    if not news and not _has_buffered(client):
        poller = select.poll()
        poller.register(client.socket(), select.POLLIN)
        poller.register(bell, select.POLLIN)
        poller.poll(min(seconds, LONGEST_SLICE) * 1000)
    _, responses = client.idle_done()
    return news or any(response[0] != b"OK" for response in responses)


def _begin(client: Any) -> bool:
    """Send IDLE and return when the server idles; say whether it told of something first."""
    inner = client._imap  # noqa: SLF001  # imapclient's `idle` raises when mail arrives just before "+ idling"
    send, read_line = inner._command, inner._get_response  # noqa: SLF001  # imaplib itself idles from Python 3.14 on
    tag = send("IDLE")
    news = False
    while read_line() is not None:
        if inner.tagged_commands[tag]:
            raise imaplib.IMAP4.error(f"IDLE refused: {inner.tagged_commands[tag]}")
        news = True
    client._idle_tag = tag  # noqa: SLF001  # `idle_done` waits for the answer to this command
    return news


def _has_buffered(client: Any) -> bool:
    """Say whether octets were read from the socket already, which polling would not see."""
    socket = client.socket()
    if hasattr(socket, "pending") and socket.pending():
        return True
    inner = client._imap  # noqa: SLF001  # the file is `_file` from Python 3.14 on
    file = getattr(inner, "_file", None) or inner.file
    socket.settimeout(0)
    try:
        return bool(file.peek(1))
    except (OSError, ValueError):
        return False
    finally:
        client._set_read_timeout()  # noqa: SLF001  # back to the limit the connection was made with
