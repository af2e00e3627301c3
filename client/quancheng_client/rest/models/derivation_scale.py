from enum import StrEnum


class DerivationScale(StrEnum):
    DAY = "day"
    INSTANT = "instant"

    def __str__(self) -> str:
        return str(self.value)
