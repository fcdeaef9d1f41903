"""What botocore raises, in the store's own words.

S3's error codes are those of AWS, of MinIO and its successors, and of rclone; HEAD answers have
no body and so only a status for a code.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError

from storage.objects.errors import (
    DeniedError,
    MisconfiguredError,
    ObjectNotFoundError,
    ObjectStoreError,
    StoreFullError,
    UnreachableError,
)

_CODES: dict[type[ObjectStoreError], frozenset[str]] = {
    ObjectNotFoundError: frozenset({"NoSuchKey", "NotFound", "404"}),
    DeniedError: frozenset({
        "AccessDenied", "AllAccessDisabled", "ExpiredToken", "Forbidden", "InvalidAccessKeyId",
        "InvalidToken", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "Unauthorized", "401", "403",
    }),
    StoreFullError: frozenset({
        "InsufficientStorage", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded",
        "XMinioStorageFull", "507",
    }),
    UnreachableError: frozenset({"RequestTimeout", "SlowDown", "Throttling", "TooManyRequests", "429"}),
}  # fmt: skip
_FULL_DISK = re.compile("no space left|quota exceeded", re.IGNORECASE)
_SERVER_ERROR = 500
_NO_ANSWER = (
    BotoConnectionError,
    HTTPClientError,
    IncompleteReadError,
    aiohttp.ClientError,
    OSError,
)


class NoBucketError(MisconfiguredError):
    """The bucket does not exist; the store may create it."""


@contextmanager
def explained(key: str) -> Iterator[None]:
    """Whatever goes wrong with a call inside leaves as an ObjectStoreError."""
    try:
        yield
    except ClientError as error:
        raise _refused(key, error) from error
    except _NO_ANSWER as error:
        raise UnreachableError(key, str(error) or type(error).__name__) from error
    except NoCredentialsError as error:
        raise DeniedError(key, str(error)) from error
    except (BotoCoreError, ValueError) as error:  # ValueError: not an address
        raise MisconfiguredError(key, str(error)) from error


def _refused(key: str, error: ClientError) -> ObjectStoreError:
    fault = error.response.get("Error", {})
    code, message = str(fault.get("Code", "")), str(fault.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    reason = f"{code}: {message}" if message else code
    if code == "NoSuchBucket":
        return NoBucketError(key, reason)
    if _FULL_DISK.search(message):
        return StoreFullError(key, reason)
    for kind, codes in _CODES.items():
        if code in codes:
            return kind(key, reason)
    return (UnreachableError if status >= _SERVER_ERROR else MisconfiguredError)(key, reason)
