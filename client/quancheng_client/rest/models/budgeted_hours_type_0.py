from enum import StrEnum


class BudgetedHoursType0(StrEnum):
    CONTINUOUS = "continuous"
    PROC = "proc"

    def __str__(self) -> str:
        return str(self.value)
