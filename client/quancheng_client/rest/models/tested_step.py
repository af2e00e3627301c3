from enum import StrEnum


class TestedStep(StrEnum):
    TESTED = "tested"

    def __str__(self) -> str:
        return str(self.value)
