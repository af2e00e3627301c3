from enum import StrEnum


class DutiesConsequenceType0(StrEnum):
    PROMPT = "prompt"
    VIOLATION = "violation"

    def __str__(self) -> str:
        return str(self.value)
