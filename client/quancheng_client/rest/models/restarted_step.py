from enum import StrEnum


class RestartedStep(StrEnum):
    RESTARTED = "restarted"

    def __str__(self) -> str:
        return str(self.value)
