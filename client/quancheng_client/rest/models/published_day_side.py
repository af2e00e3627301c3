from enum import StrEnum


class PublishedDaySide(StrEnum):
    HELD = "held"
    SENT = "sent"

    def __str__(self) -> str:
        return str(self.value)
