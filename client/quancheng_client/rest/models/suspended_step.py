from enum import StrEnum


class SuspendedStep(StrEnum):
    SUSPENDED = "suspended"

    def __str__(self) -> str:
        return str(self.value)
