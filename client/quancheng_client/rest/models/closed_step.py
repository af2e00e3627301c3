from enum import StrEnum


class ClosedStep(StrEnum):
    CLOSED = "closed"

    def __str__(self) -> str:
        return str(self.value)
