"""Messages as they really come: the words, what is folded, the files; and nothing crashes or is lost, whatever comes."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.intake.mail_parser import clean, decoded, identity_of, parse
from portal.intake.mail_text import fold

MAILS = Path(__file__).parent / "mails"
EVERY = sorted(path.stem for path in MAILS.glob("*.eml"))


def message(name):
    return parse((MAILS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize(("name", "text", "signature", "history"), [
    ("outlook_html", "Wij rekenen met € 0 extra kosten.", "Wies Notermans\nZorggroep De Brug", "Verzonden: vrijdag 20 maart 2026"),
    ("gmail", "Hoe wordt dit geëvalueerd?", "", "Op vr 20 mrt 2026 om 10:00 schreef Ontwikkeltafel <"),
    ("iphone", "De taxi naar de dagbesteding komt elke week te laat in Vaals.", "Verstuurd vanaf mijn iPhone",
     "heeft Ontwikkeltafel <tafel@example.nl> het volgende geschreven:"),
    ("nested_forward", "Zie hieronder de brief van mijn buurvrouw.", "", "Waarom rijdt bus 350 niet meer"),
    ("pgp_and_inline", "- begane grond\n- eerste", "", "> Vorige brief"),
])
def test_own_words_stand_apart_from_signature_and_history(name, text, signature, history):
    folded = fold(message(name).text)

    assert folded.text.endswith(text)
    assert signature in folded.signature
    assert history in folded.history
    assert not {line for line in folded.history.split("\n") if line.strip("> ")} & set(folded.text.split("\n"))


def test_an_answer_between_the_quotes_is_not_folded():
    folded = fold(message("answer_below").text)

    assert "Jazeker. Zes weken is lang." in folded.text
    assert "Die blijven gelijk." in folded.text
    assert not folded.history


@pytest.mark.parametrize("text", [
    "Van: Maastricht naar Vaals\nrijdt geen bus meer.",
    "Op maandag schreef de gemeente een brief.\nDat vind ik goed.",
    "Groeten uit Vaals.\n\n" + "Dit is een lange zin die na de groet doorgaat en die vertelt waarom het plan volgens ons niet werkt.",
    "Geachte heer,\n\n--\n" + "\n".join(f"Punt {n}: zo gaat het." for n in range(30)),
])
def test_what_looks_like_history_or_signature_stays(text):
    assert fold(text).text == text


@pytest.mark.parametrize(("name", "words"), [
    ("windows_1252", "De “offerte” kost € 100 – te veel. Café."),
    ("utf16", "één keer per kwartaal"),
    ("unknown_charset", "De caféhouder leest mee."),
    ("broken_mime", "Dit staat er toch."),
    ("rtl", "Mijn nummer is 4321 en dit is onzichtbaar."),
])
def test_any_writing_is_read(name, words):
    assert words in message(name).text


@pytest.mark.parametrize(("name", "subject"), [
    ("windows_1252", "Kosten € en “offertes”"),
    ("utf16", "Maandelijks overleg"),
    ("header_injection", "Hallo Bcc: slachtoffer@example.com Koop nu"),
    ("rtl", "Kleine etorg truc"),
])
def test_a_subject_is_one_line_without_tricks(name, subject):
    assert message(name).subject == subject


@pytest.mark.parametrize(("name", "files"), [
    ("winmail", ["winmail.dat"]), ("nested_forward", ["dienstregeling.pdf"]), ("empty_with_pdf", ["../../reactie.pdf"]),
    ("rtl", ["rekeningfdp.exe"]), ("pgp_and_inline", ["lift.png"]), ("broken_mime", ["half.pdf"]), ("gmail", []),
])
def test_every_attachment_is_found(name, files):
    assert [file.name for file in message(name).files] == files


def test_hidden_text_is_not_read():
    assert "Onzichtbaar volgen" not in message("pgp_and_inline").text


@pytest.mark.parametrize("name", EVERY)
def test_a_message_is_the_same_one_again_and_no_other(name):
    raw = (MAILS / f"{name}.eml").read_bytes()
    others = {identity_of(other, parse(other)) for path in MAILS.glob("*.eml") if (other := path.read_bytes()) != raw}

    assert identity_of(raw, parse(raw)) == identity_of(b"Received: by another way\n" + raw, parse(raw)) or name == "no_message_id"
    assert identity_of(raw, parse(raw)) not in others


def test_nobody_keeps_a_message_out_by_using_its_number_first():
    mine = b"From: jan@example.com\nMessage-ID: <a@b>\n\nhallo"
    theirs = b"From: boef@example.com\nMessage-ID: <a@b>\n\nhallo"

    assert identity_of(mine, parse(mine)) != identity_of(theirs, parse(theirs))


BOMB = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)) + b"\nHallo"


@pytest.mark.parametrize("raw", [
    BOMB, b"", b"\n", b"\x00" * 1000, b":\n:\n\n:", b"Content-Type: multipart/mixed\n\nhallo", b"Subject: " + b"=?utf-8?q?" * 5000,
    b"Content-Type: text/html\n\n" + b"<div>" * 20000 + b"hallo", b"Content-Type: text/html\n\n<![hallo", b"From: " + b"<" * 50000,
    b"Content-Type: text/plain; charset=zlib\n\nhallo", b"Content-Type: text/plain; charset=unicode_escape\n\n\\ud800 hallo",
    b"Message-ID: <" + b"x" * 5000 + b">\n\nhallo", b"From: a@b\nContent-Transfer-Encoding: base64\n\n====hallo",
], ids=range(14))
def test_what_is_made_to_break_does_not(raw):
    parsed = parse(raw)

    fold(parsed.text)
    assert parsed.message_id is not None
    assert parsed.sender
    assert parsed.text.encode() is not None


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw):
    parsed = parse(raw)
    folded = fold(parsed.text)

    identity_of(raw, parsed)
    parsed.recipients, parsed.answers  # noqa: B018 - they must not raise
    assert "\x00" not in parsed.text
    assert sorted(folded.whole.split()) == sorted(parsed.text.split())


LINES = st.sampled_from(["Hallo", "> oud", "", "-- ", "Van: a@b.nl", "Verzonden: nu", "Aan: c@d.nl", "Onderwerp: x", "Groeten,",
                         "Op di 3 nov 2026 om 10:12 schreef Jan <j@x.nl>:", "Verstuurd vanaf mijn iPhone", "On Tue wrote:", "_____"])


@given(st.lists(LINES, max_size=40))
def test_folding_loses_no_word_and_keeps_the_order(lines):
    text = clean("\n".join(lines))

    assert fold(text).whole.split() == text.split()


@given(st.lists(st.tuples(st.text("abcdefgé .-/\"'", min_size=1, max_size=30), st.binary(min_size=1, max_size=200)), max_size=6),
       st.text(max_size=300))
def test_no_attachment_is_lost(files, text):
    sent = EmailMessage()
    sent["From"], sent["Subject"] = "jan@example.com", "Bijlagen"
    sent.set_content(text.encode("utf-8", "replace").decode())
    for name, content in files:
        sent.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)

    found = parse(sent.as_bytes())

    assert [file.content for file in found.files] == [content for _, content in files]
    assert all(file.name for file in found.files)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "cp1252", "utf-16", "latin-1", "koi8-r", "", "x-onbekend", "rot13"]))
def test_any_charset_gives_text(text, charset):
    assert isinstance(decoded(text.encode("utf-8", "replace"), charset), str)


@pytest.mark.parametrize("html", ["<a>" * 30_000 + "</b>" * 30_000, "<a href='http://x'>y</a>" * 20_000, "<blockquote>" * 30_000])
def test_html_that_is_made_to_be_slow_is_read_in_its_own_length(html):
    assert parse(b"Content-Type: text/html\n\n" + html.encode()) is not None
