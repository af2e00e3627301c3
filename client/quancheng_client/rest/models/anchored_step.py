from enum import StrEnum


class AnchoredStep(StrEnum):
    ANCHORED = "anchored"

    def __str__(self) -> str:
        return str(self.value)
