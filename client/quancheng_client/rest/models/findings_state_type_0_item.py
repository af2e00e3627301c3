from enum import StrEnum


class FindingsStateType0Item(StrEnum):
    ASSIGNED = "assigned"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    NOTICE_SENT = "notice_sent"
    RAISED = "raised"
    RECTIFIED = "rectified"
    REOPENED = "reopened"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
