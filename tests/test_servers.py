"""`make servers`: installs what is missing, and never touches a machine that serves mail already."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci" / "servers"
OURS = ("dovecot-imapd", "dovecot-lmtpd", "exim4-daemon-light", "postgresql", "chromium", "systemd")

DPKG_QUERY = """\
#!/bin/sh
# Answers for one package whether it is installed, or lists all with what they provide.
for last; do :; done
case "$last" in
  --showformat=*) sed 's/^/installed /' "$MACHINE" ;;
  *) grep -q "^$last " "$MACHINE" && printf installed ;;
esac
"""
APT = """\
#!/bin/sh
echo "$(basename "$0") $*" >>"$MACHINE.log"
sh "$POLICY_GUARD"; echo "the guard says $?" >>"$MACHINE.log"
"""
ID = '#!/bin/sh\necho "$NUMBER_OF_USER"\n'


class Machine:
    """A machine that exists only in the answers of dpkg, and keeps what apt was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packages = folder / "packages"
        self.guard = folder / "policy-rc.d"
        for name, text in {"dpkg-query": DPKG_QUERY, "apt-get": APT, "apt-cache": APT, "id": ID}.items():
            (folder / name).write_text(text, "utf-8")
            (folder / name).chmod(0o755)

    def run(self, *packages: str, user: int = 0) -> subprocess.CompletedProcess[str]:
        self.packages.write_text("".join(f"{package}\n" for package in packages), "utf-8")
        environ = {
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "MACHINE": str(self.packages),
            "NUMBER_OF_USER": str(user),
            "POLICY_GUARD": str(self.guard),
        }
        return subprocess.run(["bash", SCRIPT], env=environ, capture_output=True, text=True, timeout=30, check=False)

    @property
    def told_apt(self) -> str:
        log = self.packages.with_name("packages.log")
        return log.read_text("utf-8") if log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_done_where_everything_is_there(machine) -> None:
    done = machine.run(
        *(f"{package} mail-transport-agent" if "exim" in package else f"{package} -" for package in OURS)
    )
    assert (done.returncode, machine.told_apt) == (0, "")
    assert "everything is there" in done.stdout


def test_another_mail_server_is_named_and_left_alone(machine) -> None:
    done = machine.run("postfix default-mta, mail-transport-agent", "systemd -")
    assert (done.returncode, machine.told_apt) == (1, "")
    assert "postfix" in done.stderr


def test_an_ordinary_user_is_told_that_it_needs_root(machine) -> None:
    done = machine.run("systemd -", user=1000)
    assert (done.returncode, machine.told_apt) == (1, "")
    assert "sudo make servers" in done.stderr


def test_only_what_is_missing_is_installed_and_nothing_is_removed(machine) -> None:
    done = machine.run(*(f"{package} -" for package in OURS if package != "postgresql"))
    assert done.returncode == 0, done.stderr
    (install,) = (line for line in machine.told_apt.splitlines() if " install " in line)
    assert install.endswith("--no-install-recommends --no-remove postgresql")


def test_nothing_is_started_while_installing_and_the_guard_is_taken_away_after(machine) -> None:
    machine.run("systemd -")
    assert "the guard says 101" in machine.told_apt
    assert not machine.guard.exists()


def test_a_guard_that_was_there_stays(machine) -> None:
    machine.guard.write_text("#!/bin/sh\nexit 101\n", "utf-8")
    machine.run("systemd -")
    assert machine.guard.exists()
