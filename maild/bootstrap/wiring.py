"""A desk with everything wired: adapters, use cases, and the parts of the daemon."""

from __future__ import annotations

import hashlib
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from maild.bootstrap.clockwork import retention_job, time_jobs
from maild.bootstrap.database import store_of
from maild.bootstrap.keys import keyring_of
from maild.bootstrap.servers import imap_settings, sent_settings, smtp_settings
from maild.bootstrap.values import clock, desk_addresses, office_of, own_signs, reading_limits, terms_of, trust_of
from maild.bootstrap.web import web_parts
from maild.daemon.ears import Ears
from maild.daemon.inbound import Inbound
from maild.daemon.outbound import CLAIM_LASTS, Outbound
from maild.daemon.outbound import PART as SENDER
from maild.daemon.reload import RulesInForce, Watch
from maild.daemon.supervisor import Part, Supervisor
from maild.daemon.timetable import Job, Timetable
from maild.daemon.worker import Worker
from maild.desk.decide import Judge
from maild.desk.follow_ups import JOB as FOLLOW_UPS
from maild.desk.follow_ups import FollowUps
from maild.desk.health import Health
from maild.desk.incoming.finding import Finder
from maild.desk.intake import Intake
from maild.desk.ledger import Ledger
from maild.desk.letters.notify import Notifier
from maild.desk.outgoing.dispatch import Dispatch
from maild.desk.prepared import Preparer
from maild.desk.rulebook import Rulebook
from maild.notices.renderer import Renderer
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.shipped import shipped
from maild.store.locks import MailboxLock, daemon_lock
from maild.store.wakeup import Listener
from maild.transport.dns import TxtLookup
from maild.transport.imap import ImapMailbox
from maild.transport.smtp import SmtpMailer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from maild.config import Config
    from maild.desk.office import Office
    from maild.desk.ports import Clock
    from maild.errors import PermanentError
    from maild.store.desk_store import DeskStore
    from maild.tokens import Keys


def rulebook_of(folder: Path, at: datetime, *, examples: bool = False) -> Rulebook:
    """Return the rules of a folder as the daemon uses them; PolicyError names every mistake.

    Example people are left out, unless it is a demo that they play in.
    """
    policy = load(folder) if examples else load(folder).without_examples()
    return Rulebook(policy, build_all(policy.calendars, at))


def renderer_of(config: Config) -> Renderer:
    """Return what writes the desk's mail: the office's templates first, then the shipped ones."""
    own = config.desk.templates
    folders = [own, shipped("templates")] if own.is_dir() else [shipped("templates")]
    return Renderer(folders, config.desk.language)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk with everything wired, not yet running."""

    config: Config
    office: Office
    store: DeskStore
    keyring: Keys
    renderer: Renderer
    notifier: Notifier
    health: Health
    rules: RulesInForce
    intake: Intake
    dispatch: Dispatch
    worker: Worker
    inbounds: tuple[Inbound, ...]
    outbound: Outbound
    timetable: Timetable
    ears: tuple[Ears, ...]
    clock: Clock

    @property
    def holder(self) -> str:
        """The name under which this machine's daemon is known in the database."""
        return socket.gethostname()

    def supervisor(self) -> Supervisor:
        """Return what runs all parts of this desk."""
        watch = Watch(self.rules, self.config.desk.rules, self.health, self.clock)
        parts = (
            Part("worker", self.worker, self.worker.interrupt),
            Part("sender", self.outbound, self.outbound.interrupt),
            Part("timetable", self.timetable),
            Part("rules", watch),
            *(Part(inbound.name, inbound, inbound.interrupt) for inbound in self.inbounds),
            *(Part("ears", ears) for ears in self.ears),
            *self._web(),
        )
        return Supervisor(parts, self.health, self.clock, self.rules.look)

    def _web(self) -> Iterator[Part]:
        return web_parts(
            self.config.web.address,
            office=self.office,
            keyring=self.keyring,
            store=self.store,
            renderer=self.renderer,
            notifier=self.notifier,
            rules=self.rules,
            health=self.health,
            clock=self.clock,
        )


def desk_of(config: Config, clock: Clock = clock, *, examples: bool = False) -> Desk:
    """Wire a desk; PermanentError for what has to be mended first. In a demo the example people take part."""
    wake, health = Event(), Health()
    store = store_of(config, wake.set)
    office, keyring = office_of(config), keyring_of(config.desk.keys_file)
    renderer = renderer_of(config)
    notifier = Notifier(office, keyring, renderer)
    rules = RulesInForce(
        lambda: rulebook_of(config.desk.rules, clock(), examples=examples),
        partial(digest_of_folder, config.desk.rules),
        partial(_tell_of_bad_rules, store, notifier, clock),
    )
    preparer = Preparer(
        own_signs(office), desk_addresses(office), trust_of(config), reading_limits(config), TxtLookup()
    )
    judge = Judge(office, Finder(office, keyring), notifier)
    intake = Intake(store, preparer, judge, notifier, rules, clock)
    mailer = SmtpMailer(smtp_settings(config), pulse=lambda: _ignored(health.beat(SENDER, clock())))
    dispatch = Dispatch(store, mailer, notifier, rules, office, clock, f"{socket.gethostname()}:{os.getpid()}")
    follow_ups = FollowUps(store, notifier, rules, office)
    keeping = retention_job(store.database, terms_of(config))
    worker = Worker(intake, health, clock, wake)
    return Desk(
        config=config,
        office=office,
        store=store,
        keyring=keyring,
        renderer=renderer,
        notifier=notifier,
        health=health,
        rules=rules,
        intake=intake,
        dispatch=dispatch,
        worker=worker,
        inbounds=tuple(_inbounds(config, store, intake, worker, health, clock)),
        outbound=Outbound(dispatch, mailer, health, clock, wake),
        timetable=Timetable(
            (*_jobs(dispatch, intake, follow_ups), *time_jobs(store, notifier, rules, office), keeping),
            health,
            clock,
        ),
        # On SQLite there is no other daemon to be heard.
        ears=() if store.database.is_sqlite else (Ears(Listener(store.database), health, clock, wake),),
        clock=clock,
    )


@contextmanager
def running(config: Config, clock: Clock = clock, *, examples: bool = False) -> Iterator[Desk]:
    """Give a desk that is this machine's daemon until the block ends; PermanentError when there is another one.

    Its end is recorded when the block ends well. A daemon that finds no such end takes mails in singly (rule 8).
    """
    desk = desk_of(config, clock, examples=examples)
    with daemon_lock(desk.store.database):
        if desk.store.started(desk.holder, clock()):
            for inbound in desk.inbounds:
                inbound.take_care()
        if desk.store.database.is_sqlite:
            # Nobody else can hold a claim on this file, so those that are left belong to a daemon that died.
            desk.dispatch.take_over(clock())
        yield desk
        desk.store.ended(desk.holder, clock())


def _inbounds(
    config: Config, store: DeskStore, intake: Intake, worker: Worker, health: Health, clock: Clock
) -> Iterator[Inbound]:
    """Yield a reader for every folder: what comes in, and what people sent from the desk's own webmail."""
    for name, mailbox in config.mailbox.items():
        seconds = mailbox.poll_every.total_seconds()
        incoming, turn = ImapMailbox(name, imap_settings(mailbox, config)), MailboxLock(store.database, name)
        given = (intake, store, worker, health, clock)
        yield Inbound(incoming, mailbox.folder, turn, *given, start=mailbox.start, poll_seconds=seconds)
        if folder := mailbox.sent_folder:
            sent = ImapMailbox(name, sent_settings(mailbox, config))
            turn = MailboxLock(store.database, f"{name} {folder}")
            yield Inbound(sent, folder, turn, *given, poll_seconds=seconds, part="sent mail of")


def _jobs(dispatch: Dispatch, intake: Intake, follow_ups: FollowUps) -> tuple[Job, ...]:
    return (
        Job(FOLLOW_UPS, lambda now: _ignored(follow_ups.run(now))),
        Job("letters of dead daemons", lambda now: _ignored(dispatch.take_over(now - CLAIM_LASTS))),
        Job("mails that were deadly", lambda now: _ignored(intake.retry_deadly(now))),
        Job("mails that were let go", lambda _: _ignored(intake.retry_wanted())),
    )


def _ignored(_: object) -> None:
    """Forget what a job returns."""


def _tell_of_bad_rules(store: DeskStore, notifier: Notifier, clock: Clock, error: PermanentError) -> None:
    with store.begin() as work:
        findings = error.mend.splitlines()
        work.write(notifier.to_admin("rules_bad", {"findings": findings}, Ledger(work), clock()))
        work.commit()


def digest_of_folder(folder: Path) -> str:
    """Return what tells whether any file below a folder has changed."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
