"""Which keys every store can hold: an S3 bucket and a directory alike.

A key is a relative path of names joined by `/`, as in `bulk_runs/17/reports.zip`, in any alphabet.
Names that begin with a dot are ours; that also rules out `.` and `..`.
"""

from storage.objects.errors import InvalidKeyError

#: S3's limit for a key, and the usual one of file systems for a name; in bytes of UTF-8.
LONGEST_KEY, LONGEST_NAME = 1024, 255


def check_key(key: str) -> str:
    """The key itself; raises InvalidKeyError where it breaks a rule."""
    if reason := _fault(key):
        raise InvalidKeyError(ascii(key), reason)
    return key


def can_begin_a_key(prefix: str) -> bool:
    """Whether a valid key can begin with the prefix. Servers treat `/` or `..` in one differently."""
    return not prefix or _fault(f"{prefix}x") is None


def _fault(key: str) -> str | None:
    try:
        sizes = [len(name.encode()) for name in key.split("/")]
    except UnicodeEncodeError:
        return "is not text"
    if not all(sizes):
        return "has an empty name in it"
    if max(sizes) > LONGEST_NAME or sum(sizes) + len(sizes) - 1 > LONGEST_KEY:
        return "is too long"
    if any(name.startswith(".") for name in key.split("/")):
        return "has a name with a leading dot"
    if "\\" in key or not key.isprintable():
        return "has a backslash or an invisible character"
    return None
