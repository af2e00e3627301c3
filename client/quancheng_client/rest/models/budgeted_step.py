from enum import StrEnum


class BudgetedStep(StrEnum):
    BUDGETED = "budgeted"

    def __str__(self) -> str:
        return str(self.value)
