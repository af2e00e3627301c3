from enum import StrEnum


class ExtendedMode(StrEnum):
    BY = "by"
    TO_TOTAL = "to_total"

    def __str__(self) -> str:
        return str(self.value)
