"""A contract as a document: the same ten subjects as on its page, for Word. The PDF has a template of its own."""

from docx.document import Document as WordDocument

from portal.contracts.messages import euro, extensions, months
from portal.contracts.models import ContractVersion, ServiceContract
from portal.contracts.rules import WRITTEN, Content, ContractSubject
from portal.core.language import gettext, listing, long_day, moment, say
from portal.core.word import document, facts, plain


def file_name(contract: ServiceContract) -> str:
    return gettext("service-contract-%(number)s", number=contract.number)


def as_word(contract: ServiceContract, content: Content, version: ContractVersion | None, *, reader: int | None) -> WordDocument:
    """The contract with headings that a screen reader follows. Without a version it is a draft, and says so.

    `reader`: the party that reads, EVERYONE, or None for the municipality: who sees which names of persons.
    """
    paper = document(content.title)
    facts(paper, [(gettext("Service contract"), contract.number), (gettext("Version"), version.number if version else say(contract.state)),
                  *([(gettext("Agreement"), content.basis)] if content.basis else [])])
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
        _table(paper, header, [[row.name, row.target, row.moment] for row in content.indicators])
    if subject == ContractSubject.TERM:
        facts(paper, term_facts(content))
        if content.tariffs:
            header = [gettext("Service"), gettext("Unit"), gettext("Tariff")]
            _table(paper, header, [[row.service, row.unit, euro(row.amount)] for row in content.tariffs])


def term_facts(content: Content) -> list[tuple[str, str]]:
    """First and last day, extensions and notice, in words."""
    none = gettext("Not filled in yet")
    return [(gettext("First day"), long_day(content.begins_on) if content.begins_on else none),
            (gettext("Last day"), long_day(content.ends_on) if content.ends_on else none),
            (gettext("Extension"), extensions(content.extensions, content.extension_months)),
            (gettext("Term of notice"), months(content.notice_months) if content.notice_months else gettext("None"))]


def _table(paper: WordDocument, header: list[str], rows: list[list[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = plain(text)


def _signatures(paper: WordDocument, version: ContractVersion, reader: int | None) -> None:
    paper.add_heading(gettext("Signatures of both sides"), 1)
    for row in version.signatures:
        who = f"{row.organisation}: {row.name}, {row.job_title}" if row.shows_name_to(reader) else row.organisation
        paper.add_paragraph(plain(f"{who}, {moment(row.signed_at)} ({row.number})"))
    facts(paper, [(gettext("Fingerprint of the text (SHA-256)"), version.fingerprint)])
