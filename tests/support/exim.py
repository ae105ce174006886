"""A private Exim 4: real SMTP submission and real delivery status notifications, never as root.

Mail to the domains of Dovecot goes there by LMTP, also to `GONE`, whose addresses Dovecot does not know: that bounces.
Any other domain has no route and bounces too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from tests.support.dovecot import DOMAINS, PASSWORD
from tests.support.processes import (
    LOOPBACK,
    Owner,
    free_ports,
    signal_all,
    wait_for_greeting,
    wait_until_gone,
    write_certificate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "gone.example"
Stage = Literal["connect", "mail", "rcpt", "data"]
STAGES: tuple[Stage, ...] = ("connect", "mail", "rcpt", "data")

CONFIG = r"""
keep_environment =
spool_directory = TOP/spool
log_file_path = TOP/log/%slog
pid_file_path = TOP/exim.pid
exim_user = USER
exim_group = GROUP
never_users =
deliver_drop_privilege = true
primary_hostname = mx.office.example
qualify_domain = office.example
domainlist local_domains = LOCAL_DOMAINS
local_interfaces = 127.0.0.1
daemon_smtp_ports = PLAIN_PORT : TLS_PORT
tls_on_connect_ports = TLS_PORT
tls_advertise_hosts = *
tls_certificate = TOP/tls.crt
tls_privatekey = TOP/tls.key
auth_advertise_hosts = *
host_lookup =
dns_ipv4_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
message_size_limit = 30M
local_from_check = false
untrusted_set_sender = *
bounce_return_size_limit = 100K
timeout_frozen_after = 1h
smtputf8_advertise_hosts = *
acl_smtp_connect = acl_connect
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data

begin acl
SCRIPTED_STAGES
begin routers
to_dovecot:
  driver = manualroute
  domains = +local_domains
  transport = lmtp
  route_list = * 127.0.0.1 byname
  self = send
ON_ARRIVAL
elsewhere:
  driver = redirect
  data = :fail: 5.1.2 no route to ${domain}
  allow_fail

begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  port = LMTP
  allow_localhost
  hosts_try_fastopen =

begin retry
*  *  F,1h,1s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}{PASSWORD}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if eq{$auth2}{PASSWORD}}
  server_set_id = $auth1
"""

# A file under ctl/ turns an answer bad while the server runs; its text is what the server says.
SCRIPTED_STAGE = r"""
acl_STAGE:
  defer condition = ${if exists{TOP/ctl/STAGE.4}}
        message = ${readfile{TOP/ctl/STAGE.4}{}}
  deny  condition = ${if exists{TOP/ctl/STAGE.5}}
        message = ${readfile{TOP/ctl/STAGE.5}{}}
  drop  condition = ${if exists{TOP/ctl/STAGE.drop}}
  warn  condition = ${if exists{TOP/ctl/STAGE.slow}}
        delay = ${readfile{TOP/ctl/STAGE.slow}{}}s
  accept
"""


def available() -> bool:
    """Say whether Exim is installed here."""
    return os.access("/usr/sbin/exim4", os.X_OK)


class Exim:
    """One server in a temporary folder of its own; leaving the block ends it and removes everything.

    `on_arrival` are options of the router by which mail reaches Dovecot, such as `headers_remove`.
    """

    def __init__(self, lmtp_port: int, *, on_arrival: str = "") -> None:
        self.top = Path(tempfile.mkdtemp(prefix="ex-", dir="/tmp"))
        self.host = LOOPBACK
        self.port, self.tls_port = free_ports(2)
        self.ca_file = write_certificate(self.top)
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = Owner.for_servers()
        for name in ("spool", "log", "ctl"):
            (self.top / name).mkdir()
        macros = {
            "TOP": self.top,
            "USER": self._owner.name,
            "GROUP": self._owner.group,
            "LOCAL_DOMAINS": " : ".join((*DOMAINS, GONE)),
            "PLAIN_PORT": self.port,
            "TLS_PORT": self.tls_port,
            "LMTP": lmtp_port,
            "PASSWORD": PASSWORD,
        }
        stages = "".join(SCRIPTED_STAGE.replace("STAGE", stage) for stage in STAGES)
        (self.top / "exim.conf").write_text(
            "".join(f"{name} = {value}\n" for name, value in macros.items())
            + CONFIG.replace("SCRIPTED_STAGES", stages).replace("ON_ARRIVAL", on_arrival)
        )
        self.top.chmod(0o755)
        self._owner.take(self.top, *self.top.rglob("*"))

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> Self:
        """Start, also again after `stop`: on the same port and with the same queue."""
        with (self.top / "stdout.log").open("ab") as output:
            self.process = subprocess.Popen(
                self._command("-bdf", "-q1s"),
                cwd=self.top,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._credentials(),
            )
        try:
            wait_for_greeting(self.process, self.port, b"220")
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self.logs()}") from None
        return self

    def stop(self) -> None:
        """End; deliveries under way are cut off."""
        process, self.process = self.process, None
        if process is not None:
            signal_all([process.pid], signal.SIGTERM)
            process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            wait_until_gone(process.pid)

    def close(self) -> None:
        """End and remove the folder."""
        self.stop()
        shutil.rmtree(self.top, ignore_errors=True)

    @contextlib.contextmanager
    def failing(self, stage: Stage, code: int, text: str) -> Iterator[None]:
        """Answer this stage so within the block, as in `failing("rcpt", 451, "4.3.0 later")`."""
        with self._switch(f"{stage}.{code // 100}", f"{code} {text}"):
            yield

    @contextlib.contextmanager
    def slow(self, stage: Stage, seconds: int) -> Iterator[None]:
        """Wait so long at this stage within the block."""
        with self._switch(f"{stage}.slow", str(seconds)):
            yield

    @contextlib.contextmanager
    def dropping(self, stage: Stage) -> Iterator[None]:
        """Refuse and hang up at this stage within the block."""
        with self._switch(f"{stage}.drop", ""):
            yield

    def queue(self) -> str:
        """Return the queue as Exim prints it: empty when all is delivered."""
        return subprocess.run(
            self._command("-bp"), check=True, capture_output=True, text=True, **self._credentials()
        ).stdout

    def wait_until_delivered(self, seconds: float = 10.0) -> None:
        """Wait until nothing is queued; AssertionError when something stays."""
        deadline = time.monotonic() + seconds
        while queued := self.queue():
            assert time.monotonic() < deadline, queued
            time.sleep(0.05)

    def logs(self) -> str:
        """Return what the server said."""
        files = [self.top / "stdout.log", *sorted((self.top / "log").glob("*"))]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    @contextlib.contextmanager
    def _switch(self, name: str, text: str) -> Iterator[None]:
        file = self.top / "ctl" / name
        file.write_text(text)
        try:
            yield
        finally:
            file.unlink()

    def _command(self, *arguments: str) -> list[str]:
        return ["/usr/sbin/exim4", "-C", str(self.top / "exim.conf"), *arguments]

    def _credentials(self) -> dict[str, object]:
        if os.getuid() != 0:
            return {}
        return {"user": self._owner.uid, "group": self._owner.gid, "extra_groups": []}
