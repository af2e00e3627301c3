from enum import StrEnum


class DifferenceAction(StrEnum):
    CORRECT = "correct"
    DROP = "drop"
    MEND_AND_POST = "mend_and_post"
    NOTHING = "nothing"
    POST = "post"
    READ_FEED = "read_feed"
    RETRACT = "retract"

    def __str__(self) -> str:
        return str(self.value)
