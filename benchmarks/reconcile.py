"""One day of 100,000 acts compared down the tree, against sending the list of all acts with their digests.

python -m benchmarks.reconcile [ACTS]: in process over the API on SQLite; requests and bytes are those of the bodies.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from app.caller import OPERATOR
from app.cli.exchange_client import Exchange
from app.cli.reconcile import _Asked
from app.post_acts import post
from app.reconciliation import follow
from app.reconciliation.walk import sent_digest, walk
from domain.cloudevent import parse_wire
from domain.digest_tree import DigestTree
from ledger import migrate
from tests.api.conftest import POLICE, Api, detained, opened

DAY = "2026-11-02"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'ledger.db'}"
        migrate.upgrade(url)
        opening = opened(url, folder)
        api = next(opening)
        acts = [detained(f"e{n}", case=f"case-{n // 3}") for n in range(count)]
        for start in range(0, count, 1000):
            post(api.platform, acts[start : start + 1000], OPERATOR)
        api.platform.ledger.sequence()
        began = time.perf_counter()
        follow.catch_up(api.platform)
        hashed = time.perf_counter() - began
        print(f"{count} acts hashed once along the ledger: {hashed:.1f} s, {count / hashed:,.0f} acts/s")
        compare(api, acts)
        opening.close()


def compare(api: Api, acts: list[dict[str, object]]) -> None:
    key = api.platform.digest_key(POLICE)[1]
    rows = [(w.case, w.source, w.id, sent_digest(w, key)) for w in (parse_wire(act) for act in acts)]
    all_of_it = len(msgspec.json.encode([(case, source, i, d.hex()) for case, source, i, d in rows]))
    print(f"sending everything: {all_of_it:,} bytes, {len(rows):,} digests")
    api.client.headers.update(api.headers("police"))
    for differences in (0, 1, 10, 1000):
        changed = list(rows)
        for place in random.Random(differences).sample(range(len(rows)), differences):
            case, source, act_id, _ = changed[place]
            changed[place] = (case, source, act_id, bytes(32))
        tree = DigestTree(changed)
        exchange = Exchange(api.client)  # type: ignore[arg-type]
        began = time.perf_counter()
        found = walk(tree, _Asked(exchange, DAY, "sent"))
        seconds = time.perf_counter() - began
        moved = exchange.sent + exchange.received
        print(
            f"{differences:>5} differences: {len(found)} found, {exchange.requests} requests, {moved:,} bytes "
            f"({moved / all_of_it:.2%} of everything), {seconds:.2f} s"
        )
        assert len(found) == differences


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
