"""A contract as a document: the same ten subjects as on its page, for Word. The PDF has a template of its own."""

from collections.abc import Iterator

from docx.document import Document as WordDocument

from portal.contracts.messages import euro, extensions, months
from portal.contracts.models import EVERYONE, ContractSignature, ContractVersion, ServiceContract
from portal.contracts.rules import WRITTEN, Content, ContractSubject
from portal.core.language import gettext, listing, long_day, moment, say
from portal.core.word import document, facts, lines, plain, table


def file_name(contract: ServiceContract) -> str:
    return gettext("service-contract-%(number)s", number=contract.number)


def as_word(contract: ServiceContract, content: Content, version: ContractVersion | None, *, reader: int | None) -> WordDocument:
    """The contract with headings that a screen reader follows. Without a version it is a draft, and says so.

    `reader`: the party that reads, EVERYONE, or None for the municipality: who sees which names of persons.
    """
    paper = document(content.title, gettext("Procurement network %(name)s", name=contract.network.name))
    facts(paper, [(gettext("Number"), contract.number), (gettext("Version"), version.number if version else say(contract.state)),
                  *([(gettext("Agreement"), content.basis)] if content.basis else [])])
    if not contract.is_public:
        lines(paper, gettext("Not signed by both sides. Only they may read it."))
    for subject in ContractSubject:
        paper.add_heading(f"{subject.value}. {say(subject)}", 1)
        _write(paper, content, subject)
    if version:
        _signatures(paper, version, reader)
    return paper


def _write(paper: WordDocument, content: Content, subject: ContractSubject) -> None:
    if subject in WRITTEN:
        for text in (content.texts.get(subject) or gettext("Not filled in yet")).split("\n"):
            paper.add_paragraph(plain(text))
    if subject == ContractSubject.MUNICIPALITIES:
        paper.add_paragraph(plain(listing(list(content.municipalities)) or gettext("Not filled in yet")))
    if subject == ContractSubject.PROVIDERS:
        for provider in content.providers:
            paper.add_paragraph(plain(gettext("%(name)s, KVK number %(kvk)s", name=provider.name, kvk=provider.kvk)), style="List Bullet")
    if subject == ContractSubject.MONITORING and content.indicators:
        header = [gettext("Indicator"), gettext("Aim"), gettext("When")]
        table(paper, gettext("Indicators"), header, [[row.name, row.target, row.moment] for row in content.indicators])
    if subject == ContractSubject.TERM:
        facts(paper, term_facts(content))
        if content.tariffs:
            header = [gettext("Service"), gettext("Unit"), gettext("Tariff")]
            table(paper, gettext("Tariffs"), header, [[row.service, row.unit, euro(row.amount)] for row in content.tariffs], numbers={2})


def term_facts(content: Content) -> list[tuple[str, str]]:
    """First and last day, extensions and notice, in words."""
    none = gettext("Not filled in yet")
    return [(gettext("First day"), long_day(content.begins_on) if content.begins_on else none),
            (gettext("Last day"), long_day(content.ends_on) if content.ends_on else none),
            (gettext("Extension"), extensions(content.extensions, content.extension_months)),
            (gettext("Term of notice"), months(content.notice_months) if content.notice_months else gettext("None"))]


def _signatures(paper: WordDocument, version: ContractVersion, reader: int | None) -> None:
    paper.add_heading(gettext("Signatures of both sides"), 1)
    for row in version.signatures:
        lines(paper, *_signed(row, reader))
    if not version.signatures:
        paper.add_paragraph(gettext("Nobody has signed this version yet."))
    lines(paper, gettext("Fingerprint of the text (SHA-256)"), version.fingerprint)


def _signed(row: ContractSignature, reader: int | None) -> Iterator[str]:
    """Who signed for whom, on what ground, when, and the number and the seal with which it can be checked."""
    yield row.organisation if row.party_id else gettext("Municipality of %(name)s", name=row.organisation)
    if row.shows_name_to(reader):
        yield f"{row.name}, {row.job_title}" + (f". {say(row.ground)}" if row.ground else "")
    yield moment(row.signed_at)
    yield gettext("Number %(number)s", number=row.number)
    if row.mandates:
        yield gettext("Also for %(names)s, under their mandates.", names=listing(row.mandates))
    if reader != EVERYONE:
        yield f"{gettext('Seal')}: {row.seal}"
