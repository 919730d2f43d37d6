"""`bench/search.py`: the search page on a generated index, beside the bare index of the database, in one run.

For each question: the time of the page inside the portal (no server between), the time of the one FTS5 or GIN query that finds
the same newest rows, their ratio, and the number of queries. PROPOSALS and REACTIONS make the size; DATABASE_URL the database.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select, text

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

QUESTIONS = {
    "common word": "q=zorg", "common word, one kind": "q=zorg&soort=voorstellen", "rare word": "q=zeldzaamheid",
    "two words": "q=zorg+jeugd", "words in a row": 'q="zorg jeugd"', "beginning": "q=begel*", "not": "q=zorg+-jeugd",
    "number": "q=2003-1003", "article": "q=4.2", "nothing": "q=onvindbaar",
}
AT_ONCE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proposals", type=int, default=10_000)
    parser.add_argument("--reactions", type=int, default=500_000)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ["INSTANCE"] = folder
        from bench import data
        from portal.application import create_app

        app = create_app({"RATELIMIT_ENABLED": False})
        with app.test_request_context(method="POST"):
            data.fill(options.proposals)
            fill_reactions(options.reactions)
            seconds = fill_index()
        print(f"index of {options.proposals:,} proposals and {options.reactions:,} reactions made in {seconds:.0f} s")
        print("| question | page ms p50 / max | bare index ms | ratio | queries |\n" + "|---|---|---|---|---|")
        for name, address in QUESTIONS.items():
            print(measured(app, name, address, options.times), flush=True)


def fill_reactions(count: int) -> None:
    from bench.data import words
    from portal.core.database import transaction
    from portal.parties.rules import PublishAs
    from portal.proposals.models import Proposal, ProposalVersion
    from portal.rounds.models import CommentRound, Reaction
    from portal.rounds.rules import Position, ReactionState
    from tests import world

    r = random.Random(2)
    with transaction() as work:
        version = work.session.scalars(select(ProposalVersion).order_by(ProposalVersion.id).limit(1)).one()
        round_ = world.comment_round(work.session, work.session.get_one(Proposal, version.proposal_id))
        for start in range(0, count, AT_ONCE):
            rows = []
            for n in range(start, min(start + AT_ONCE, count)):
                said = words(r, 40) + (" zeldzaamheid" if n % 50_000 == 7 else "")
                rows.append({
                    "round_id": round_.id, "number": n + 1, "position": Position.FOR, "labels": ["all"], "text": said,
                    "public_text": said, "public_html": f"<p>{said}</p>", "late": False, "state": ReactionState.PUBLISHED,
                    "read_at": work.now, "withheld_reason": "", "version": 1, "publish_as": PublishAs.PLACE,
                    "sender_name": "", "sender_place": "Vaals", "sender_email": f"i{n}@example.nl", "follow_key": f"k{n}",
                    "received_at": work.now - timedelta(seconds=count - n)})
            work.session.execute(insert(Reaction), rows)
        assert isinstance(round_, CommentRound)


def fill_index() -> float:
    from portal.core import indexing
    from portal.core.database import transaction

    began = time.perf_counter()
    with transaction() as work:
        indexing.rebuild(work.session)
        if work.session.get_bind().dialect.name == "postgresql":
            work.session.execute(text("ANALYZE search_words, search_entry"))
    return time.perf_counter() - began


def measured(app, name: str, address: str, times: int) -> str:
    from run import queries

    client = app.test_client()
    pages, bare = [], []
    for _ in range(times):
        began = time.perf_counter()
        status = client.get(f"/zoeken?{address}").status_code
        pages.append(1000 * (time.perf_counter() - began))
        assert status == 200, address
        bare.append(1000 * bare_seconds(app, address))
    page, index = statistics.median(pages), statistics.median(bare)
    return (f"| {name} | {page:.1f} / {max(pages):.1f} | {index:.2f} | {page / index:.1f} "
            f"| {queries(app, f'/zoeken?{address}', {})} |")


def bare_seconds(app, address: str) -> float:
    """The index alone: the newest rows that answer."""
    from urllib.parse import parse_qs

    from portal.core.database import db
    from portal.core.finding import MOST
    from portal.core.word_tables import word_table
    from portal.core.words import question

    asked = parse_qs(address)
    marks = [["for:1:public"], *([["kind:proposal"]] if "soort" in asked else [])]
    with app.app_context():
        query = word_table(db.session).newest(question(asked["q"][0]), marks, MOST + 1)
        connection = db.session.connection()
        began = time.perf_counter()
        connection.execute(query).all()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
