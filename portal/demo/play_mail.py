"""Messages by e-mail: a reaction that found its way, a question that waits for the secretary, a file with harmful software, and what
programs sent.
"""

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from functools import partial

from sqlalchemy import select

from portal.core.documents import Outcome, Scan
from portal.demo.cast import Cast
from portal.demo.diary import Diary
from portal.intake.mail_operations import take_in
from portal.intake.mail_parser import parse
from portal.intake.mail_reading import Arrival, read
from portal.notifications.delivery import host
from portal.notifications.models import OutboxMail
from portal.rounds.queries import open_rounds

QUESTION = """Goedemorgen,

Op de informatieavond is gezegd dat de regels voor het vervoer veranderen. Moet ik daar zelf iets voor doen? Mijn man gaat
drie keer in de week naar de dagbesteding.

Met vriendelijke groet,
Nel Willems

Verstuurd vanaf mijn iPad

> Op de avond van vorige week heeft de gemeente het volgende geschreven:
> Welkom op de informatieavond over de ondersteuning in uw wijk.
"""
OVERVIEW = """Dag,

In de bijlage staan de ritten van de afgelopen maand. Ik hoor graag of dit bij een voorstel past.

Wiel Ortmans
"""
REACTION = """Beste tafel,

Als mantelzorger ben ik blij met dit voorstel. Let wel op dat mensen zonder computer het ook te horen krijgen.

Groeten,
Harrie Custers
"""


def write(cast: Cast, diary: Diary) -> None:
    diary.on(diary.day(-5), "8:55", partial(_question, cast))
    diary.on(diary.day(-3), "11:10", partial(_infected, cast))
    diary.on(diary.day(-2), "16:20", partial(_reaction, cast))
    diary.on(diary.day(-2), "16:40", partial(_away, cast))
    diary.on(diary.day(-1), "9:05", partial(_came_back, cast))


def _question(cast: Cast, now: datetime) -> None:
    _arrives(cast, _message(cast, "Nel Willems <nel.willems@post.example>", "Vraag over het vervoer", QUESTION), now)


def _infected(cast: Cast, now: datetime) -> None:
    """As a virus scanner would have it: the demonstration has none, and the file holds nothing."""
    message = _message(cast, "Wiel Ortmans <wiel.ortmans@post.example>", "Overzicht van de ritten", OVERVIEW)
    message.add_attachment(b"%PDF-1.7\n%%EOF\n", maintype="application", subtype="pdf", filename="ritten.pdf")
    raw = message.as_bytes()
    parsed = parse(raw)
    found = replace(parsed, files=tuple(replace(file, scan=Scan(Outcome.INFECTED, "Pdf.Phishing.Agent-7359")) for file in parsed.files))
    arrival = Arrival(raw, now)
    take_in(cast.session, cast.network, arrival, read(arrival, found), now=now)


def _reaction(cast: Cast, now: datetime) -> None:
    for round_ in open_rounds(cast.session, cast.network, now)[:1]:
        subject = f"Reactie op voorstel {round_.proposal.number}"
        _arrives(cast, _message(cast, "Harrie Custers <harrie.custers@post.example>", subject, REACTION), now)


def _away(cast: Cast, now: datetime) -> None:
    message = _message(cast, "Ton Vroemen <ton.vroemen@post.example>", "Automatisch antwoord: uw bericht", "Ik ben met vakantie.")
    message["Auto-Submitted"] = "auto-replied"
    _arrives(cast, message, now)


def _came_back(cast: Cast, now: datetime) -> None:
    letter = cast.session.scalars(select(OutboxMail).where(OutboxMail.kind == "rounds/opened").order_by(OutboxMail.id.desc())).first()
    if letter is None:
        return
    message = _message(cast, "Mail Delivery System <mailer-daemon@post.example>", "Undelivered Mail Returned to Sender",
                       f"The mailbox of {letter.email} is full.\n\nMessage-ID: <outbox-{letter.id}@{host()}>\n")
    _arrives(cast, message, now)


def _message(cast: Cast, sender: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, cast.network.email, subject
    message.set_content(text)
    return message


def _arrives(cast: Cast, message: EmailMessage, now: datetime) -> None:
    raw = message.as_bytes()
    arrival = Arrival(raw, now)
    take_in(cast.session, cast.network, arrival, read(arrival, parse(raw)), now=now)
