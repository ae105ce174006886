"""What the procedures ask for, and how each of it is switched off: the table that `make torture` goes through.

Every row names what a desk would lack, and takes away as little as that needs: a line of the office's rules or
templates, a command, a step. Every test of the id has to fail without it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.taken_away import Entry, Feature, Step, Taken, Words

NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def notice(event: str, template: str, office: str = "") -> Words:
    """Return the rows of notices.yaml by which people are told of an event with a template."""
    file = f"rules/examples/{office}/notices.yaml" if office else "rules/notices.yaml"
    return Words(file, rf"^  - \{{event: {event}, .*template: {template}\b.*\n")


def command(name: str) -> Entry:
    """Return a command that changes a ticket."""
    return Entry("maild.desk.actions.table.ACTIONS", name)


def question(name: str) -> Entry:
    """Return a command that asks something."""
    return Entry("maild.desk.actions.table.QUESTIONS", name)


ROWS: dict[str, dict[str, Taken]] = {
    "MAD-1": {
        "no receipt": notice("TicketOpened", "receipt"),
        "no promised time": Words("templates/id/parts/promise.j2", r"(?s).+"),
        "another service": Words("rules/triage/10-services.yaml", "service: Internet mati", "service: WAN mati"),
    },
    "MAD-2": {
        "no receipt for those whom nothing proves": Step("maild.desk.letters.receipts.unproven_receipt_at", NEVER)
    },
    "MAD-3": {"nothing recorded for others": Step("maild.desk.decide.Judge._is_for_somebody")},
    "MAD-4": {
        "requests for access taken for incidents": Words(
            "rules/triage/20-types.yaml", "type: access_request", "type: incident"
        )
    },
    "MAD-5": {"a service called otherwise": Words("rules/**/*.yaml", "WAN mati", "WAN putus")},
    "MAD-6": {"no correcting": command("category")},
    "MAD-7": {
        "another matrix": Words(
            "rules/priorities.yaml", r"^  menengah: \{.*", "  menengah: {tinggi: 2, menengah: 2, rendah: 3}"
        ),
        "no urgency to set": command("urgency"),
    },
    "MAD-8": {
        "promises round the clock": Words("rules/targets.yaml", "calendar: kantor", "calendar: selalu"),
        "other promises": Words("rules/targets.yaml", "2: 1 jam", "2: 4 jam"),
    },
    "MAD-9": {
        "other words for where a ticket stands": Words(
            "rules/categories.yaml", "id: Dalam Penanganan, en", "id: Diproses, en"
        ),
        "no asking for the status": question("status"),
    },
    "MAD-10": {"no hints": Step("maild.desk.showing.hints.similar", ())},
    "MAD-11": {
        "no solving": command("resolve"),
        "no record": Step("maild.desk.actions.record.labelled_lines", {}),
    },
    "MAD-12": {
        "no form": notice("TicketEscalated", "escalation"),
        "no files with it": Step("maild.desk.actions.course.files_of", ()),
        "no telephone on it": Words("templates/id/parts/person.j2", r"^.*person\.phone.*\n"),
        "no group for the category": Words("rules/people.yaml", r"categories: \[Jaringan\]", "categories: [Data]"),
    },
    "MAD-13": {
        "no sending back": command("return"),
        "nobody told": notice("EscalationReturned", "escalation_returned"),
    },
    "MAD-14": {
        "the operator not told": notice("SolutionProposed", "solution_ready"),
        "silence sends nothing": Step("maild.desk.follow_ups.FollowUps._solution_goes_out"),
        "past the operator": Words("rules/procedures/incident.yaml", "via_operator", "direct"),
    },
    "MAD-15": {
        "the client not told": notice("TicketResolved", "solution"),
        "no link to the survey": Words("templates/id/parts/survey.j2", r"(?s).+"),
    },
    "MAD-16": {"nothing has to be there": Words("rules/procedures/incident.yaml", r"^record: .*\n")},
    "MAD-17": {
        "no closure notice": notice("TicketClosed", "closure"),
        "silence closes nothing": Step("maild.desk.follow_ups.FollowUps._ticket_is_closed"),
    },
    "MAD-18": {
        "a question left out": Words("rules/survey.yaml", r"^ +- \{id: ramah,.*\n"),
        "the manager not told": notice("SurveyAnswered", "bad_survey"),
        "no evaluation": command("evaluate"),
        "nobody asked to approve": notice("SurveyEvaluated", "evaluation_ready"),
    },
    "MAD-19": {
        "no figures by mail": question("kpi"),
        "an indicator under another name": Words(
            "rules/procedures/incident.yaml", "id: Persentase pelaporan melalui surat elektronik", "id: Persentase"
        ),
    },
    "MAD-20": {"no facts at the ends of steps": Words("rules/procedures/incident.yaml", r", starts: \w+, ends: \w+")},
    "MAD-21": {"no articles": command("article")},
    "MAD-22": {
        "nothing for the knowledge manager": notice("ArticleWritten", "article_written"),
        "no evaluator": Words("rules/people.yaml", r"roles: \[evaluator\]", "roles: []"),
        "no approver": Words("rules/people.yaml", r"roles: \[approver\]", "roles: []"),
        "everybody an evaluator": Words("rules/people.yaml", r"roles: \[operator\]", "roles: [operator, evaluator]"),
        "no section head": Words("rules/people.yaml", r"roles: \[manager\]", "roles: []"),
    },
    "MAD-23": {"no letter needed": Words("rules/categories.yaml", r", letter: FRM-\d+")},
    "UNM-1": {
        "no empty form": question("form"),
        "no reading of filled forms": Step("maild.desk.incoming.opening.fields_in", {}),
    },
    "UNM-2": {
        "no link to the form": Words("templates/pages/ticket.html", r"^.*here \}\}/documentation.*\n"),
        "a form without the analysis": Words("templates/pages/documentation.html", r"^.*say\.analysis.*\n"),
    },
    "UNM-3": {"no document": Step("maild.desk.letters.closure_form.ClosureForms.enclosed", ())},
    "UNM-4": {
        "no digest": Step("maild.desk.digest.digests.Digests.send_due", 0),
        "one leader left out": Words(
            "rules/examples/unma/people.yaml", r"(warek1.*)roles: \[manager\]", r"\1roles: []"
        ),
    },
    "UNM-5": {
        "no escalation": command("escalate"),
        "nobody told": notice("TicketEscalated", "escalation", "unma"),
    },
    "SEC-1": {
        "no stages": Step("maild.desk.recording.led_to", ()),
        "nobody told of what is overdue": Words(
            "rules/examples/security/escalation.yaml", r"^  - \{target: periksa, at: breached.*\n"
        ),
        "another limit": Words("rules/examples/security/targets.yaml", r": 2 jam", ": 9 jam"),
    },
    "SEC-2": {
        "no rejecting": command("reject"),
        "no approving": command("approve"),
        "no letter to the owner": notice("StageEntered", "notification_letter", "security"),
        "a letter rejected goes on": Words(
            "rules/examples/security/procedures/security_incident.yaml", "rejected: draf", "rejected: kirim"
        ),
    },
    "SEC-3": {
        "nobody told of the reporter's silence": Words(
            "rules/examples/security/escalation.yaml", r"^  - \{target: konfirmasi, .*\n"
        ),
        "no sending back": Words(
            "rules/examples/security/procedures/security_incident.yaml",
            "done: laporan, reopened: perbaikan",
            "done: laporan",
        ),
        "no confirming": Words(
            "rules/examples/security/procedures/security_incident.yaml", "done: laporan", "LetterSent: laporan"
        ),
    },
    "SEC-4": {
        "no mails in it": Step("maild.desk.casefile.file.mails_of", ()),
        "no letters in it": Step("maild.desk.casefile.mails._went", ()),
    },
    "SEC-5": {"nothing confidential": Words("rules/categories.yaml", ", confidential: true")},
    "OKI-1": {"nobody named as the one who did it": Step("maild.desk.incoming.opening.actor_of", "")},
    "OKI-2": {"nothing recorded for others": Step("maild.desk.decide.Judge._is_for_somebody")},
    "OKI-3": {"no categorising": command("category")},
    "OKI-4": {"no prioritising": command("urgency")},
    "OKI-5": {"no end of a diagnosis": Step("maild.desk.actions.course.diagnosis_before")},
    "OKI-6": {"no escalation": command("escalate")},
    "OKI-7": {"no record": Step("maild.desk.actions.record.labelled_lines", {})},
    "OKI-8": {"no solving": command("resolve")},
    "OKI-9": {"no closing": command("close")},
    "OKI-10": {
        "no escalation": command("escalate"),
        "no handling by the operator": Words(
            "rules/examples/oki/procedures/1-penanganan.yaml", "via_operator", "direct"
        ),
        "no closure notice": notice("TicketClosed", "closure", "oki"),
    },
    "OKI-11": {
        "no search": question("search"),
        "no hints": Step("maild.desk.showing.hints.similar", ()),
    },
    "OKI-12": {
        "nobody asked": Words("templates/id/solution.j2", r"^Mohon beri tahu kami apakah.*\n"),
        "no opening again": command("reopen"),
    },
    "TRG-1": {
        "no reading of filled forms": Step("maild.desk.incoming.opening.fields_in", {}),
        "the head not told": notice("StageEntered", "stage", "trenggalek"),
    },
    "TRG-2": {
        "nobody told whose turn it is": notice("StageEntered", "stage", "trenggalek"),
        "nothing held back": Words("rules/examples/trenggalek/procedures/disruption.yaml", r"^    work: held\n"),
        "no naming of who is in charge": command("pic"),
    },
    "TRG-3": {"no list": question("list")},
    "TRG-4": {
        "a service like all others": Words(
            "rules/examples/trenggalek/triage/10-services.yaml", ", urgency: tinggi, impact: tinggi"
        ),
        "no impact to set": command("impact"),
        "other promises": Words("rules/examples/trenggalek/targets.yaml", "1: 1 jam", "1: 3 jam"),
    },
    "TRG-5": {"no record": Step("maild.desk.actions.record.labelled_lines", {})},
    "TRG-6": {
        "no word of who has it": notice("TicketDisposed", "status", "trenggalek"),
        "no word of who works on it": notice("TicketAssigned", "status", "trenggalek"),
        "no answer to plain questions": Step("maild.desk.actions.performing.asks_for_status", False),
    },
    "TRG-7": {
        "no closing by the unit's word": command("resolve"),
        "no closure notice": notice("TicketClosed", "closure", "trenggalek"),
    },
}

FEATURES: tuple[Feature, ...] = tuple(
    Feature(id_, lacking, taken) for id_, rows in ROWS.items() for lacking, taken in rows.items()
)
