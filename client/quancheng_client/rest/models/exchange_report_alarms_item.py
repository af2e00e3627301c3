from enum import StrEnum


class ExchangeReportAlarmsItem(StrEnum):
    RECALLS = "recalls"
    UNACKNOWLEDGED = "unacknowledged"
    UNANSWERED = "unanswered"

    def __str__(self) -> str:
        return str(self.value)
