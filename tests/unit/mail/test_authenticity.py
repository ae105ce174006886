"""Nobody is taken for somebody else: what proves a sender, and the attacks that prove nothing."""

from __future__ import annotations

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.authentication_results import results_of
from maild.mail.authenticity import Trust, proof_of
from maild.mail.parser import parse

OURS = Trust(("mx.office.example",))
PASS = "Authentication-Results: mx.office.example; dmarc=pass header.from=example.com"
FAIL = "Authentication-Results: mx.office.example; dmarc=fail (p=reject) header.from=example.com"
NONE = "Authentication-Results: mx.office.example; dmarc=fail (p=none) header.from=example.com"

# A key made for these tests, of a domain that does not exist.
PRIVATE_KEY = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIICXAIBAAKBgQCkZl1s3VYzDn/50eQAUAJvHe4+10jduPdPbu71dblkNpaPgOfz
KxGaPwyMu2VB7jk2+G524Yyrc8ze/hy4akHHRPije2drJgYttju8kg1puSDqpztB
U93eRlIgnw8M9/zSJq1LdpDZoXAgaA8UfDNzIpWWIALwEQPrX0wpAMk9xwIDAQAB
AoGAJccwKNgj+s+WMP4+eqPoK0iheudV4z2h9yry1o0a8SBqMMfahVKcVOmwJJbb
ie8ITs1/9OmXvb56kbOrPeWM/7MqBfSBACOGHIPwStZCO8dMMZCW/zyTnUfd9X8e
TGqIlr2k1EyrYibLfd8ZXF1xam6zLnASx7vX7J7hdwAg9GECQQDa3n2n/TeF7fm9
BEklExj1qyrcNnTIGqPrv5o/1uVFqWptFlnHUlqhbuIJP78JYpeiNb2yhivs3HQX
xyKTi2P9AkEAwEpE20CCjuvwFHf/p8ZmobwtUbTof79Ar6WKTB3H8ifd7gVVnHuk
szX/BfQyLfmWnvHPiHXm6O/FOLq1fGe6EwJBAJFLNft4+4zrJ+i0maIFBYLAuFkr
xWa5WKw9q7ZJgDY4ezAjsEHDh+q241LkgHtIegTyzBVhQHOi/WZziZ6M4DkCQCFw
iPrsBAhgxXZ5y87cdNqpg+QSpuAYXWJuUlecUjotbq3G5bV51xGHUVsytUtDfUsU
2Ddt8YMOt2h/J7KDw1sCQFl//JjM0Y8WXmuPQ8207nn7ayCXBvYWPiWDXpqd160v
GHo9WKUMQqhqR/K261fsfJpJubeEwNR8MUTff4plubI=
-----END RSA PRIVATE KEY-----
"""
PUBLIC_KEY = (
    b"v=DKIM1; k=rsa; p="
    b"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCkZl1s3VYzDn/50eQAUAJvHe4+10jduPdPbu71dblkNpaPgOfzKx"
    b"GaPwyMu2VB7jk2+G524Yyrc8ze/hy4akHHRPije2drJgYttju8kg1puSDqpztBU93eRlIgnw8M9/zSJq1LdpDZoXAg"
    b"aA8UfDNzIpWWIALwEQPrX0wpAMk9xwIDAQAB"
)


def mail(*fields, sender="rita@example.com", text="#ambil\r\n"):
    head = "".join(f"{field}\r\n" for field in (*fields, f"From: {sender}", "To: desk@office.example"))
    return f"{head}\r\n{text}".encode("utf-8", "surrogateescape")


def proof(raw, trust=OURS, *, listed=True, txt=None):
    return proof_of(parse(raw), raw, trust, listed=listed, txt=txt)


# --- Authentication-Results -------------------------------------------------------------------------------------


def test_a_pass_of_our_own_server_proves_the_sender():
    found = proof(mail(PASS))
    assert found.kind == "sender"
    assert found.because == ("dmarc=pass for example.com",)


@pytest.mark.parametrize("server", ["evil.example", "mx.office.example.evil.example", "office.example", ""])
def test_a_pass_under_another_id_proves_nothing(server):
    assert proof(mail(f"Authentication-Results: {server}; dmarc=pass header.from=example.com")).kind == "none"


def test_without_a_trusted_id_no_field_proves_anything():
    assert proof(mail(PASS), Trust()).kind == "none"


@pytest.mark.parametrize("order", [(PASS, NONE), (NONE, PASS), (PASS, PASS, NONE), (NONE, PASS, PASS)])
def test_of_several_fields_with_our_id_the_worst_counts_wherever_it_stands(order):
    assert proof(mail(*order)).kind == "none"


@pytest.mark.parametrize("order", [(PASS, FAIL), (FAIL, PASS)])
def test_a_forged_field_on_top_and_the_real_one_last_is_a_failure(order):
    assert proof(mail(*order)).kind == "failed"


def test_a_field_that_cannot_be_read_takes_the_proof_away():
    assert proof(mail(PASS, "Authentication-Results: mx.office.example; dmarc=pass (never closed")).kind == "none"
    assert proof(mail(PASS, "Authentication-Results: mx.office.example; spf=pass) ; x=y")).kind == "none"


@pytest.mark.parametrize("result", ["none", "neutral", "permerror", "temperror", "bestguesspass", "passed"])
def test_anything_but_a_pass_is_no_proof(result):
    assert (
        proof(mail(f"Authentication-Results: mx.office.example; dmarc={result} header.from=example.com")).kind == "none"
    )


def test_spf_and_dkim_alone_prove_nothing():
    field = (
        "Authentication-Results: mx.office.example; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com"
    )
    assert proof(mail(field)).kind == "none"


@pytest.mark.parametrize(
    "said",
    ["header.from=evil.example", "", "header.from=sub.example.com", "header.from=example.com header.from=evil.example"],
)
def test_a_pass_for_another_domain_than_the_one_we_read_proves_nothing(said):
    assert proof(mail(f"Authentication-Results: mx.office.example; dmarc=pass {said}")).kind == "none"


@pytest.mark.parametrize(
    "field",
    [
        "authentication-results: MX.Office.Example 1; DMARC=Pass (p=REJECT sp=REJECT dis=NONE) header.from=Example.COM",
        (
            "Authentication-Results: mx.office.example;\r\n\tspf=pass (x (y) ; z) smtp.mailfrom=a@b;\r\n dmarc=pass\r\n"
            "\theader.from=example.com"
        ),
        'Authentication-Results: mx.office.example; dmarc/1 = pass reason="a; dmarc=fail" header.from=rita@example.com',
        'Authentication-Results: "mx.office.example"; dmarc=pass header.from="example.com"',
    ],
)
def test_the_forms_that_servers_really_write_are_read(field):
    assert proof(mail(field)).kind == "sender"


MICROSOFT = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=pass (signature was "
    "verified) header.d=example.com;dmarc=%s header.from=example.com;compauth=pass reason=100"
)


def test_microsofts_form_counts_only_where_the_office_says_so():
    assert proof(mail(MICROSOFT % "pass action=none")).kind == "none"
    assert proof(mail(MICROSOFT % "pass action=none"), Trust(("-",))).kind == "sender"
    assert proof(mail(MICROSOFT % "fail action=oreject"), Trust(("-",))).kind == "failed"
    assert proof(mail(MICROSOFT % "fail action=none"), Trust(("-",))).kind == "none"


@pytest.mark.parametrize(
    "value",
    [
        'smtp.mailfrom="x; dmarc=pass header.from=example.com"@evil.example',
        'smtp.helo="a\\"; dmarc=pass header.from=example.com; x=\\""',
        "(helo=x; dmarc=pass header.from=example.com)",
        "(=?utf-8?q?=29=3B_dmarc=3Dpass_header=2Efrom=3Dexample=2Ecom=3B_=28?=)",
        "smtp.helo==?utf-8?q?x=3B_dmarc=3Dpass_header=2Efrom=3Dexample=2Ecom?=",
    ],
)
def test_what_a_stranger_put_into_a_true_field_is_no_verdict(value):
    assert proof(mail(f"Authentication-Results: mx.office.example; spf=fail {value}")).kind == "none"


def test_a_domain_beyond_ascii_is_compared_as_dns_knows_it():
    field = "Authentication-Results: mx.office.example; dmarc=pass header.from=xn--bcher-kva.example"
    assert proof(mail(field, sender="rita@bücher.example")).kind == "sender"


@given(st.text(max_size=200))
def test_no_field_is_an_error(value):
    assert results_of(value) is not None


@given(st.text(alphabet='ab =;()"\\/.\n\t', max_size=60))
def test_brackets_and_quotes_of_any_kind_are_no_error(value):
    assert results_of(value).server is not None


# --- whom we read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "From: rita@example.com\r\nFrom: evil@example.net\r\n",
        "From: rita@example.com, evil@example.net\r\n",
        "From: rita@example.com\r\n evil@example.net\r\n",
        "From: rita@example.com\rFrom: evil@example.net\r\n",
        "From: rita\x00@example.com\r\n",
        "Subject: x\r\n",
    ],
)
def test_a_mail_whose_sender_can_be_read_in_two_ways_is_never_proven(head):
    raw = f"{PASS}\r\n{head}To: desk@office.example\r\n\r\nx\r\n".encode()
    assert proof(raw).kind != "sender"
    assert proof(raw, Trust((), "X-Inside: yes")).kind != "sender"


# --- the mark of inside mail ------------------------------------------------------------------------------------


def test_the_mark_of_inside_mail_proves_the_sender():
    found = proof(mail("X-Inside: yes"), Trust((), "X-Inside: yes"))
    assert found.kind == "sender"
    assert "X-Inside" in found.because[0]


@pytest.mark.parametrize(
    "fields", [(), ("X-Inside: no",), ("X-Inside: yes, really",), ("X-Inside: yes", "X-Inside: no")]
)
def test_anything_but_the_exact_mark_proves_nothing(fields):
    assert proof(mail(*fields), Trust((), "X-Inside: yes")).kind == "none"


def test_an_office_without_a_mark_believes_none():
    assert proof(mail("X-Inside: "), Trust((), "X-Inside:")).kind == "none"
    assert proof(mail(": "), Trust((), "")).kind == "none"


def test_a_failure_outweighs_the_mark():
    assert proof(mail("X-Inside: yes", FAIL), Trust(("mx.office.example",), "X-Inside: yes")).kind == "failed"


# --- our own look at signatures ---------------------------------------------------------------------------------

PLAIN = (
    "Date: Thu, 19 Nov 2026 09:20:00 +0700",
    "Message-ID: <a@example.com>",
    "Subject: Re: [SIG-42]",
    "In-Reply-To: <b@office.example>",
    "MIME-Version: 1.0",
    "Content-Type: text/plain",
)
ALL = [b"from", b"to", b"date", b"message-id", b"subject", b"in-reply-to", b"mime-version", b"content-type"]


def signed(raw=None, *, domain=b"example.com", covering=ALL, length=False):
    raw = raw or mail(*PLAIN)
    signature = dkim.sign(raw, b"mail", domain, PRIVATE_KEY, include_headers=list(covering), length=length)
    return signature + raw


def dns(record=PUBLIC_KEY):
    return {
        f"mail._domainkey.{domain}": record for domain in ("example.com", "evil.example", "mail.example.com", "com")
    }.get


def looked_at(raw, record=PUBLIC_KEY, **other):
    return proof(raw, Trust(), txt=dns(record), **other)


def test_a_signature_of_the_senders_domain_proves_a_listed_person():
    found = looked_at(signed())
    assert found.kind == "sender"
    assert found.because == ("DKIM signature of example.com",)


def test_the_domain_above_speaks_for_the_one_below():
    assert looked_at(signed(mail(*PLAIN, sender="rita@it.example.com"))).kind == "sender"


def test_signatures_are_not_looked_at_for_strangers_or_where_a_server_does_it():
    def never(name):
        raise AssertionError(name)

    assert proof(signed(), Trust(), listed=False, txt=never).kind == "none"
    assert proof(signed(), OURS, txt=never).kind == "none"
    assert proof(signed(), Trust(), txt=None).kind == "none"


@pytest.mark.parametrize("domain", [b"evil.example", b"mail.example.com", b"com"])
def test_a_signature_of_another_domain_proves_nothing(domain):
    assert looked_at(signed(domain=domain)).kind == "none"


def test_a_changed_text_proves_nothing():
    assert looked_at(signed().replace(b"#ambil", b"#tutup")).kind == "none"


def test_a_signature_over_a_part_of_the_text_proves_nothing():
    found = looked_at(signed(length=True) + b"#tutup\r\n")
    assert found.kind == "none"
    assert "l=" in found.because[0]


@pytest.mark.parametrize("flags", [b"t=y;", b"t=y:s;", b"t = s : y ;", b"t=Y;"])
def test_a_key_for_testing_proves_nothing(flags):
    found = looked_at(signed(), flags + PUBLIC_KEY)
    assert found.kind == "none"
    assert "t=y" in found.because[0]


@pytest.mark.parametrize("record", [None, b"", b"v=DKIM1; p=", b"garbage", b"\xff\xfe", b"v=DKIM1; k=rsa; p=AAAA"])
def test_without_a_usable_key_nothing_is_proven(record):
    assert looked_at(signed(), record).kind == "none"


@pytest.mark.parametrize("left_out", ALL)
def test_a_signature_that_leaves_a_field_open_proves_nothing(left_out):
    if left_out != b"from":
        assert looked_at(signed(covering=[name for name in ALL if name != left_out])).kind == "none"


@pytest.mark.parametrize(
    "grafted",
    [
        b"Subject: #tutup\r\n",
        b"Reply-To: evil@example.net\r\n",
        b"References: <victim@office.example>\r\n",
        b"Message-ID: <new@evil.example>\r\n",
        b"Content-Type: text/html\r\n",
        b"Cc: evil@example.net\r\n",
        b"Date: Fri, 20 Nov 2026 09:20:00 +0700\r\n",
        b"Sender: evil@example.net\r\n",
    ],
)
def test_a_field_grafted_onto_a_signed_mail_takes_the_proof_away(grafted):
    assert looked_at(grafted + signed()).kind == "none"
    head, _, text = signed().partition(b"\r\n\r\n")
    assert looked_at(head + b"\r\n" + grafted + b"\r\n" + text).kind == "none"


def test_a_second_from_beside_a_signed_one_is_never_proven():
    assert looked_at(b"From: mona@example.com\r\n" + signed()).kind == "none"


def test_a_signature_grafted_from_another_mail_proves_nothing():
    signature = signed().partition(b"From:")[0].partition(b"Date:")[0]
    assert looked_at(signature + mail(*PLAIN, text="#selesai\r\n")).kind == "none"


def test_one_good_signature_among_others_is_enough_and_the_first_few_are_looked_at():
    assert looked_at(b"DKIM-Signature: v=1; d=list.example; s=x\r\n" + signed()).kind == "sender"
    assert looked_at(b"DKIM-Signature: v=1; d=list.example; s=x\r\n" * 6 + signed()).kind == "none"


@pytest.mark.parametrize(
    "field",
    [
        "DKIM-Signature: ",
        "DKIM-Signature: v=1; d=example.com; d=evil.example; s=mail",
        "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=../x; h=from:to",
        "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=mail; h=from:to:x; b=!!; bh=?",
        "DKIM-Signature: v=1; a=rsa-sha1; d=example.com; s=mail; h=from:to; b=aa; bh=aa",
    ],
)
def test_a_broken_signature_is_a_reason_and_no_error(field):
    found = looked_at(mail(field))
    assert found.kind == "none"
    assert found.because


def test_mail_without_a_signature_says_so():
    assert looked_at(mail()).because == ("no DKIM signature",)
