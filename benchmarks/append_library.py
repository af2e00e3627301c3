"""The other side of benchmarks/append.py: runs inside the throwaway environment, not in ours.

Arguments: database URL, batch size. Does one round for each line read, and prints its events per second.
"""

import sys
import time
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing_sqlalchemy.datastore import SQLAlchemyDatastore
from eventsourcing_sqlalchemy.recorders import SQLAlchemyApplicationRecorder

EVENTS_PER_CASE = 74


def main() -> None:
    url, size = sys.argv[1], int(sys.argv[2])
    recorder = SQLAlchemyApplicationRecorder(datastore=SQLAlchemyDatastore(url=url), events_table_name="stored_events")
    recorder.create_table()
    print("ready", flush=True)
    for _ in sys.stdin:
        acts: list[StoredEvent] = []
        while len(acts) < size:
            case = uuid4()
            acts += [
                StoredEvent(case, version, "ArrestRequested", b"x" * 300) for version in range(1, EVENTS_PER_CASE + 1)
            ]
        started = time.perf_counter()
        recorder.insert_events(acts[:size])
        print(size / (time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main()
