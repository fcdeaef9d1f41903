"""What can go wrong with an object store.

ObjectStoreError
├── UnreachableError      no answer, or "not now": the same call may succeed later
├── DeniedError           the keys, their rights, or the directory's rights
├── ObjectNotFoundError   there is no such object
├── StoreFullError        no space or quota left
├── InvalidKeyError       not a key that every store can hold (a ValueError too)
└── MisconfiguredError    no such bucket, a wrong address or region, any other refusal
"""

from typing import ClassVar


class ObjectStoreError(Exception):
    """The root of the tree. `key` is empty where the error is about the store as a whole."""

    #: Whether the same call may succeed later without anybody's help.
    transient: ClassVar[bool] = False

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}" if key else reason)
        self.key = key
        self.reason = reason


class UnreachableError(ObjectStoreError):
    """The store does not answer, breaks off, or asks to come later."""

    transient = True


class DeniedError(ObjectStoreError):
    """The store does not let us."""


class ObjectNotFoundError(ObjectStoreError):
    """There is no object of this key."""


class StoreFullError(ObjectStoreError):
    """The store has no room for the object."""


class InvalidKeyError(ObjectStoreError, ValueError):
    """The key breaks the rules of keys.py, or is a folder of other keys."""


class MisconfiguredError(ObjectStoreError):
    """The store refuses for a reason that only its settings can cure."""
