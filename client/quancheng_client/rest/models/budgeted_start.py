from enum import StrEnum


class BudgetedStart(StrEnum):
    NEXT_DAY = "next_day"
    RECEIPT = "receipt"
    SAME_INSTANT = "same_instant"

    def __str__(self) -> str:
        return str(self.value)
