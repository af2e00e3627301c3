from enum import StrEnum


class ResultStep(StrEnum):
    RESULT = "result"

    def __str__(self) -> str:
        return str(self.value)
