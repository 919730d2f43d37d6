"""Documents in an S3 store: the real client against a small server that speaks enough of S3, which goes away and comes back."""

import http.server
import threading
from urllib.parse import urlsplit

import obstore
import pytest
from obstore.store import S3Store
from sqlalchemy import func, select

from portal.core import documents, faults
from portal.core.database import db, transaction
from portal.core.documents import Document, Upload

PDF = Upload("a.pdf", "pdf", b"%PDF-1.7 inhoud")


class Bucket(http.server.BaseHTTPRequestHandler):
    """PUT, GET and HEAD of objects; the server's `is_down` answers 503, as S3 does when it is overloaded."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_up():
            self.server.held[urlsplit(self.path).path] = body
            self._say(200, ETag='"1"')

    def do_GET(self):
        if not self._is_up():
            return
        content = self.server.held.get(urlsplit(self.path).path)
        if content is None:
            self._say(404)
        else:
            self._say(200, content, ETag='"1"', **{"Last-Modified": "Fri, 20 Mar 2026 09:00:00 GMT"})

    def _is_up(self):
        if self.server.is_down:
            self._say(503)
        return not self.server.is_down

    def _say(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@pytest.fixture
def bucket(app, monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.held, server.is_down, server.daemon_threads = {}, False, True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    store = S3Store("documenten", endpoint=f"http://127.0.0.1:{server.server_port}", region="eu-west-1", access_key_id="x",
                    secret_access_key="y", client_options={"allow_http": True, "timeout": "5s"}, retry_config={"max_retries": 0})
    monkeypatch.setattr(documents, "_store", lambda: store)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def keep(app, now):
    with app.test_request_context(method="POST"), transaction() as work:
        return documents.keep(work.session, PDF, now=now).key


def test_document_is_kept_and_read_again(app, bucket, now):
    key = keep(app, now)

    assert bucket.held == {f"/documenten/{key}": PDF.content}
    assert documents.stored(key) == PDF.content
    assert documents.stored("0" * 48) is None


def test_store_that_is_down_keeps_no_row_tells_it_and_works_again_by_itself(app, bucket, now):
    key = keep(app, now)
    bucket.is_down = True

    with pytest.raises(obstore.exceptions.BaseError) as down:
        keep(app, now)
    with pytest.raises(obstore.exceptions.BaseError):
        documents.stored(key)
    with app.test_request_context(method="POST"):
        answer = faults._store(down.value)

    assert answer.status_code == 503
    assert "De site werkt nu niet" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(Document.id))) == 1
    bucket.is_down = False
    assert keep(app, now) != key


def test_store_that_does_not_answer_at_all_is_told_too(app, bucket, now):
    bucket.shutdown()
    bucket.server_close()

    with pytest.raises(obstore.exceptions.BaseError):
        keep(app, now)
    with app.app_context():
        assert db.session.scalar(select(func.count(Document.id))) == 0


def test_address_of_the_store_is_read_as_the_readme_says(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    documents._open.cache_clear()

    assert isinstance(documents._open("s3://documenten/portaal"), S3Store)
    documents._open.cache_clear()
