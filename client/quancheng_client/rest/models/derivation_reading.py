from enum import StrEnum


class DerivationReading(StrEnum):
    CERTAIN = "certain"
    GREATEST = "greatest"
    LEAST = "least"

    def __str__(self) -> str:
        return str(self.value)
