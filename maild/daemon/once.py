"""`maild run --once`: all that waits is taken in, what is due is done, and the outbox is sent."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from maild.errors import MaildError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.daemon.inbound import Inbound
    from maild.daemon.outbound import Outbound
    from maild.daemon.timetable import Timetable
    from maild.daemon.worker import Worker

log = logging.getLogger(__name__)


def run_once(inbounds: Sequence[Inbound], worker: Worker, timetable: Timetable, outbound: Outbound) -> list[str]:
    """Do everything once, and return what could not be done because a server was not to be reached."""
    stop, troubles = Event(), list[str]()
    working = Thread(target=worker.run, args=(stop,), name="worker", daemon=True)
    working.start()
    for inbound in inbounds:
        try:
            inbound.read(stop)
        except MaildError as error:
            log.warning("the mailbox cannot be read mailbox=%s error=%s", inbound.name, error.what)
            troubles.append(str(error))
        finally:
            inbound.close()
    stop.set()
    worker.interrupt()
    working.join()
    timetable.tick()
    if not outbound.send_all():
        troubles.append("The SMTP server could not be reached; what waits is shown by `maild outbox list`.")
    return troubles
