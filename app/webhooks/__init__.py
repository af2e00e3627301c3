"""Webhooks: what stands in an agency's feed is sent to the addresses that it subscribed."""
