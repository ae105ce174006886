"""A private Dovecot 2.3: real IMAP and LMTP on the loopback address, for root and for ordinary users.

Every address of the domains in `DOMAINS` is an account that exists from the start, so that each test takes fresh ones
from `account`; addresses of any other domain are unknown and refused with 550.
"""

from __future__ import annotations

import imaplib
import itertools
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Self

from tests.support.processes import (
    LOOPBACK,
    Owner,
    free_ports,
    session_of,
    signal_all,
    wait_for_greeting,
    wait_until_gone,
    write_certificate,
)

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.token_server import TokenServer

# Where the people of the tests have their mailboxes, and those of the shipped offices.
DOMAINS = (
    "office.example",
    "example.com",
    "madiun.example",
    "unma.example",
    "dpmptsp.example",
    "kamisandi.example",
    "kominfo-trg.example",
)
PASSWORD = "rahasia"
# Two accounts whose names or passwords are not plain ASCII words; they are shared by the tests of log-in.
ODD_ACCOUNTS = {"umlaut@office.example": "gehéim-秘密", "quoting@office.example": 'a "b" \\c'}

CONFIG = Template("""\
protocols = imap lmtp
listen = $loopback
base_dir = $top/run
state_dir = $top/run
instance_name = maild-test
log_path = $top/dovecot.log
info_log_path = $top/dovecot.log
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
shutdown_clients = yes

disable_plaintext_auth = no
ssl = yes
ssl_cert = <$top/tls.crt
ssl_key = <$top/tls.key

auth_mechanisms = plain login$oauth_mechanisms
auth_username_format = %Lu
auth_failure_delay = 0
$oauth_passdb
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $top/odd_accounts
}
passdb {
  driver = static
  args = password=$password
}
# An account is looked up by its domain alone, so all of them exist, while unknown domains get a real 550.
userdb {
  driver = passwd-file
  args = username_format=%d $top/domains
  default_fields = uid=$uid gid=$gid home=$top/mail/%u
}

mail_location = maildir:~/Maildir
mail_uid = $uid
mail_gid = $gid
first_valid_uid = 0
first_valid_gid = 0
mail_fsync = never
# The time at which a mail came is that of its file, so that a test can say when it was.
mail_never_cache_fields = date.received
mail_max_userip_connections = 100
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no

namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
}

# Processes are used again: starting them anew would be most of the time of a short test.
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service imap {
  service_count = 100
  process_min_avail = 2
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
  }
}
service anvil {
  chroot =
  # Otherwise one failed log-in delays every later one from this address by seconds.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  user = $user
}
service auth-worker {
  user = $user
}
protocol lmtp {
  postmaster_address = postmaster@office.example
}
$extra
""")

OAUTH_PASSDB = Template("""\
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $top/oauth2.conf.ext
}
""")

OAUTH_CONFIG = Template("""\
introspection_url = $introspection_url
introspection_mode = post
force_introspection = yes
username_attribute = username
username_format = %Lu
active_attribute = active
active_value = true
timeout_msecs = 2000
""")


@dataclass(frozen=True)
class Account:
    """One mailbox of the server."""

    address: str
    password: str = PASSWORD


def available() -> bool:
    """Say whether Dovecot is installed here."""
    return os.access("/usr/sbin/dovecot", os.X_OK) and os.access("/usr/lib/dovecot/lmtp", os.X_OK)


class Dovecot:
    """One server in a temporary folder of its own; leaving the block ends it and removes everything."""

    def __init__(self, *, oauth: TokenServer | None = None, extra: str = "") -> None:
        # The path is short because Unix sockets below it are limited to 108 octets.
        self.top = Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))
        self.host = LOOPBACK
        self.imap_port, self.imaps_port, self.lmtp_port = free_ports(3)
        self.ca_file = write_certificate(self.top)
        self.process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._write_files(oauth, extra)

    def account(self, name: str = "desk", domain: str = DOMAINS[0]) -> Account:
        """Return an account that nobody has used."""
        return Account(f"{name}-{next(self._numbers)}@{domain}")

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- life -------------------------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Start, also again after `stop`: on the same ports and with the same mail."""
        with (self.top / "stdout.log").open("ab") as output:
            self.process = subprocess.Popen(
                ["/usr/sbin/dovecot", "-F", "-c", str(self.top / "dovecot.conf")],
                env={"PATH": os.environ["PATH"]},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            wait_for_greeting(self.process, self.imap_port, b"* OK")
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self.logs()}") from None
        return self

    def stop(self) -> None:
        """End politely: clients are told BYE."""
        # The master alone would leave idling sessions open for many seconds.
        self.kick(signal.SIGTERM)
        self._end(signal.SIGTERM)

    def crash(self) -> None:
        """End as a power cut would."""
        self._end(signal.SIGKILL)

    def kick(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Drop every IMAP session and keep the server: bare ends of file by SIGKILL, BYE by SIGTERM.

        For a moment new sessions may meet a process that ends, so this is for a server of the test's own.
        """
        if self.process:
            sessions = [pid for pid in session_of(self.process.pid) if _program(pid) in {"imap", "imap-login"}]
            signal_all(sessions, number)

    def close(self) -> None:
        """End and remove the folder."""
        self._end(signal.SIGKILL)
        shutil.rmtree(self.top, ignore_errors=True)

    def logs(self) -> str:
        """Return what the server said."""
        files = (self.top / "stdout.log", self.top / "dovecot.log")
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def _end(self, number: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        # The master goes first, or it would fork replacements.
        signal_all([process.pid], number)
        wait_until_gone(process.pid, seconds=0 if number is signal.SIGKILL else 5)
        process.wait()

    # --- mail -------------------------------------------------------------------------------------------------------

    def append(self, account: Account, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a folder of an account."""
        with self._client(account) as client:
            for mail in mails:
                kind, answer = client.append(folder, "", imaplib.Time2Internaldate(time.time()), mail)
                assert kind == "OK", answer

    def deliver(self, sender: str, recipient: str, mail: bytes) -> None:
        """Deliver by LMTP, as a mail server does: this writes Return-Path, Delivered-To and Received."""
        with smtplib.LMTP(LOOPBACK, self.lmtp_port) as client:
            client.sendmail(sender, [recipient], mail)

    def mails(self, account: Account, folder: str = "INBOX") -> list[bytes]:
        """Return the mails of a folder, oldest first; none where the folder does not exist."""
        with self._client(account) as client:
            kind, count = client.select(folder, readonly=True)
            if kind != "OK" or count == [b"0"]:
                return []
            _, found = client.fetch("1:*", "(BODY.PEEK[])")
            return [part[1] for part in found if isinstance(part, tuple)]

    def wait_for_mails(self, account: Account, count: int, folder: str = "INBOX", seconds: float = 10.0) -> list[bytes]:
        """Return the mails of a folder as soon as there are so many; AssertionError when they do not come."""
        deadline = time.monotonic() + seconds
        while len(found := self.mails(account, folder)) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} mails in {folder} of {account.address}"
            time.sleep(0.05)
        return found

    def came_at(self, account: Account, at: datetime) -> None:
        """Let all mail that nobody has looked at be mail that came at this moment: its INTERNALDATE is then that."""
        for file in self._maildir(account).glob("new/*"):
            os.utime(file, (at.timestamp(), at.timestamp()))

    def empty(self, account: Account) -> None:
        """Leave an account as if it had never got any mail. No client may be connected."""
        shutil.rmtree(self._maildir(account), ignore_errors=True)

    def forget_uids(self, account: Account, folder: str = "INBOX") -> None:
        """Give a folder another UIDVALIDITY; its mails stay and are numbered anew. No client may be connected."""
        maildir = self._maildir(account)
        if folder != "INBOX":
            maildir /= "." + folder.replace("/", ".")
        for pattern in ("dovecot-uidlist*", "dovecot.index*"):
            for file in maildir.glob(pattern):
                file.unlink()

    def _maildir(self, account: Account) -> Path:
        return self.top / "mail" / account.address / "Maildir"

    def _client(self, account: Account) -> imaplib.IMAP4:
        client = imaplib.IMAP4(LOOPBACK, self.imap_port, timeout=10)
        # imaplib sends a literal and its end apart; without this each append would wait 40 ms for an acknowledgement.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(account.address, account.password)
        return client

    # --- set-up -----------------------------------------------------------------------------------------------------

    def _write_files(self, oauth: TokenServer | None, extra: str) -> None:
        owner = Owner.for_servers()
        values = {
            "top": self.top,
            "loopback": LOOPBACK,
            "user": owner.name,
            "group": owner.group,
            "uid": owner.uid,
            "gid": owner.gid,
            "password": PASSWORD,
            "imap": self.imap_port,
            "imaps": self.imaps_port,
            "lmtp": self.lmtp_port,
            "oauth_mechanisms": " xoauth2 oauthbearer" if oauth else "",
            "oauth_passdb": OAUTH_PASSDB.substitute(top=self.top) if oauth else "",
            "extra": extra,
        }
        (self.top / "dovecot.conf").write_text(CONFIG.substitute(values))
        (self.top / "domains").write_text(_passwd_file(dict.fromkeys(DOMAINS, "")))
        (self.top / "odd_accounts").write_text(_passwd_file(ODD_ACCOUNTS), encoding="utf-8")
        if oauth:
            (self.top / "oauth2.conf.ext").write_text(
                OAUTH_CONFIG.substitute(introspection_url=oauth.url("/introspect"))
            )
        for name in ("run", "mail"):
            (self.top / name).mkdir()
        owner.take(self.top / "mail")
        self.top.chmod(0o711)
        (self.top / "run").chmod(0o755)


def _passwd_file(entries: dict[str, str]) -> str:
    return "".join(f"{user}:{password}::::::\n" for user, password in entries.items())


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""
