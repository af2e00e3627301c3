from enum import StrEnum


class FoundStep(StrEnum):
    FOUND = "found"

    def __str__(self) -> str:
        return str(self.value)
