from enum import StrEnum


class MissedStep(StrEnum):
    MISSED = "missed"

    def __str__(self) -> str:
        return str(self.value)
