"""The other side of benchmarks/append.py: runs inside the throwaway environment, not in ours.

Arguments: database URL, batch size, batches per round, rounds. Prints a JSON list of events per second.
"""

import json
import sys
import time
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing_sqlalchemy.datastore import SQLAlchemyDatastore
from eventsourcing_sqlalchemy.recorders import SQLAlchemyApplicationRecorder

EVENTS_PER_CASE = 74


def main() -> None:
    url, size, batches, rounds = sys.argv[1], *map(int, sys.argv[2:5])
    recorder = SQLAlchemyApplicationRecorder(datastore=SQLAlchemyDatastore(url=url), events_table_name="stored_events")
    recorder.create_table()
    rates = []
    for _ in range(rounds):
        work = []
        for _ in range(batches):
            acts = []
            while len(acts) < size:
                case = uuid4()
                acts += [
                    StoredEvent(case, version, "ArrestRequested", b"x" * 300)
                    for version in range(1, EVENTS_PER_CASE + 1)
                ]
            work.append(acts[:size])
        started = time.perf_counter()
        for acts in work:
            recorder.insert_events(acts)
        rates.append(size * batches / (time.perf_counter() - started))
    print(json.dumps(rates))


if __name__ == "__main__":
    main()
