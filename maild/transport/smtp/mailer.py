"""The port `Mailer` over SMTP: letters go out over a few kept connections; asyncio lives in here and nowhere else."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

from maild.transport.smtp.delivery import Delivery, Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.desk.ports import Letter
    from maild.transport.settings import SmtpSettings
    from maild.transport.smtp.delivery import Report


class SmtpMailer:
    """The submission server; one thread delivers, and `close` may be called from any.

    `pulse` is called about once a second while letters are on their way. Delivering nothing closes the connections
    that have rested long enough.
    """

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        pulse: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._pulse = pulse
        self._pool = Pool(settings, monotonic)
        self._runner: asyncio.Runner | None = None
        self._delivery: Delivery | None = None
        self._using = threading.Lock()

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        with self._using:
            self._runner = self._runner or asyncio.Runner()
            self._runner.run(self._deliver(letters, report))

    def close(self) -> None:
        if delivery := self._delivery:
            delivery.hurry()
        with self._using:
            runner, self._runner = self._runner, None
            if runner:
                with runner:
                    runner.run(self._pool.quit())

    async def _deliver(self, letters: Sequence[Letter], report: Report) -> None:
        await self._pool.quit(rested_for=self._settings.keep_for)
        beating = asyncio.create_task(self._beat())
        self._delivery = Delivery(self._pool, letters, report)
        try:
            await self._delivery.run()
        finally:
            self._delivery = None
            beating.cancel()

    async def _beat(self) -> None:
        while True:
            self._pulse()
            await asyncio.sleep(1)
