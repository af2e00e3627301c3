from enum import StrEnum


class UntilActStep(StrEnum):
    UNTIL_ACT = "until_act"

    def __str__(self) -> str:
        return str(self.value)
