from enum import StrEnum


class ExchangesAlarmType0(StrEnum):
    RECALLS = "recalls"
    UNACKNOWLEDGED = "unacknowledged"
    UNANSWERED = "unanswered"

    def __str__(self) -> str:
        return str(self.value)
