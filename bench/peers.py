"""The same scheme by other means over the same entries: in pandas and in DuckDB, each in a process of its own.

`python -m bench.peers pandas|duckdb ROLL ENTRIES` reads the files that `bench.scores` wrote, scores everybody, and
writes the processor seconds of both as JSON; the first time, which loads the library, is left out. Points are
hundredths, as in the product. Neither is a requirement of the product.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.scores import RUNS, mark

Scored = Callable[[], dict[int, int]]


def main() -> None:
    """Read and score some times."""
    name, roll, entries = sys.argv[1:]
    prepare = {"pandas": with_pandas, "duckdb": with_duckdb}[name]
    read, scored, totals = [], [], {}
    for _ in range(RUNS + 1):
        began = time.process_time()
        score = prepare(roll, entries)
        read.append(time.process_time() - began)
        began = time.process_time()
        totals = score()
        scored.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = {"read": statistics.median(read[1:]), "scored": statistics.median(scored[1:])}
    json.dump({**told, "peak": peak, "mark": mark(totals)}, sys.stdout)


def with_pandas(roll: str, entries: str) -> Scored:
    """Masks and sums by person; words are categories."""
    import pandas as pd

    words = dict.fromkeys(["kind", "about", "level", "part", "presence"], "category")
    people = pd.read_csv(roll).set_index("person_id")
    rows = pd.read_csv(entries, dtype=words, keep_default_na=False)

    def count(mask: Any) -> Any:
        return rows.loc[mask, "person_id"].value_counts().reindex(people.index, fill_value=0)

    def score() -> dict[int, int]:
        met, filed = rows.kind == "meetings.attended", rows.kind == "proposals.filed"
        away = rows.presence.isin(["absent", "on_leave"]) | (rows.halves == 0)
        whole = met & ~away & (rows.halves >= rows.of_halves)
        active = met & rows.about.isin(["activity", "study", "forum"])
        active &= rows.presence.isin(["present", "late", "left_early"])
        first, adopted = filed & (rows.part == "first"), rows.kind == "opinions.adopted"
        here, own = adopted & (rows.level == "county"), count(first)
        alone, joint, other = first & (rows.people == 1), first & (rows.people > 1), filed & (rows.part == "other")
        case = (count(alone) > 0) * 1500
        case = case.where(case > 0, (count(joint) > 0) * 1000)
        case = case.where(case > 0, (count(other & (rows.people > 1)) > 0) * 500)
        basic = (count(whole & (rows.about == "plenary")) > 0) * 3500 + (count(active) * 750).clip(upper=3000)
        basic += case + (count(here) > 0) * 1000
        sat = met & (rows.about == "standing")
        standing = ((count(sat & whole) > 0) * 3000 - (count(sat & ~whole) > 0) * 3000) * people.standing.eq("t")
        cases = ((own - 1).clip(lower=0) * 500).clip(upper=2000)
        cases += count((rows.kind == "proposals.honoured") & (rows.part == "first")) * 800
        opinions = (count(here) - 1).clip(lower=0) * 300 + count(rows.kind == "opinions.not_adopted") * 100
        above = count(adopted & rows.level.isin(["city", "province", "nation"])) * 600
        total = basic + standing.clip(0, 3000) + cases + opinions.clip(upper=2000) + above
        return {int(person): int(points) for person, points in total.clip(lower=0).items()}

    return score


def with_duckdb(roll: str, entries: str) -> Scored:
    """One statement, in DuckDB's own words."""
    import duckdb

    database = duckdb.connect()
    database.execute("CREATE TABLE roll AS SELECT * FROM read_csv(?)", [roll])
    database.execute("CREATE TABLE entries AS SELECT * FROM read_csv(?, nullstr = '?')", [entries])

    def score() -> dict[int, int]:
        return dict(database.execute(_STATEMENT).fetchall())

    return score


_STATEMENT = """
WITH said AS (
  SELECT *, kind = 'meetings.attended' AS met, kind = 'proposals.filed' AS filed,
    presence NOT IN ('absent', 'on_leave') AND halves > 0 AND halves >= of_halves AS whole FROM entries
), counted AS (
  SELECT person_id,
    count(*) FILTER (met AND about = 'plenary' AND whole) AS plenary,
    count(*) FILTER (met AND about IN ('activity', 'study', 'forum')
      AND presence IN ('present', 'late', 'left_early')) AS active,
    max(CASE WHEN part = 'first' THEN CASE WHEN people = 1 THEN 1500 ELSE 1000 END
      WHEN people > 1 THEN 500 ELSE 0 END) FILTER (filed) AS best,
    count(*) FILTER (filed AND part = 'first') AS own,
    count(*) FILTER (kind = 'proposals.honoured' AND part = 'first') AS honoured,
    count(*) FILTER (kind = 'opinions.adopted' AND level = 'county') AS here,
    count(*) FILTER (kind = 'opinions.adopted' AND level IN ('city', 'province', 'nation')) AS above,
    count(*) FILTER (kind = 'opinions.not_adopted') AS not_adopted,
    count(*) FILTER (met AND about = 'standing' AND whole) AS sat,
    count(*) FILTER (met AND about = 'standing' AND NOT whole) AS missed
  FROM said GROUP BY person_id
)
SELECT person_id, CAST(CASE WHEN counted.person_id IS NULL THEN 0 ELSE
  CASE WHEN plenary > 0 THEN 3500 ELSE 0 END + least(active * 750, 3000) + coalesce(best, 0)
  + CASE WHEN here > 0 THEN 1000 ELSE 0 END
  + CASE WHEN standing AND sat > 0 AND missed = 0 THEN 3000 ELSE 0 END
  + least(greatest(own - 1, 0) * 500, 2000) + honoured * 800
  + least(greatest(here - 1, 0) * 300 + not_adopted * 100, 2000) + above * 600 END AS BIGINT)
FROM roll LEFT JOIN counted USING (person_id)
"""


if __name__ == "__main__":
    main()
