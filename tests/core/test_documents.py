"""Files: known by their content, kept once, given out as downloads."""

import io

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict

from portal.core import documents
from portal.core.documents import Document, Upload
from portal.core.errors import Refused
from portal.core.forms import DocumentField, FileNeeded, Form

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


class ScanForm(Form):
    scan = DocumentField("Scan", [FileNeeded("Kies een bestand.")])


def sent(*values):
    return ScanForm(MultiDict([("scan", value) for value in values]), meta={"csrf": False})


def file(content=PDF, name="akte.pdf"):
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "document:empty"), (b"MZ\x90\x00 program", "document:kind"), (b"<svg onload='x'></svg>", "document:kind"),
    (b"<html><script>alert(1)</script>", "document:kind"), (PDF + b" " * documents.MAX_BYTES, "document:too-large"),
])
def test_only_known_kinds_of_some_size_are_taken_whatever_the_name_says(content, code):
    with pytest.raises(Refused) as refused:
        Upload.of("akte.pdf", content)

    assert refused.value.code == code


@pytest.mark.parametrize(("name", "clean"), [
    ("../../etc/passwd", "passwd.pdf"), (r"C:\temp\akte van volmacht.pdf", "akte van volmacht.pdf"), ("", "document.pdf"),
    ("rekening.exe", "rekening.pdf"), ('a"\r\nSet-Cookie: b.pdf', "a-Set-Cookie- b.pdf"), ("…/\u202efdp.exe", "fdp.pdf"),
])
def test_name_is_cleaned_and_ends_as_its_content(name, clean):
    assert Upload.of(name, PDF).file_name == clean


def test_document_is_kept_and_comes_back_as_a_download(session, now):
    document = documents.keep(session, Upload.of("akte.pdf", PDF), now=now)

    answer = documents.download(document)

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=akte.pdf"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert (document.size, document.media_type, document.received_at) == (len(PDF), "application/pdf", now)
    assert "akte" not in document.key


def test_file_that_was_sent_once_is_carried_by_the_form(session, now):
    form = sent(file())
    assert form.validate()
    first = form.scan.keep(session)
    session.commit()

    again = sent(form.scan.token)

    assert again.validate()
    assert again.scan.keep(session).id == first.id
    assert again.scan.spoken() == "akte.pdf"
    assert session.scalar(select(func.count(Document.id))) == 1


def test_another_document_cannot_be_named_by_its_number(session, now):
    documents.keep(session, Upload.of("geheim.pdf", PDF), now=now)

    form = sent("1")

    assert not form.validate()
    assert form.scan.errors == ["Kies een bestand."]


def test_wrong_file_is_told_in_words_and_once(session, now):
    form = sent(file(b"MZ programma", "foto.png"))

    assert not form.validate()
    assert [error.split(".")[0] for error in form.scan.errors] == ["Dit soort bestand kunt u niet sturen"]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(50)
SCRIPT = b"<html><script>alert(document.domain)</script></html>"


@pytest.mark.parametrize(("content", "ending"), [
    (PDF + SCRIPT, "pdf"), (PDF + b"PK\x03\x04" + bytes(100), "pdf"), (PNG + SCRIPT, "png"), (JPG + b"<?php system('id'); ?>", "jpg"),
])
def test_a_file_that_is_two_things_is_given_out_as_the_one_that_it_begins_as(session, now, content, ending):
    document = documents.keep(session, Upload.of("foto.html", content), now=now)

    answer = documents.download(document)

    assert (answer.content_type, answer.headers["Content-Disposition"]) == (documents.KINDS[ending], f"attachment; filename=foto.{ending}")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("content", [
    SCRIPT + PDF, b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<!DOCTYPE html>" + PDF, b"#!/bin/sh\n" + PDF, b"MZ" + bytes(60) + PDF, b"Rar!\x1a\x07\x00" + bytes(50), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    b"PK\x03\x04" + bytes(100), b"\x00\x00\x00\x18ftypmp42" + bytes(50), b"  " + PDF,
], ids=["html+pdf", "gif+js", "svg", "doctype+pdf", "sh+pdf", "exe+pdf", "rar", "doc with macros", "zip", "mp4", "blank+pdf"])
def test_a_file_that_begins_as_something_else_is_not_taken(content):
    with pytest.raises(Refused) as refused:
        Upload.of("akte.pdf", content)

    assert refused.value.code == "document:kind"
