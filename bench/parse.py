"""What reading a mail costs, beside the standard library's parser in the same run.

    python bench/parse.py [ROUNDS]

Prints CPU microseconds a mail (best of the rounds) and the peak memory that a 34 MB mail adds. The ratios are the
figures to compare: they hold on a busy machine too.
"""

from __future__ import annotations

import base64
import email
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from maild.mail.parser import parse

HOPS = "".join(
    f"Received: from mx{hop}.example.com (mx{hop}.example.com [192.0.2.{hop}])\n"
    f"\tby mx.office.example with ESMTPS id {hop}x\n\tfor <desk@office.example>; Fri, 20 Nov 2026 08:0{hop}:00 +0700\n"
    for hop in range(4)
)
HEAD = f"""{HOPS}From: "Rita Requester {{n}}" <rita{{n}}@example.com>
To: Desk <desk@office.example>
Cc: omar@example.com, =?utf-8?q?T=C3=A1riq?= <tariq@example.com>
Subject: =?utf-8?B?SmFyaW5nYW4gdGVycHV0dXMg4oCTIA==?= {{n}}
Date: Fri, 20 Nov 2026 08:00:00 +0700
Message-ID: <{{n}}.abc@example.com>
In-Reply-To: <{{n}}.x@office.example>
References: <a{{n}}@b.example> <{{n}}.x@office.example>
MIME-Version: 1.0
X-Mailer: Test
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=x;
 h=from:to:subject;
 b={"A" * 300}
Content-Type: multipart/{{kind}}; boundary="----=_Part_{{n}}_x"

"""
TEXT = "".join(f"Mohon bantuan, jaringan di ruang {line} terputus sejak pagi hari ini.\n" for line in range(40))
HTML = (
    "<html><body>" + "".join(f"<p>Jaringan di ruang {line} terputus.</p>\n" for line in range(20)) + "</body></html>\n"
)


def mail(number: int, attachment: bytes = b"") -> bytes:
    """Return a mail as clients write it: two forms of the text, and beside them the attachment if there is one."""
    outer, inner = f"----=_Part_{number}_x", f"----=_Text_{number}_x"
    text = inner if attachment else outer
    forms = (
        f"--{text}\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}"
        f"--{text}\nContent-Type: text/html\n\n{HTML}--{text}--\n"
    )
    kind = "mixed" if attachment else "alternative"
    octets = HEAD.replace("{n}", str(number)).replace("{kind}", kind).encode()
    if not attachment:
        return (octets + forms.encode()).replace(b"\n", b"\r\n")
    octets += (
        f'--{outer}\nContent-Type: multipart/alternative; boundary="{inner}"\n\n{forms}'
        f"--{outer}\nContent-Type: application/octet-stream; name=data.bin\n"
        "Content-Disposition: attachment; filename=data.bin\nContent-Transfer-Encoding: base64\n\n"
    ).encode() + base64.encodebytes(attachment)
    return (octets + f"--{outer}--\n".encode()).replace(b"\n", b"\r\n")


def everything(raw: bytes) -> None:
    """Do with the standard library what it can of the same: decode every part."""
    for part in email.message_from_bytes(raw).walk():
        part.get_payload(decode=True)


def microseconds(read: Callable[[bytes], object], mails: list[bytes], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for raw in mails:
            read(raw)
        best = min(best, time.process_time() - started)
    return best / len(mails) * 1e6


def compare(name: str, mails: list[bytes], rounds: int) -> None:
    ours, theirs = microseconds(parse, mails, rounds), microseconds(everything, mails, rounds)
    size = sum(map(len, mails)) // len(mails)
    print(
        f"{name:<18} {size:>9} octets  {ours:>7.0f} us   standard library {theirs:>7.0f} us   ratio {ours / theirs:.2f}"
    )


def peak_of_a_large_mail() -> None:
    """Read one large mail in this fresh process and print what it added to the peak."""
    chunk = base64.encodebytes(os.urandom(57 * 18))
    raw = b"".join([mail(1, bytes(57)).removesuffix(b"------=_Part_1_x--\r\n"), *[chunk] * 25_000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (attachment,) = parse(raw).attachments
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(f"{'memory':<18} {len(raw):>9} octets  {added / len(raw):.2f} times its size beyond the mail itself")
    assert attachment.size > 20_000_000


def main() -> None:
    if sys.argv[1:] == ["--large"]:
        peak_of_a_large_mail()
        return
    rounds = int(sys.argv[1]) if sys.argv[1:] else 5
    compare("small", [mail(number) for number in range(300)], rounds)
    compare("300 kB attachment", [mail(number, os.urandom(225_000)) for number in range(40)], rounds)
    # Memory is only told by a process that did nothing before.
    subprocess.run([sys.executable, __file__, "--large"], check=True)


if __name__ == "__main__":
    main()
