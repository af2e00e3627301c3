from enum import StrEnum


class SendNoticeKind(StrEnum):
    CORRECTION_NOTICE = "correction_notice"
    FLOW_MONITOR_NOTICE = "flow_monitor_notice"
    ORAL = "oral"

    def __str__(self) -> str:
        return str(self.value)
