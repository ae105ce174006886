"""How machines speak and call themselves, in the languages that mail comes in: tables of words, no decisions.

All patterns ignore case, are searched in capped text and hold no nested repetition, so that their cost stays linear.
"""

from __future__ import annotations

import re


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# What a client or a responder puts before the subject it answers: "Automatic reply: printer".
_AUTOMATIC_REPLY = (
    r"auto(?:matic|mated|mat)?[- ]?(?:reply|response|responder|antwort|svar|notice)",
    r"(?:balasan|jawaban|respons?|pesan|email) (?:secara )?oto?mati[sk]", r"balasan automatik",
    r"jawapan automatik", r"automatische (?:antwort|antworten)", r"automatisch (?:antwoord|bericht)",
    r"automatisk svar", r"automatiskt svar", r"autosvar", r"réponse automatique", r"reponse automatique",
    r"respuesta autom[áa]tica", r"resposta autom[áa]tica", r"risposta automatica", r"resposta automàtica",
    r"r[ăa]spuns automat", r"automatyczna odpowied[źz]", r"odpowied[źz] automatyczna", r"autoodpowied[źz]",
    r"automatick[áa] odpove[ďd]", r"automatická odpověď", r"automatikus válasz", r"automaattinen vastaus",
    r"otomatik (?:yanıt|cevap)", r"samodejni odgovor", r"automatski odgovor", r"automatinis atsakymas",
    r"automātiska atbilde", r"automaatvastus", r"автоматический ответ", r"автоответ", r"автоматична відповідь",
    r"автоматичен отговор", r"αυτόματη απάντηση", r"自動(?:応答|返信|回覆|回复)", r"自动(?:回复|答复)",
    r"자동 ?(?:응답|회신)",
    r"ตอบกลับอัตโนมัติ", r"(?:thư )?trả lời tự động", r"رد تلقائي", r"מענה אוטומטי",
)  # fmt: skip
# What a person's responder writes when the person is away.
_AWAY = (
    r"out of (?:the )?office(?: (?:auto ?-?reply|reply|message|notification|notice|response))?", r"ooo",
    r"away from (?:the |my )?(?:office|desk|e-?mail|mail)", r"away until\b.{0,60}",
    r"on (?:annual |sick |maternity |parental )?(?:leave|vacation|holiday)(?: until\b.{0,40})?",
    r"vacation (?:reply|message|notice|response)",
    r"(?:i(?:'m| am) )?currently (?:away|out of|on (?:leave|vacation|holiday))\b.{0,60}",
    r"i(?:'m| am) (?:away|out of|on (?:leave|vacation|holiday))\b.{0,60}",
    r"absence (?:notice|notification|message)", r"(?:sedang )?(?:di|ke) ?luar (?:kantor|kota)",
    r"(?:saya )?sedang (?:cuti|dinas luar|tidak (?:di kantor|di tempat))\b.{0,40}",
    r"tidak (?:sedang )?(?:berada )?di (?:kantor|tempat)", r"pemberitahuan (?:cuti|tidak di kantor)",
    r"cuti (?:tahunan|bersama|hari raya)\b.{0,40}", r"di luar pejabat",
    r"abwesenheits?(?:notiz|meldung|nachricht|info)?\b.{0,40}", r"(?:ich bin )?abwesend\b.{0,40}", r"nicht im büro",
    r"afwezig(?:heid(?:sbericht|sassistent)?)?\b.{0,40}", r"niet aanwezig",
    r"(?:message|notification|avis) d['’]absence", r"absen(?:t|te|ce)(?:\(e\))? du bureau", r"en congés?\b.{0,30}",
    r"fuera de (?:la )?oficina", r"ausente(?: de la oficina)?", r"aviso de ausencia", r"fora do escrit[óo]rio",
    r"aus[êe]ncia tempor[áa]ria", r"fuori (?:sede|ufficio)", r"assenza", r"nieobecno[śs][ćc]\b.{0,40}",
    r"poza biurem", r"nepřítomnost", r"mimo kancelář", r"frånvaro(?:meddelande)?", r"fravær(?:smelding)?",
    r"poissa(?:olo)?", r"ofis dışında(?:yım)?", r"вне офиса", r"нет на месте", r"я в отпуске", r"εκτός γραφείου",
    r"不在(?:のお知らせ|通知)?", r"休暇(?:中)?", r"(?:外出|休假|不在办公室|不在辦公室)", r"부재 ?중",
)  # fmt: skip

_BEGINNING = r"^\s*(?:\[[^\]\[]{0,40}\]\s*)?[\[(*<]{0,3}\s*"
_ENDING = r"\s*(?:[\])>*]{1,3}\s*:?|[:：]| - | – | — |!{0,3}$|\.{0,3}$|\s(?:re|aw|antw|sv|res|rif|bls|odp|ynt)\s?:)"

AUTOMATIC_REPLY_SUBJECT = re.compile(
    _BEGINNING + "(?:" + "|".join(_AUTOMATIC_REPLY) + "|auto|otomatis|automat|automatic)" + _ENDING, re.IGNORECASE
)
AUTOMATIC_REPLY_ENDING = re.compile(
    r"[(\[](?:auto(?:matic|mated)?[- ]?(?:reply|response)|balasan otomatis|out of (?:the )?office)[)\]]\s*$",
    re.IGNORECASE,
)
AWAY_SUBJECT = re.compile(_BEGINNING + "(?:" + "|".join(_AWAY) + ")" + _ENDING, re.IGNORECASE)

AWAY_TEXT = _any_of(
    r"\bout of (?:the |my )?office\b",
    r"\bback (?:in (?:the )?office )?(?:on|from) \w", r"^\s*i(?:'m| am) (?:currently )?away\b",
    r"\b(?:on|taking) (?:annual |my annual |sick |maternity |parental |a |study )?(?:leave|vacation|holidays?)\b",
    r"\baway (?:from|until|till|on)\b",
    r"\b(?:limited|no|little|intermittent|\[limited\]|\[no\]) access to (?:my )?e-?mail",
    r"\b(?:i will|i'll|will) (?:be )?(?:return|back|respond|reply to your)\w*",
    r"\breturning (?:to (?:the office|work) )?on\b", r"\bcurrently (?:away|out|unavailable|travel)",
    r"\bno longer (?:work|with|employed|monitored)",
    (
        r"\b(?:sedang|masih|akan|tengah|dalam (?:rangka|masa)) (?:\w+ )?(?:cuti|libur|dinas luar|diklat|umrah"
        r"|umroh|haji|ibadah)"
    ),
    r"\bcuti (?:tahunan|bersama|besar|sakit|melahirkan|alasan penting)",
    r"\btidak (?:sedang )?(?:berada )?di (?:kantor|tempat|ruangan)", r"\bdi luar (?:kantor|kota|negeri)",
    r"\b(?:akan )?kembali (?:bekerja|masuk|aktif|bertugas|ke kantor|pada|tanggal)",
    r"\bkantor (?:\w+ ){0,3}(?:tutup|libur)",
    r"\btidak dapat (?:membuka|membalas|memeriksa|mengakses) (?:e-?mail|surel|surat)",
    r"\bselama (?:saya )?(?:cuti|libur|tidak di)",
    r"\b(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar|wieder (?:im büro|erreichbar))",
    r"\b(?:afwezig|met vakantie|met verlof|niet op kantoor)",
    r"\b(?:absente?|en congés?|en vacances|de retour|hors du bureau)\b",
    r"\b(?:fuera de la oficina|de vacaciones|ausente)\b", r"\b(?:fora do escrit|de férias|ausente)",
    r"\b(?:fuori (?:sede|ufficio)|in ferie|assente)\b", r"\b(?:nieobecn|urlop|poza biurem)",
    r"\b(?:på semester|på ferie|ferie|lomalla|izinde|yıllık izin)", r"(?:в отпуске|отсутств|відпустц)",
    r"(?:不在にし|休暇|休假|不在办公室|外出|출장|휴가|부재)",
)  # fmt: skip

# "I am away" in the words of the absent, and what else responders say: two of these, one of the first two groups
# among them, make a responder of a mail that says so and asks for nothing.
ABSENT_MYSELF = _any_of(
    (
        r"\bi(?:'m| am| will be) (?:currently |now |presently )?(?:out of (?:the |my )?office|away"
        r"|on (?:\w+ )?(?:leave|vacation|holidays?))"
    ),
    r"\bsaya (?:sedang|akan|masih) (?:\w+ ){0,2}(?:cuti|libur|dinas|tidak (?:\w+ )?di (?:kantor|tempat))",
    r"\bich bin (?:\w+ ){0,6}(?:nicht im (?:büro|haus)|im urlaub|abwesend|nicht erreichbar)",
    r"\bje suis (?:\w+ ){0,2}(?:absente?|en congés?|en vacances)", r"\bestoy (?:\w+ )?(?:fuera|de vacaciones|ausente)",
    r"\bestou (?:\w+ )?(?:fora|de férias|ausente)", r"\bsono (?:\w+ )?(?:fuori|assente|in ferie)",
    r"\bik ben (?:\w+ ){0,3}(?:afwezig|met (?:vakantie|verlof)|niet (?:op kantoor|aanwezig))",
)  # fmt: skip
NO_MAIL_THERE = _any_of(
    r"\b(?:limited|no|little|intermittent) access to (?:my )?e-?mail",
    r"\btidak (?:dapat|bisa) (?:membuka|membalas|memeriksa|mengakses) (?:e-?mail|surel|surat)",
    r"\be-?mails? (?:wird|werden) nicht (?:weitergeleitet|gelesen)", r"\b(?:n'ai pas|sans) accès à (?:ma|mes|la) m",
)  # fmt: skip
URGENT_ELSEWHERE = _any_of(
    r"\b(?:urgent|immediate|emergenc\w+)\b", r"\b(?:mendesak|darurat|keperluan penting|hal penting)\b",
    r"\bdringend\w*", r"\burgen\w+", r"\bspoed",
)  # fmt: skip
BACK_THEN = _any_of(
    r"\bwill (?:be )?(?:return|back|respond|reply|answer)",
    r"\b(?:akan )?kembali (?:\w+ )?(?:pada|tanggal|bekerja|ke kantor)",
    r"\bwieder (?:im büro|erreichbar|da)", r"\b(?:de retour|de regreso|de volta|regresar|voltarei|rientrer|terug)",
)  # fmt: skip
THANKS_FOR_MAIL = _any_of(
    r"\bthank(?:s| you) for (?:your )?(?:e-?mail|message|mail)",
    r"\bterima kasih (?:atas|untuk) (?:e-?mail|pesan|surat)",
    r"\bdanke für (?:ihre|deine)", r"\bmerci (?:de|pour) votre", r"\bgracias por su", r"\bbedankt voor (?:uw|je)",
)  # fmt: skip

# A mail that says of itself that a machine sent it; each sentence holds one of the roots.
AUTOMATIC_ROOTS = (
    "auto", "otomat", "system", "monitored", "reply", "respond", "balas", "dijana", "répondre", "odpowiad", "автомат",
    "自动", "自動", "システム", "系统", "系統", "자동",
)  # fmt: skip
SAYS_AUTOMATIC = _any_of(
    (
        r"\bthis (?:is|was) an? (?:auto(?:matic(?:ally)?|mated)?|system)[- ]?(?:generated )?(?:e-?mail|message"
        r"|mail|reply|response|notification|notice|acknowledge?ment)"
    ),
    (
        r"\bthis (?:e-?mail|message|mail|reply|response|notification) (?:is|was|has been)"
        r" (?:(?:sent|generated|created) auto|auto(?:matically (?:sent|generated|created)|mat(?:ed|ic)\b))"
    ),
    r"\bautomat(?:ic(?:ally)?|ed) (?:generated|sent) (?:e-?mail|message|mail|reply|response)",
    r"\b(?:please )?do not (?:reply|respond) (?:directly )?to this (?:e-?mail|message|mail|address|notification)",
    r"\breplies to this (?:e-?mail|message|mailbox|address) are not (?:read|monitored)",
    r"\bthis (?:mailbox|inbox|address) is (?:not|un)[ -]?monitored",
    (
        r"\b(?:e-?mail|pesan|surat|surel|notifikasi|balasan|jawaban|pemberitahuan) (?:ini )?(?:(?:telah|yang) )?"
        r"(?:di(?:kirim|buat|hasilkan|terbitkan)(?:kan)?|terkirim) (?:secara )?otomatis"
    ),
    (
        r"\b(?:ini )?(?:adalah|merupakan) (?:e-?mail|pesan|surat|balasan|jawaban|notifikasi|pemberitahuan)"
        r" (?:ini )?(?:yang )?(?:di\w{4,12} )?(?:secara )?otomatis"
    ),
    r"\bdi(?:kirim|buat|hasilkan)(?:kan)? (?:secara )?otomatis (?:oleh|dari) (?:sistem|aplikasi|server)",
    r"\b(?:(?:mohon|harap|tolong) (?:untuk )?(?:tidak|jangan)|jangan) (?:membalas|dibalas|balas) (?:e-?mail|pesan|sur)",
    r"\bmohon (?:untuk )?tidak (?:membalas|dibalas)", r"\be-?mel ini dijana secara automatik",
    r"\bdies ist eine automatisch",
    r"\bautomatisch (?:erzeugte|generierte|erstellte) (?:e-?mail|nachricht|antwort)", r"\bdit is een automatisch",
    r"\b(?:ceci est un (?:message|e-?mail|courriel) automatique|merci de ne pas répondre)",
    r"\b(?:este es un (?:mensaje|correo) autom|por favor,? no responda)",
    r"\b(?:esta é uma (?:mensagem|resposta) autom|este é um e-?mail autom|favor não responder)",
    r"\b(?:questo è un messaggio automatico|messaggio generato automaticamente)",
    r"\bwiadomość (?:została )?(?:wygenerowana|wysłana) automatycznie", r"\bprosimy nie odpowiadać",
    r"это (?:письмо|сообщение) (?:создано|отправлено|сформировано) автоматически",
    r"bu (?:e-?posta|mesaj) otomatik", r"(?:このメール|本メール)は(?:自動|システム)",
    r"(?:本|此)邮件(?:由|为)?系统自动",
    r"(?:本|此)郵件(?:由|為)?系統自動", r"자동(?:으로)? 발송",
)  # fmt: skip

# An acknowledgement: what you sent has arrived. "A report was received from a citizen" is news, and no such thing.
SAYS_RECEIVED = _any_of(
    r"\bwe(?:'ve| have)? received your\b",
    r"\byour\b.{0,80}\b(?:has been|was|is) (?:\w+ )?(?:received|created|opened|logged)",
    r"\bthank(?:s| you) for (?:contacting|your (?:e-?mail|message|inquiry|enquiry|request|mail|report))",
    r"\bthank(?:s| you) for (?:getting in touch|writing|reaching)",
    r"\b(?:telah|sudah) kami terima\b", r"\bkami (?:telah|sudah) menerima\b",
    (
        r"\banda\b.{0,80}\b(?:telah|sudah|berhasil) (?:kami |berhasil )?"
        r"(?:di)?(?:terima|catat|daftarkan|buat|kirim(?:kan)?|tercatat|terdaftar)\b"
    ),
    r"\bterima kasih (?:telah|sudah|atas) (?:menghubungi|e-?mail|pesan|surat|laporan|partisipasi)",
    r"\b(?:eingegangen|erhalten|ontvangen|bien reçu|hemos recibido|recebemos|abbiamo ricevuto|otrzymaliśmy)\b",
    r"(?:получили|получено)", r"(?:受け付け|受信し|已收到|接收到|접수)",
)  # fmt: skip
OPENS_A_TICKET = _any_of(
    (
        r"\b(?:ticket|case|request|incident|issue|support request)\b.{0,60}\b(?:has been|was"
        r"|is) (?:\w+ )?(?:created|opened|received|registered|logged|assigned|submitted)"
    ),
    r"\byour (?:ticket|case|request|reference) (?:number|id|no\.?)\b",
    r"\b(?:ticket|case|reference) (?:number|id|no\.?|#)\s?(?:is|:)",
    r"\b(?:nomor|no\.?) (?:tiket|laporan|pengaduan|registrasi|permohonan)\b",
    (
        r"\b(?:tiket|laporan|pengaduan|permohonan|permintaan)\b.{0,60}\b(?:telah|sudah|berhasil) (?:kami "
        r"|berhasil )?(?:di(?:buat|terima|catat|daftarkan|register)|terima|tercatat|terdaftar)"
    ),
    r"\bticketnummer\b", r"\bvorgangsnummer\b", r"\bnuméro de (?:ticket|dossier)\b",
    r"\bnúmero de (?:ticket|caso)\b", r"\bnumero di ticket\b", r"номер (?:заявки|обращения)",
)  # fmt: skip
READ_SUBJECT = re.compile(
    r"^\s*(?:(?:read|not read|displayed|return receipt(?: \(\w+\))?|delivery receipt|read receipt|read report"
    r"|delivered|relayed|dibaca|tidak dibaca|belum dibaca|terkirim|tanda terima(?: \(\w+\))?|laporan (?:baca"
    r"|terkirim)"
    r"|gelesen|ungelesen|lesebestätigung|zugestellt|lu|non lu|accusé de (?:lecture|réception)|leído|leida"
    r"|no leído|acuse de (?:recibo|lectura)|lida|não lida|recibo de leitura|letto|ricevuta di (?:ritorno|lettura)"
    r"|gelezen|ontvangstbevestiging"
    r"|przeczytano|potwierdzenie|läst|læst|lest|luettu|okundu|прочтено|прочитано|开封済み|開封済み|開封確認|已读"
    r"|已讀|읽음)\s?(?:[:：]|- ))",
    re.IGNORECASE,
)
READ_TEXT = _any_of(
    r"\b(?:was|has been) (?:read|displayed|opened) (?:on|at)\b", r"\bdeleted without being read\b",
    r"\btelah (?:dibaca|ditampilkan|diperlihatkan|dibuka) (?:pada|oleh)\b",
    r"\bthis is a (?:return|read) receipt",
    r"\bini adalah tanda terima", r"\bdies ist eine (?:empfangs|lese)bestätigung",
    (
        r"\b(?:wurde gelesen|a été (?:lu|affiché)|fue leído|se leyó|foi lida|è stato letto|werd gelezen"
        r"|został[oa]? przeczytan|было прочитано)"
    ),
    r"\bsuccessfully delivered to\b", r"\bberhasil (?:dikirim|diantarkan) (?:ke|kepada)",
)  # fmt: skip

# A person asks for something: such words are not what a responder writes.
ASKS = _any_of(
    (
        r"\b(?:how (?:do|can|to)|can you|could you|would you|please (?:help|fix|check|advise|assist|enable"
        r"|disable|set|turn)|help me|i need|we need|is it possible|why (?:do|does|is|are|did))\b"
    ),
    (
        r"\b(?:tolong|bagaimana|gimana|apakah|bisakah|kenapa|mengapa|bantu(?:an)?nya?|minta (?:bantuan|tolong)"
        r"|mohon (?:bantu|bantuan|dicek|diperiksa|diperbaiki|petunjuk|arahan|solusi|ditindak|dibuatkan|diaktifkan"
        r"|segera)|tidak bisa|tdk bisa|gak bisa|nggak bisa|cara)\b"
    ),
)  # fmt: skip

# What a person may ask of a desk and no responder asks of its reader: anything but to turn to somebody else, or what
# a disclaimer asks.
REQUESTS = _any_of(
    (
        r"\b(?:mohon|tolong|harap) (?!(?:untuk |dapat |agar |kiranya |silakan )?(?:maaf|maklum|dimaklumi|pengertian"
        r"|kesabaran|perhatian|tidak|jangan|abaikan|hubungi|menghubungi|ditujukan|menunggu|ditunggu|kirim|tinggalkan"
        r"|segera (?:hapus|menghapus|memberi)|hapus|menghapus|beritahu|memberitahu|pertimbangkan))"
    ),
    (
        r"\bplease (?!contact|call|direct|e-?mail|note|refer|be |feel|reach|send|forward|speak|turn|use|allow|bear"
        r"|accept|expect|visit|excuse|do not|don't|ask|get in|address|text|write|leave|consult|try|phone|ring|see "
        r"|notify|delete|destroy|inform|advise|consider|think|return|disregard|ignore|immediately|reply|respond)\w"
    ),
)  # fmt: skip

NO_REPLY_LOCAL = re.compile(
    r"^(?:no|do|not?)[-_.+]?(?:not)?[-_.+]?(?:repl(?:y|ies)|respond|response|answer)|^(?:jangan|tidak"
    r"|tanpa)[-_.]?(?:di)?balas|(?:^|[-_.])(?:no-?reply|donotreply|noreply)(?:$|[-_.+])|^ne[-_]?pas[-_]?repondre"
    r"|^nicht[-_]?antworten|^unattended|^auto-?(?:mailer|mailing|confirm|reply|response|responder)",
    re.IGNORECASE,
)
# Senders of lists and mailings that speak for nobody in particular.
LIST_VOICE_LOCAL = re.compile(
    r"^(?:list|lists|milis|mailing-?list|mailman|majordomo|listserv|listmaster|sympa|ezmlm|newsletter|news"
    r"|buletin|berita|digest|info|informasi|promo|promosi|marketing|admin|moderator|announce|announcements?"
    r"|pengumuman|humas|redaksi)$|-(?:bounces?|owner|request|admin|confirm|digest|announce)$",
    re.IGNORECASE,
)
DIGEST_SUBJECT = re.compile(
    r"\bdigest,? vol|\bdigest (?:number|no\.?|for|of)\b|^\s*(?:\[[^\]\[]{1,60}\]\s*)?(?:daily|weekly"
    r"|abridged) (?:digest|summary)|\b(?:rangkuman|ringkasan|rekap) (?:harian|mingguan|milis)",
    re.IGNORECASE,
)

# Complaint reports that are older than their standard.
COMPLAINT_SUBJECT = re.compile(
    r"^\s*(?:complaint about message from \d|email feedback report for ip|client tos notification"
    r"|abuse report(?:ing)? for \d)",
    re.IGNORECASE,
)

# Devices: names that only a machine bears, names that a machine and a team bear, and what machines write.
DEVICE_LOCAL = re.compile(
    r"^(?:root|cron|crond|anacron|daemon|logwatch|fail2ban|zabbix|nagios\d?|icinga\d?|prtg|cacti|librenms"
    r"|observium|prometheus|alertmanager|grafana|uptime-?kuma|uptimerobot|checkmk|check_mk|centreon|solarwinds"
    r"|opmanager|mikrotik|fortigate|fortianalyzer|sophos|pfsense|proxmox|vcenter|esxi?|idrac|ipmi|qnap"
    r"|synology|truenas|veeam|bacula|nvr|dvr|cctv|apcupsd|smartd|mdadm|scanner|scan|scan2mail"
    r"|scan-?to-?(?:e?mail)|mfp|mfc|copier|fotokopi|printer|fax|faks|kyocera|ricoh|xerox|konica|bizhub"
    r"|lexmark|workcentre|unifi|ubnt|firewall)(?:[-_+]?\d{1,6}[a-z]?|[-_+][a-z\d-]{1,40})?$",
    re.IGNORECASE,
)
PERHAPS_DEVICE_LOCAL = re.compile(
    r"^(?:(?:\w{1,20}[-_.])?(?:monitor(?:ing)?|pemantau(?:an)?|alerts?|alarms?|notif(?:ikasi|y|ications?)?"
    r"|notification|backup|siem|soc|wazuh|syslog|snmp|sistem|system|server|robot|bot|ilo|nas|ups|canon|epson|brother|sharp|aruba|switch|router|jenkins|gitlab|jira"
    r"|ci)(?:[-_.]\w{1,20})?)$",
    re.IGNORECASE,
)
DEVICE_SUBJECT = _any_of(
    (
        r"^\W{0,6}(?:problem|recovery|resolved|firing|critical|warning|down|up|alert|alarm|masalah|pulih"
        r"|peringatan|kritis|gangguan|host (?:down|up|alert)|service alert|notification"
        r"|acknowledgement)\b\s?(?:service |host )?(?:alert)?\s?[:\-(\[|]"
    ),
    r"^\*\* (?:problem|recovery|ok)",
    (
        r"^\s*(?:message|pesan|nachricht) (?:from|dari|von) [\"'“]?(?:km_|kmbt|rnp|canon|xerox|mfp|ricoh|kyocera"
        r"|brother|epson|sharp|bizhub|hp)"
    ),
    (
        r"^\s*(?:scan(?:ned)? (?:image|data|document|file|from|to)|hasil (?:scan|pindai)|dokumen (?:scan"
        r"|pindai)an|attached image|image from|send data from|fax (?:from|received)|faks dari|einkommendes fax)"
    ),
    (
        r"^\s*(?:cron <|logwatch for|\[?fail2ban|smart error|disk (?:space|usage)|backup (?:job|task|success|fail"
        r"|report|warning)|veeam|\[?(?:zabbix|nagios|icinga|prtg|grafana|alertmanager|uptime kuma|unifi)\b)"
    ),
)  # fmt: skip
DEVICE_TEXT = _any_of(
    (
        r"^\s{0,4}(?:trigger|pemicu|original event id|event id|id kejadian|item values?|keparahan"
        r"|monitored (?:host|service)|notification type|problem (?:started|name)|device (?:name|model)"
        r"|scan date|tanggal pindai|alert ?name|sensor)\s{0,8}:"
    ),
    r'\bthis e-?mail was sent from [\"“]?(?:rnp|rn[a-f\d])',
    (
        r"\b(?:scanned|dipindai) (?:from|dari|using|menggunakan) (?:an? )?(?:mfp|multifunction|printer|copier"
        r"|kyocera|xerox|ricoh|canon)"
    ),
    r"\bplease open the attached document\. it was (?:sent|scanned)",
    r"\bsent (?:to you )?(?:using|by|from) an? (?:xerox|multi-?function|ricoh|kyocera|mfp)",
    r"\bnotification (?:from|by) (?:zabbix|nagios|prtg|grafana)",
)  # fmt: skip
DEVICE_MAILER = _any_of(
    (
        r"\b(?:zabbix|nagios|icinga|prtg|grafana|alertmanager|veeam|proxmox|synology|qnap|mikrotik|fortigate"
        r"|canon|ricoh|kyocera|konica|xerox|bizhub|workcentre|lexmark|epson|scan ?to ?e?-?mail|mfp|imagerunner"
        r"|smartd|logwatch)\b"
    ),
)  # fmt: skip

FORM_LINE = re.compile(
    r"^\s{0,4}(?:nama(?: lengkap| pelapor| pengirim)?|name|full name|e-?mail|alamat e-?mail|surel|telepon|telp"
    r"|no\.? ?(?:hp|telp|telepon|wa)|phone|nip|nik|unit(?: kerja)?|instansi|alamat|subjek|subject|perihal|pesan"
    r"|message|isi(?: laporan| pesan| pengaduan)?|keluhan|laporan|pengaduan|deskripsi|description|comments?"
    r"|komentar)\s{0,4}:",
    re.IGNORECASE | re.MULTILINE,
)
