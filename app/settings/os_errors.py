"""What an `OSError` means, in plain words: the one translation of its text for every sentence that the user sees."""

import errno
import os

REASONS = {
    errno.EADDRINUSE: "another program uses this port",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "there is already a file of this name",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links lead in a circle",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of this user is used up",
    errno.EFBIG: "the file is too large",
    errno.EIO: "the disk reports an error",
    errno.EMFILE: "this program has too many files open",
    errno.ENFILE: "the system has too many files open",
    errno.ENOMEM: "there is not enough memory",
    errno.EPIPE: "the program that reads it has ended",
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was reset",
    errno.ECONNABORTED: "the connection was aborted",
    errno.ETIMEDOUT: "it took too long",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.EAFNOSUPPORT: "this machine does not support this kind of address",
}


def describe_os_error(error: OSError) -> str:
    """Return why the system refused, as the second half of a sentence: no number, no name of an exception."""
    if type(error).__name__ == "gaierror":  # of `socket`, which costs 4 ms to import
        return "the name of the host cannot be resolved"
    if isinstance(error, TimeoutError):
        return REASONS[errno.ETIMEDOUT]
    if error.errno in REASONS:
        return REASONS[error.errno]
    if error.errno is not None and error.strerror:
        return lowered(error.strerror)
    if error.errno is not None:
        return lowered(os.strerror(error.errno))
    return lowered(str(error).strip()) or "the system gave no reason"


def lowered(text: str) -> str:
    """Return the text as it continues a sentence: a small first letter unless it is an abbreviation, no full stop."""
    text = text.rstrip(".")
    if text[1:2].islower():
        return text[:1].lower() + text[1:]
    return text
