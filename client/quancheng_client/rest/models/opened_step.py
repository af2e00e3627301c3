from enum import StrEnum


class OpenedStep(StrEnum):
    OPENED = "opened"

    def __str__(self) -> str:
        return str(self.value)
