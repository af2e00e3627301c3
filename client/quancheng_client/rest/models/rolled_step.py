from enum import StrEnum


class RolledStep(StrEnum):
    ROLLED = "rolled"

    def __str__(self) -> str:
        return str(self.value)
