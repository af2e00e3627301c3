from enum import StrEnum


class UnstatedStep(StrEnum):
    UNSTATED = "unstated"

    def __str__(self) -> str:
        return str(self.value)
