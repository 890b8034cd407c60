"""The runs that this process drives: claim, model calls, events to the disk and to followers."""
