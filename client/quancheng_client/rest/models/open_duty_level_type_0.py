from enum import StrEnum


class OpenDutyLevelType0(StrEnum):
    NEAR = "near"
    NORMAL = "normal"
    OVERDUE = "overdue"
    URGENT = "urgent"

    def __str__(self) -> str:
        return str(self.value)
