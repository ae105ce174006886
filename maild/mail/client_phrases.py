"""What mail clients write around the words of people: attribution verbs, header labels, bars, subject prefixes.

Everything is in the folded form that `maild.mail.lines.folded` makes of a line. The wording is what the
clients themselves show (their catalogues and the mails they send); `docs/reading-mail.md` tells the sources.
"""

from __future__ import annotations

from typing import Literal

Role = Literal["from", "date", "to", "cc", "subject", "other"]

# The words an attribution begins with, when a date follows: "On Mon, 4 Mar 2024 at 10:00 ...".
ATTRIBUTION_STARTERS: tuple[str, ...] = (
    *("on", "at", "in"),  # English; "At" is Eudora
    *("pada", "pada tanggal", "pada hari", "tanggal", "tgl"),  # Indonesian and Malay
    *("am", "den", "vom"),  # German, Danish, Norwegian, Swedish
    *("le", "el", "il", "il giorno", "in data", "em", "no dia", "a", "o", "la", "el dia", "el día"),
    *("op", "op dag", "d.", "dnia", "w dniu", "dne", "dňa", "u", "dana", "pe", "în", "în data de", "la data"),
    *("στις", "την", "v", "на", "в", "у", "от", "vào", "ngày", "em", "kl", "kuupäeval", "на дату"),
    *("在", "於", "于", "בתאריך", "ב-", "في", "vào lúc", "เมื่อ", "ในวันที่", "noong"),
)

# What the writer of the quoted mail did: "... wrote:".
ATTRIBUTION_VERBS: tuple[str, ...] = (
    *("wrote", "writes", "you wrote"),
    *("menulis", "telah menulis", "menuliskan", "menulis pesan"),
    *("schrieb", "schrieb am", "hat geschrieben", "geschrieben"),
    *("a écrit", "a ecrit", "écrit", "escribió", "escribio", "ha escrito", "va escriure", "ha escrit"),
    *("escreveu", "ha scritto", "scrive", "scriveva", "schreef", "het volgende geschreven", "geschreven"),
    *("skrev", "skrev følgende", "skrev følgende", "kirjoitti", "kirjutas"),
    *("napisał", "napisała", "napisał(a)", "pisze"),
    *("napsal", "napsala", "napsal(a)", "napísal", "napísal(a)"),
    *("napísala", "napisao", "napisala", "napisao/la", "je napisao", "je napisala", "je napisao/la", "napisal"),
    *("írta", "ezt írta", "a scris", "написал", "написала", "написал(а)", "пишет", "писал", "писал(а)"),
    *("написав", "написав(ла)", "написала", "пише", "написа", "şunu yazdı", "yazdı", "şunları yazdı"),
    *("έγραψε", "כתב", "כתבה", "כתב/ה", "كتب", "写道", "寫道", "写到", "작성", "님이 작성", "のメール"),
    *("đã viết", "viết", "เขียนว่า", "rakstīja", "rašė", "parašė", "skrifaði", "sinulat ni"),
)

# What an attribution begins with that tells the writer before the date: Apple Mail in Polish, Gmail in Catalan.
ATTRIBUTION_OPENINGS: tuple[str, ...] = ("wiadomość napisana przez", "missatge de")

# Labels of the header lines that clients copy above a quoted or forwarded mail, by what stands behind them.
_LABELS: dict[Role, tuple[str, ...]] = {
    "from": (
        *("from", "dari", "pengirim", "daripada", "von", "absender", "de", "expéditeur", "remitente"),
        *("remetente", "da", "mittente", "van", "afzender", "från", "avsändare", "fra", "afsender", "avsender"),
        *("lähettäjä", "od", "nadawca", "odesílatel", "odosielateľ", "feladó", "de la", "expeditor", "от"),
        *("отправитель", "от кого", "від", "відправник", "kimden", "gönderen", "από", "αποστολέας", "saatja"),
        *("šalje", "pošiljatelj", "pošiljalac", "מאת", "من", "发件人", "寄件者", "寄件人", "差出人"),
        *("送信者", "보낸 사람", "보낸사람", "발신", "từ", "người gửi", "จาก", "nuo", "siuntėjas"),
        *("frá", "mula kay", "nga", "од", "sūtītājs"),
    ),
    "date": (
        *("date", "sent", "sent at", "date sent", "dikirim", "terkirim", "tanggal", "waktu", "dikirim pada"),
        *("tarikh", "dihantar", "datum", "gesendet", "gesendet am", "envoyé", "envoyée", "envoyé le", "fecha"),
        *("enviado", "enviado el", "enviado em", "enviada em", "enviada", "data", "inviato", "data invio"),
        *("verzonden", "verstuurd", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "päiväys", "pvm"),
        *("wysłano", "wysłane", "odesláno", "dátum", "odoslané", "poslané", "küldve", "elküldve", "küldés ideje"),
        *("trimis", "dată", "trimis la", "отправлено", "дата", "дата отправки", "надіслано", "gönderilen"),
        *("gönderildi", "gönderme tarihi", "gönderim tarihi", "tarih", "εστάλη", "στάλθηκε", "ημερομηνία"),
        *("saadetud", "kuupäev", "poslano", "poslato", "נשלח", "תאריך", "تاريخ", "التاريخ", "تم الإرسال"),
        *("发送时间", "发送日期", "日期", "时间", "寄件日期", "傳送時間", "傳送日期", "送信日時", "日時", "日付"),
        *("보낸 날짜", "날짜", "보낸날짜", "đã gửi", "ngày", "gửi", "ส่ง", "ส่งเมื่อ", "วันที่", "enviat", "nosūtīts"),
        *("išsiųsta", "изпратено", "sendt den", "послато", "датум", "odoslané dňa", "poslano dana"),
    ),
    "to": (
        *("to", "kepada", "ke", "penerima", "untuk", "an", "empfänger", "à", "a", "pour", "destinataire"),
        *("destinataires", "para", "destinatario", "destinatário", "aan", "till", "mottagare", "til", "modtager"),
        *("mottaker", "vastaanottaja", "vastaanottajat", "do", "adresat", "komu", "pre", "címzett", "către"),
        *("destinatar", "кому", "получатель", "до", "одержувач", "kime", "alıcı", "προς", "saaja", "kellele"),
        *("prima", "za", "primatelj", "אל", "إلى", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "수신"),
        *("đến", "tới", "ถึง", "per a", "per", "kam", "til", "до кого"),
        *("adressaat", "gavėjas", "příjemce", "primalac", "за"),
    ),
    "cc": (
        *("cc", "bcc", "tembusan", "salinan", "kopie", "kopie (cc)", "copie", "copie à", "copia", "cópia"),
        *("con copia a", "c/c", "kopia", "kopi", "kopio", "kópia", "dw", "udw", "do wiadomości", "másolat"),
        *("másolatot kap", "копия", "копія", "bilgi", "κοιν.", "κοινοποίηση", "koopia", "kopija", "עותק"),
        *("העתק", "نسخة", "抄送", "副本", "참조", "đồng gửi", "สำเนา", "blindkopie", "cci", "cco", "ccn", "skrytá"),
        *("скрытая копия", "как копия", "в копии"),
    ),
    "subject": (
        *("subject", "perihal", "subjek", "subyek", "judul", "hal", "perkara", "betreff", "objet", "sujet"),
        *("asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "aihe", "temat", "předmět", "věc"),
        *("predmet", "tárgy", "subiect", "тема", "konu", "θέμα", "teema", "naslov", "assumpte", "נושא"),
        *("الموضوع", "主题", "主旨", "件名", "題名", "제목", "chủ đề", "tiêu đề", "หัวเรื่อง", "เรื่อง", "temats"),
        *("tema", "tēma", "zadeva", "dalykas", "наслов", "предмет"),
        *("efni", "относно", "paksa"),
    ),
    "other": (
        *("reply-to", "reply to", "balas ke", "antwort an", "antwort-an", "répondre à", "responder a"),
        *("responder para", "rispondi a", "antwoord aan", "svara till", "svar til", "odpowiedz do", "odpovědět"),
        *("ответить", "yanıtla", "balas kepada", "importance", "priority", "prioritas", "wichtigkeit"),
        *("importance élevée", "attachments", "lampiran", "anlagen", "organization", "reply-to"),
    ),
}

HEADER_LABELS: dict[str, Role] = {label: role for role, labels in _LABELS.items() for label in labels}

# Written between dashes above a mail that is answered (and by some clients above one that is forwarded).
ORIGINAL_MESSAGE: tuple[str, ...] = (
    *("original message", "original email", "original mail", "reply message", "replied message"),
    *("pesan asli", "pesan orisinal", "pesan semula", "pesan sebelumnya", "email asli", "mesej asal"),
    *("ursprüngliche nachricht", "original-nachricht", "originalnachricht", "ursprungliga meddelandet"),
    *("message d'origine", "message original", "message initial", "message d’origine", "mensaje original"),
    *("mensagem original", "messaggio originale", "oorspronkelijk bericht", "originele bericht"),
    *("originalmeddelande", "ursprungligt meddelande", "oprindelig meddelelse", "opprinnelig melding"),
    *("oprindelig besked", "original melding", "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość"),
    *("původní zpráva", "původní e-mail", "pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original"),
    *("исходное сообщение", "оригинальное сообщение", "вихідне повідомлення", "оригінальне повідомлення"),
    *("orijinal mesaj", "orijinal ileti", "özgün ileti", "αρχικό μήνυμα", "algne kiri", "izvorna poruka"),
    *("originalna poruka", "missatge original", "原始邮件", "原邮件", "原始郵件", "原始信件", "元のメッセージ"),
    *("original メッセージ", "원본 메시지", "원본 메일", "הודעה מקורית", "الرسالة الأصلية", "tin nhắn gốc", "thư gốc"),
)

# Written above a mail that is passed on; with dashes around it, or alone before a colon (Apple Mail, MailMate).
FORWARDED_MESSAGE: tuple[str, ...] = (
    *("forwarded message", "begin forwarded message", "forwarded email", "forwarded by", "fwd message"),
    *("pesan terusan", "pesan yang diteruskan", "pesan diteruskan", "pesan yang diteruskan", "awal pesan terusan"),
    *("awal pesan yang diteruskan", "mulai pesan terusan", "email terusan", "mesej dimajukan", "mesej yang dimajukan"),
    *("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "weitergeleitete e-mail"),
    *("message transféré", "début du message réexpédié", "début du message transféré", "message réexpédié"),
    *("mensaje reenviado", "inicio del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada"),
    *("início da mensagem encaminhada", "início da mensagem reencaminhada", "messaggio inoltrato"),
    *("inizio messaggio inoltrato", "inizio del messaggio inoltrato", "doorgestuurd bericht"),
    *("begin doorgestuurd bericht", "doorgestuurde bericht", "vidarebefordrat meddelande", "vidarebefordrat mejl"),
    *("vidarebefordrat brev", "börjar vidarebefordrat meddelande", "videresendt meddelelse", "videresendt besked"),
    *("start på videresendt besked", "videresendt melding", "start på videresendt melding", "videresendt e-post"),
    *("edelleen lähetetty viesti", "välitetty viesti", "välitetty viesti alkaa", "edelleenlähetetty viesti"),
    *("przekazana wiadomość", "wiadomość przekazana", "wiadomość przesłana dalej", "przekazywana wiadomość"),
    *("początek przekazywanej wiadomości", "treść przekazanej wiadomości", "přeposlaná zpráva"),
    *("začátek přeposílané zprávy", "předaná zpráva", "začátek předávané zprávy", "preposlaná správa"),
    *("začiatok preposlanej správy", "továbbított üzenet", "továbbított levél", "továbbított levél kezdete"),
    *("mesaj redirecționat", "mesaj redirectionat", "începutul mesajului redirecționat", "mesaj redirecţionat"),
    *("mesaj transmis", "пересылаемое сообщение", "пересланное сообщение", "пересылаемое письмо"),
    *("перенаправленное сообщение", "начало переадресованного сообщения", "переадресованное сообщение"),
    *("переслане повідомлення", "перенаправлене повідомлення", "початок листа, що пересилається"),
    *("переадресоване повідомлення", "початок переадресованого повідомлення", "препратено съобщение"),
    *("iletilmiş mesaj", "iletilen mesaj", "yönlendirilmiş ileti", "yönlendirilen ileti", "iletilmiş ileti"),
    *("ileti başlangıcı", "iletilen ileti", "yönlendirilen mesaj", "προωθημένο μήνυμα", "αρχή προωθημένου μηνύματος"),
    *("edastatud kiri", "edastatud sõnum", "edasi saadetud kiri", "edastatud e-kiri", "proslijeđena poruka"),
    *("proslijeđeno", "početak proslijeđene poruke", "prosleđena poruka", "početak prosleđene poruke"),
    *("posredovano sporočilo", "missatge reenviat", "inici del missatge reenviat", "áframsent skeyti"),
    *("转发的邮件", "转发邮件信息", "转发邮件", "转发信息", "开始转发的邮件", "開始轉寄郵件", "轉寄郵件", "轉寄的郵件"),
    *(
        "已轉寄的郵件",
        "転送されたメッセージ",
        "転送メッセージ",
        "転送",
        "전달된 메시지",
        "전달된 메일",
        "הודעה שהועברה",
    ),
    *("הודעה מועברת", "رسالة معاد توجيهها", "رسالة مُعاد توجيهها", "الرسالة المُعاد توجيهها", "thư được chuyển tiếp"),
    *("tin nhắn chuyển tiếp", "thư đã chuyển tiếp", "ข้อความที่ส่งต่อ", "pārsūtītā ziņa", "persiųstas laiškas"),
)

# What clients put before a subject, without the colon: what was done with the mail it names.
FORWARD_PREFIXES: frozenset[str] = frozenset(
    {
        *("fw", "fwd", "wg", "wtr", "tr", "rv", "i", "vl", "vb", "pd", "enc", "res enc", "doorst", "tov"),
        *("továbbítás", "ilt", "i̇lt", "yön", "terusan", "trs", "teruskan", "diteruskan", "fs", "пересл", "прв"),
        *("fwd by", "转发", "轉寄", "転送", "전달", "hitber", "προωθ", "προώθ", "přep", "pře", "fv"),
    }
)
REPLY_PREFIXES: frozenset[str] = frozenset(
    {
        *("re", "aw", "antw", "antwort", "sv", "vá", "va", "odp", "ynt", "yan", "rif", "r", "res", "bls", "bal"),
        *("balas", "balasan", "atb", "на", "ответ", "отв", "答复", "回复", "回覆", "返信", "답장", "απ", "ats"),
    }
)

# Our own line, and what other desks write in its place: what stands below it is not the person's.
REPLY_MARKERS: tuple[str, ...] = (
    *("balas di atas baris ini", "balas di atas garis ini", "tulis balasan anda di atas baris ini"),
    *("reply above this line", "reply above the line", "please type your reply above this line"),
    *("write your reply above this line", "please reply above this line", "type your response above this line"),
)
