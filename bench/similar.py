"""Similar cases over very many: the query as the product asks it, timed one by one."""

import json
import subprocess
import sys
import time

from bench import folders
from xieshang.cli.product import product
from xieshang.engine import REPOSITORY


def measured(cases: int) -> str:
    """A line that says how long it takes to find the cases like a text among so many."""
    folder = folders.working_copy(cases)
    with folders.at(folder):
        done = subprocess.run(
            [sys.executable, "-m", "bench.similar"], capture_output=True, text=True, cwd=REPOSITORY, check=True
        )
    times = json.loads(done.stdout)
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    return f"- similar cases over {cases:,}: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(times)} texts, one after another)"


def main() -> None:
    """Time the query for fresh texts and for half-copies of cases that are there; sorted milliseconds as JSON."""
    with product():
        from random import Random

        from xieshang.demo.phrases import Author
        from xieshang.demo.topics import TOPICS
        from xieshang.proposals import queries
        from xieshang.proposals.models import Proposal

        random = Random(3)
        there = list(Proposal.objects.order_by("-pk").prefetch_related("suggestions")[:4000:40])
        texts = [f"{Author(random).proposal(random.choice(TOPICS)).body}\n{case.situation}" for case in there]
        texts += [Author(random).proposal(random.choice(TOPICS)).body for _ in range(100)]
        key, times = there[0].assembly_id, []
        for text in texts[:20] + texts:
            began = time.perf_counter()
            queries.similar(text, assembly_id=key)
            times.append((time.perf_counter() - began) * 1000)
        json.dump(sorted(times[20:]), sys.stdout)


if __name__ == "__main__":
    main()
