from enum import StrEnum


class FindingDetailAllowedItem(StrEnum):
    ASSIGN = "assign"
    CLOSE = "close"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    RECORD_RECTIFICATION = "record_rectification"
    RECORD_REPLY = "record_reply"
    REOPEN = "reopen"
    SEND_NOTICE = "send_notice"

    def __str__(self) -> str:
        return str(self.value)
