"""What mail systems write when they give a mail back: tables of words and forms, no decisions.

Each row was learned from the notices of the system named beside it; adding a system means adding rows. All patterns
are matched line by line on capped text and hold no nested repetition, so that their cost stays linear.
"""

from __future__ import annotations

import re

ADDRESS = (
    r"[^\s<>()\[\]\",;:@\\|：，、；（）「」【】]{1,64}@"
    r"[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9_.\u0080-\uffff-]{0,250}[A-Za-z0-9\u0080-\uffff])?"
)


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Compile alternatives into one pattern that ignores case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


# The local part or the display name of a sender that is a mail system and nothing else.
DAEMON_LOCAL = any_of(
    r"^mailer[-_. ]?daemon", r"^mdaemon$", r"^mail[-_.]delivery[-_.](?:sub)?system", r"^double-?bounce", r"^bounced?$"
)
DAEMON_NAME = any_of(
    r"^mail(?:er)? delivery (?:sub)?system",
    r"^mail delivery service",
    r"^mailer-daemon",
    r"^microsoft exchange$",
    r"^mail administrator$",
    r"^delivery (?:sub)?system",
    r"^(?:sub)?sistem pengiriman (?:surat|email|e-mail|pesan)",
)
# Senders that a mail system uses and, more rarely, a person.
SYSTEM_LOCAL = any_of(
    r"^post-?ma[s]?ter", r"^mailadm", r"^mail-?admin", r"^system ?administrator$", r"^\"?system administrator",
    r"^no-?_?reply", r"^do-?not-?reply", r"^(?:sys)?admin(?:istrator)?$", r"^amavis", r"^uucp$", r"^root$", r"^smtp",
    r"^mail(?:er|system)?$", r"^abuse$", r"^daemon$", r"^mmdf$", r"^notification", r"^bounces?[-+=]",
)  # fmt: skip
SYSTEM_NAME = any_of(
    r"postmaster", r"system administrator", r"^mail ?(?:admin|server|system)", r"content-filter", r"^administrator$",
    r"\bndr\b", r"mail ?(?:security|gateway)", r"administrator sistem", r"^microsoft outlook$",
)  # fmt: skip

# How the subject of a bounce begins. "Re:" and "Fwd:" are not taken off: with them a person is writing.
BOUNCE_SUBJECT = any_of(
    r"^undeliver(?:able|ed)\b",
    (
        r"^(?:non-?)?deliver(?:y|ed) (?:status )?(?:notification|report|failure|failed|problem|error|delayed"
        r"|warning|has failed|status)"
    ),
    r"^delivery (?:notification|status|unsuccessful|to the following)", r"^non-?deliver",
    r"^mail (?:delivery|system|could not|not delivered|transport|error|failure)", r"^mail:? (?:returned|undeliver)",
    (
        r"^(?:message|email|e-mail|your (?:message|mail|e-?mail))\b.{0,80}\b(?:not delivered|undeliver"
        r"|could not be delivered|cannot be delivered|delivery has failed|delayed)"
    ),
    r"^(?:message|email) (?:delivery )?(?:has )?fail", r"^message delivery (?:problem|error|status|delay)",
    r"^message status - undeliver", r"^virus .{0,80}\bfrom you\b",
    r"^fail(?:ed|ure)(?:,| )(?:notice|delivery|mail|message|to deliver)",
    r"^returned (?:mail|e-?mail|message|to sender)", r"^returning (?:mail|message)", r"^permanent delivery failure",
    r"^rejected(?: mail|:)", r"^automatically rejected",
    r"^warning: (?:could not send|message|.{0,80}user unknown|delay)",
    r"^(?:delayed mail|delay notification|delivery delay|temporary delivery|\(delay|message delayed)",
    r"^considered unsolicited bulk email", r"^there was an error sending your mail", r"^postmaster notify",
    r"^notice: mail delivery status", r"^(?:user|mailbox|host) (?:unknown|not found|full|unavailable)",
    r"^address (?:not found|unknown)", r"^(?:invalid|unknown) (?:recipient|address|user)",
    r"^error sending message", r"^nondeliverable mail", r"^\[(?:bounce|undeliverable|delivery (?:failure|error))\]",
    r"^\W{0,4}message you sent blocked", r"^dsn\b",
    # Indonesian and Malay: Exchange ("Tidak terkirim:"), Zimbra, Postfix translations.
    r"^tidak (?:dapat |bisa |berhasil )?(?:ter)?kirim", r"^tidak (?:dapat|bisa) (?:di)?(?:kirim|antar|sampai)",
    r"^(?:email|e-mail|surat|pesan)(?: anda)? (?:tidak|gagal|belum|tertunda|dikembalikan|ditolak)",
    r"^(?:pengiriman|penghantaran)\b.{0,60}\b(?:gagal|tertunda|ditunda)",
    r"^(?:gagal|kegagalan) (?:mengirim|kirim|pengiriman|penghantaran)",
    r"^(?:pemberitahuan|laporan|notifikasi) (?:status |kegagalan )?(?:pengiriman|penghantaran)",
    # German, Dutch, Scandinavian.
    r"^unzustellbar", r"^nicht zustellbar", r"^zustell(?:ung|fehler)",
    r"^fehler (?:bei der|beim) (?:zustell|send|versand)",
    r"^(?:ihre )?(?:e-?mail|mail|nachricht) (?:konnte )?nicht (?:zugestellt|zustellbar|übermittelt)",
    r"^onbestelbaar", r"^niet bezorgd",
    r"^kan (?:ikke|inte|ej) lever", r"^uteblivet", r"^ulevert", r"^ikke leveret", r"^kunne ikke leveres",
    r"^toimittamatta",
    # Romance languages.
    r"^non[- ]remis", r"^non distribu", r"^échec (?:de la )?remise", r"^echec (?:de la )?remise",
    r"^message non (?:remis|distribu|délivr)", r"^votre message n'a p(?:as|u)\b",
    r"^no se (?:puede|pudo|ha podido) entregar", r"^no entregado",
    r"^devuelto", r"^correo devuelto", r"^error en la entrega",
    r"^não (?:é possível|foi possível|entregue|é possivel)", r"^nao (?:e possivel|foi possivel)",
    r"^falha (?:na|de) entrega", r"^mensagem não entregue", r"^non recapitabile",
    r"^mancat[oa] (?:recapito|consegna)", r"^impossibile recapitare",
    # Polish, Czech, Hungarian, Turkish, Russian, Ukrainian, Greek.
    r"^niedostarczon", r"^nie można dostarczyć", r"^zwrot (?:poczty|wiadomości)", r"^nedoručiteln",
    r"^kézbesíthetetlen", r"^teslim edileme", r"^iletilemedi", r"^недоставлен", r"^ваше сообщение не доставлено",
    r"^не удается доставить", r"^не доставлено", r"^неможливо доставити", r"^δεν ήταν δυνατή η παράδοση",
    # Chinese, Japanese, Korean, Thai, Vietnamese.
    r"^(?:系统退信|退信|无法(?:送达|投递|傳遞)|未送达|無法傳遞|未傳遞|邮件无法)",
    r"^(?:配信不能|配信できません|送信できません|メッセージを配信|配信に失敗|メール配信|メールの配送)",
    r"^(?:배달되지 않음|배달 실패|전달 실패|메일이 정상적으로 발송되지|발송 ?실패|메일 ?전송 ?실패)",
    r"^ส่งไม่ได้", r"^không thể gửi",
)  # fmt: skip
BOUNCE_SUBJECT_END = any_of(
    r"\((?:delivery )?fail(?:ed|ure)\)\s*$", r"non remis\b.{0,30}$", r"user unknown!?\s*$", r"returned to sender\s*$"
)

SUCCESS_SUBJECT = any_of(
    r"\((?:success|successful|relay|relayed|expanded|delivered)\)",
    r"\b(?:successful(?:ly)? (?:mail )?deliver|(?:telah |berhasil )(?:terkirim|dikirim|disampaikan))",
    r"\bpengiriman (?:(?:surat|pesan|e-?mail) )?(?:anda )?berhasil",
)

# Where a notice ends and the copy of the returned mail begins.
RETURNED_COPY = any_of(
    r"^[\s>*#=-]{0,80}below this line is (?:a copy|the original)",
    r"^[\s>*#=-]{0,80}(?:sent|undeliverable) message follows",
    r"^[\s>*#=-]{0,80}below is (?:a copy of|the) (?:the |your )?(?:original )?(?:message|header)",
    (
        r"^[\s>*#=-]{0,80}(?:en-têtes (?:du|de|des) messages?|encabezados de mensaje|cabeçalhos d|intestazioni d"
        r"|kopfzeilen der|header pesan asli)"
    ),
    r"^[\s>*#=-]{0,80}this is a copy of (?:the|your) message",
    (
        r"^[\s>*#=-]{0,80}(?:an? )?(?:attached |attachment )?(?:is )?a copy of (?:the"
        r"|your) (?:original )?(?:message|mail)"
    ),
    (
        r"^[\s>*#=-]{0,80}(?:the )?original (?:message|mail|headers?)(?: text| header"
        r"| headers)?(?: (?:as received|is as follows|follows|is following|body|below).{0,60})?[\s:.=*#-]{0,80}$"
    ),
    (
        r"^[\s>*#=-]{0,80}(?:the )?(?:header|text|headers|body) (?:and top \d+ lines )?of the (?:original "
        r"|returned )?message"
    ),
    r"^[\s>*#=-]{0,80}the (?:first \d+|header and top \d+) lines of (?:your|the) ",
    r"^[\s>*#=-]{0,80}the header and top ",
    (
        r"^[\s>*#=-]{0,80}(?:un(?:sent|delivered)|returned|rejected|forwarded|old|bounced|failed) (?:message"
        r"|mail)(?: (?:follows|headers?|header follows|below|text))?[\s:.=*#-]{0,80}$"
    ),
    r"^[\s>*#=-]{0,80}message (?:headers?|body|text)(?: (?:follows?|suppressed|is|not shown))?[\s:.=*#-]{0,80}$",
    r"^[\s>*#=-]{0,80}included is a copy of the message",
    r"^[\s>*#=-]{0,80}(?:a )?summary of the undelivered message",
    r"^[\s>*#=-]{0,80}non-?delivered (?:message|mail)\b",
    r"^[\s>*#=-]{0,80}(?:pesan|surat|email) asli(?: anda)?(?: terlampir| berikut)?[\s:.=*#-]{0,80}$",
    r"^[\s>*#=-]{0,80}salinan (?:pesan|surat|email)",
    (
        r"^[\s>*#=-]{0,80}(?:ursprüngliche nachricht|message d'origine|mensaje original|mensagem original"
        r"|messaggio originale|исходное сообщение|原始邮件|元のメッセージ|オリジナルメッセージ)"
    ),
    r"^>?(?:received|return-path|dkim-signature|x400-received|delivered-to): ?\S", r"^>?message-id: ?<",
)  # fmt: skip

# Sentences that say a mail was not delivered.
FAILURE_TEXT = any_of(
    (
        r"(?:could|can|was|were|has|have|had|is|did|will)(?: ?not|n't) (?:been |be |yet been "
        r"|yet be )?(?:successfully )?(?:deliver|reach|receiv|accept|sent|able to (?:be )?deliver)"
    ),
    r"\b(?:un|not )able to (?:be )?deliver", r"\bundeliver(?:able|ed)\b",
    r"\bdeliver(?:y|ed) (?:to the following )?.{0,60}\b(?:fail|abort|delay|not possible|unsuccessful|suspended)",
    r"\bdelevery to the following recipients",
    (
        r"\b(?:failed|failure|unsuccessful|problem|error|trouble)\b.{0,50}\b(?:deliver|delivery|transmission"
        r"|addresses)"
    ),
    r"\baddress(?:\(es\)|es)?\s+(?:listed below )?(?:had|has|have|that) (?:\w+ ){0,3}(?:fail|fatal|error|problem)",
    r"\baddress(?:\(es\)|es)? failed", r"\bfollowing address(?:\(es\)|es)?\b", r"\bfailure reasons?\b",
    r"\b(?:returned to (?:you|sender)|being returned)\b", r"\bwas (?:automatically )?rejected\b",
    r"\bno such (?:user|recipient|mailbox|address|person)",
    r"\b(?:unknown|invalid) (?:final delivery )?(?:user|recipient|userid|address|mailbox)\b",
    (
        r"\b(?:user|recipient|mailbox|account|host|addressee|domain)(?: name)? (?:is )?(?:unknown|not found"
        r"|unavailable|not recognized|disabled|does ?n[o']t exist)"
    ),
    r"\bexceeds? (?:the )?(?:allowed|maximum|storage) (?:size|limit)", r"\bquota (?:exceeded|violation)",
    r"\bover ?quota\b", r"mailbox (?:is )?full", r"\bnot (?:listed|found) in (?:domino|the) ",
    r"\bhas been (?:postponed|delayed|deferred|rejected|returned)",
    r"\b(?:message|mail) (?:delayed|still undelivered)", r"\brejected recipient", r"\bpermanent (?:fatal )?errors?",
    r"\bpermanently failed", r"\bwas considered unsolicited bulk", r"\berror-for:", r"\berror description:",
    r"\bdid not exactly match an?\b",
    (
        r"^\s{0,8}(?:action:\s{0,4}(?:failed|delayed)|final-recipient:|[<>]{3} ?[45]\d\d[ -]"
        r"|[45]\d\d[ -][45]\.\d{1,2}\.\d{1,3})"
    ),
    r"<[^<>\s]{3,80}>\.\.\. ?(?:\d|user|host|deferred)", r"\.\.\. ?deferred:",
    r"\(#[45]\.\d\.\d{1,3}\)", r"nicht an die folgenden? adress",
    r"\bwill not continue trying", r"\bfollowing recipient(?:\(s\)|s)? (?:has |have )?failed\b",
    r"\bwas blocked by (?:our|the)\b", r"\bdelivery of the e-?mail was stopped",
    # Indonesian and Malay.
    (
        r"\b(?:tidak|gagal|belum|tdk)\b.{0,30}\b(?:terkirim|dikirim|dikirimkan|disampaikan|tersampaikan|diantar"
        r"|diterima oleh|mengirim|dihantar)"
    ),
    r"\bpengiriman\b.{0,60}\b(?:gagal|tertunda|ditunda)", r"\bgagal(?:nya)? (?:pengiriman|mengirim|terkirim)",
    (
        r"\b(?:alamat|penerima|kotak (?:surat|masuk|pos)|pengguna|domain)\b.{0,60}\b(?:tidak (?:ditemukan|dikenal"
        r"|ada|valid|tersedia)|penuh)"
    ),
    # German, Dutch, Romance, Slavic, Turkish.
    r"nicht (?:zugestellt|zustellbar|ausgeliefert|übermittelt|erreicht)", r"unzustellbar",
    r"niet (?:worden )?(?:bezorgd|afgeleverd|bereikt)", r"kunde inte (?:levereras|nås)",
    r"nådde inte", r"kunne ikke (?:leveres|nås)", r"(?:nåede|nådde) ikke", r"ei (?:tavoittanut|voitu toimittaa)",
    r"n'a (?:pas )?(?:pu|pas pu) (?:etre|être)", r"non (?:remis|distribu|délivr)", r"échec de la remise",
    r"n'existe pas", r"no (?:se )?(?:ha podido|pudo|puede|ha sido|fue) (?:ser )?entreg", r"no se ha entregado",
    r"não (?:pôde|foi|pode) (?:ser |possível )?(?:entreg|alcan)", r"não alcançou", r"falha na entrega",
    r"n'a pas atteint", r"n'(?:est|a) pas parvenu", r"no (?:llegó|ha llegado) a", r"non ha raggiunto",
    r"non (?:è stato|può essere|e' stato) (?:possibile )?(?:recapita|consegna)", r"impossibile recapitare",
    r"nie (?:może|mogła|można|została|zostało) (?:być )?dostarcz", r"не (?:может быть|было|удалось|была) доставл",
    r"не удалось доставить", r"teslim edilemedi", r"iletilemedi",
    r"nie dotarł[ao]? do", r"(?:nemohl[ao]?|nebyl[ao]?) být doručen", r"nebyl[ao]? doručen", r"nem kézbesíthető",
    # Chinese, Japanese, Korean.
    r"无法(?:发送|送达|投递)", r"無法(?:傳遞|送達|投遞)", r"投递失败", r"退信", r"退回",
    r"没有送达",
    r"配信(?:できません|不能|されません)", r"届けることができません", r"送信できません",
    r"見つかりません", r"(?:배달|전송|발송)(?:하지 못|되지 (?:않|못)|할 수 없)",
)  # fmt: skip

DELAY_TEXT = any_of(
    r"\b(?:has|have) (?:been |not yet been )?(?:delayed|postponed|deferred)", r"\bhas not yet been delivered",
    r"\bnot (?:yet been delivered|been delivered yet)", r"\bthis is a warning (?:message )?only",
    r"\bwarning:? message (?:delayed|still undelivered)",
    (
        r"\b(?:still being retried|will be retried|will continue trying|delivery attempts will continue"
        r"|we will continue to try)"
    ),
    (
        r"^(?:warning: (?:could not send|(?:message )?delayed)|delayed mail|delivery (?:delayed|delay)"
        r"|delivery status notification \((?:delay|mail delivery delayed))"
    ),
    r"\b(?:pengiriman (?:tertunda|ditunda)|tertunda|masih (?:akan )?dicoba|akan (?:terus )?(?:dicoba|mencoba))",
    r"\bzustellung verzögert", r"\bretard(?:é|ée)\b.{0,30}\bremise", r"entrega (?:retrasada|atrasada|demorada)",
)  # fmt: skip

# The address follows on the same line, or stands alone on one of the next lines.
ADDRESS_LABEL = re.compile(
    r"(?<!\w)(?:"
    r"(?:failed |original |intended |final |delivery )?recipient(?:\(s\)|s)?(?: address(?:es)?)?"
    r"|addressed to|addresse[es]|address(?:es)?|permanent errors|rejected recipient|error-for"
    r"|undeliver(?:able|ed) (?:address|to)|unknown user|no such user|bad address"
    r"|invalid (?:recipient|address|final delivery userid)|user mailbox exceeds allowed size|mailbox full"
    r"|(?:deliver|delivery|delivering|sending|send|delivered|sent)(?: (?:of )?(?:the |your |this )?(?:e-?mail"
    r"|mail|message))?(?: (?:addressed )?(?:to|for))(?: (?:the )?(?:following )?(?:address|recipients?"
    r"|users?)(?:\(es\)|es)?)?"
    r"|(?:your |the (?:following )?)(?:e-?mail|mail|message)(?: (?:addressed )?to)|was addressed"
    r"|a gateway for|rcpt to|smtp=|to this address|quota violation for|reach the following recipient(?:\(s\)|s)?"
    r"|(?:kepada|ke|untuk)(?: (?:alamat|penerima|pengguna))?(?: (?:berikut|ini))?|alamat|penerima(?: gagal)?"
    r"|(?:an|à|a|para|destinatario|destinataire|empfänger|odbiorca|получател[ьюя]|příjemci?|收件人|宛先|받는 사람)"
    r")(?:[\s:：,=]{1,4}[\"'<(\[]{0,3}|[\"'<(\[]{1,3}|(?<==))(?:rfc822;\s?|smtp:|mailto:)?(?P<address>" + ADDRESS + ")",
    re.IGNORECASE,
)  # fmt: skip
OWN_LINE = re.compile(
    r"^[\s>*•→=\-]{0,20}(?:\d{1,3}[.)] )?[\"'<(\[]{0,3}(?:rfc822;\s?|smtp:|mailto:|to:\s?)?(?P<address>" + ADDRESS + ")"
    r"[>\"')\]]{0,4}(?P<rest>$|\s*$|\s*[:;,.](?:\s.*)?$|\s*\(.*$|\s*<.*$|\.\.\..*$|\s+[-–] .*$|\s+(?:on|pada|at"
    r"|am|le|el|failed|gagal)\b.*$)",
    re.IGNORECASE,
)
NAMED_LINE = re.compile(r"^[^@<>(]{0,100}[<(](?:mailto:)?(?P<address>" + ADDRESS + r")[>)]")
# Weaker forms: a line that begins with an address, and a label of any kind that ends in one.
LEADING_ADDRESS = re.compile(r"^\s{0,20}[\"'<(]{0,2}(?P<address>" + ADDRESS + r")[>\"')]{0,2}\s+\S")
COLON_ADDRESS = re.compile(
    r"^(?!\s{0,20}(?:from|sender|reply-to|mail from|contact|dari|pengirim|by|via"
    r"|e-?mail)\b)[^@:]{1,80}:\s{0,8}[<\"'(]{0,2}(?P<address>" + ADDRESS + r")[>\"')]{0,2}\s*$",
    re.IGNORECASE,
)
TRANSCRIPT_LINE = re.compile(r"^\s{0,4}(?:[45]\d\d )?(?:[245]\.\d\.\d{1,3} )?<(?P<address>" + ADDRESS + r")>\.\.\. ?\S")
ANY_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\",;:'=：])" + ADDRESS)
SENDER_LINE = re.compile(
    r"^[\s>*]{0,20}(?:from|sender|reply-to|return-path|mail from|message-id|in-reply-to|references|x-[a-z-]{1,40}"
    r"|contact|dari|pengirim|von|de|by|via)\b\s{0,8}[:=]",
    re.IGNORECASE,
)
BARE_LOCAL_LINE = re.compile(r"^\s{1,20}(?P<local>[A-Za-z0-9._+-]{2,64})\s*$")
OPENER = any_of(
    (
        r"\b(?:recipients?|address|addresses|users?|destinations?)(?:\(s\)|\(es\))?\b.{0,60}(?:[:.]|below|-{2,}"
        r"|failed|groups:?)\s*$"
    ),
    r"\b(?:could|can|was|were|did|has)(?: ?not|n't)\b.{0,60}\b(?:deliver|reach|receiv)", r"\bunable to deliver",
    r"\bundeliverable", r"\bfailure reasons?", r"\b(?:penerima|alamat|kepada)\b.{0,60}[:.]?\s*$",
    r"\btidak (?:dapat|bisa|terkirim)", r"nicht zugestellt", r"n'a pas", r"no se pudo", r"não foi", r"non è stato",
    r"не (?:может|удалось)", r"无法", r"配信",
)  # fmt: skip
CHALLENGE = re.compile(
    r"requires? (?:sender )?(?:confirmation|verification|authori[sz]ation) ?(?:of|from|by|\.|,|:)?.{0,40}(?:visit"
    r"|click|http|reply)"
    r"|to confirm this mail server|please (?:confirm|verify) that you (?:sent|are)",
    re.IGNORECASE | re.DOTALL,
)
ENHANCED_CODE = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\d|\.\d)")
REPLY_CODE = re.compile(r"(?<![\d.:])([45])\d\d(?=[ \-:,]|$)(?!-?\d)")
