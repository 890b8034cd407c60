"""The runs of a thread: those read so far, the steps of one, and the requests that begin another."""
