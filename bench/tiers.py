"""The 80-20 rule on many providers, beside what it cannot be faster than: sorting their numbers. `python bench/tiers.py [PROVIDERS]`.

The distribution of the real figures in tests/data, drawn with a fixed seed. Rounds alternate, so that a busy machine slows both; the
ratio of the medians is the figure to trust.
"""

import csv
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from portal.tables.rules import Provider  # noqa: E402
from portal.tables.tiers import classify  # noqa: E402

ROUNDS = 7
COUNTS = ROOT / "tests" / "data" / "clients-per-provider.csv"


def real_counts() -> list[int]:
    """The clients of each provider in the real figures."""
    found: dict[str, int] = {}
    with COUNTS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            found[row["KVK-nummer"]] = found.get(row["KVK-nummer"], 0) + int(row["Aantal cliënten"].replace(".", ""))
    return list(found.values())


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main(number: int) -> None:
    draw = random.Random(4711)
    real = real_counts()
    counts = [max(0, round(draw.choice(real) * draw.uniform(0.5, 1.5))) for _ in range(number)]
    providers = [Provider(str(place), "", clients) for place, clients in enumerate(counts)]
    rounds = [(timed(lambda: sorted(counts, reverse=True)), timed(lambda: classify(providers))) for _ in range(ROUNDS)]
    bare, rule = (statistics.median(times) for times in zip(*rounds, strict=True))
    tiers = classify(providers)
    print(f"{number:,} providers, {tiers.clients:,} clients: {tiers.large:,} large, {tiers.medium:,} medium, {tiers.small:,} small")
    print(f"one sort {bare * 1000:.0f} ms, the rule {rule * 1000:.0f} ms: {rule / bare:.1f} sorts (median of {ROUNDS} rounds)")


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 1_000_000)
