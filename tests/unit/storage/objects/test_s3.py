import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
)

from storage.objects.errors import (
    DeniedError,
    MisconfiguredError,
    ObjectNotFoundError,
    ObjectStoreError,
    StoreFullError,
    UnreachableError,
)
from storage.objects.s3 import S3Settings, content_disposition
from storage.objects.s3_failures import NoBucketError, explained


@pytest.mark.parametrize(
    ("code", "status", "message", "kind"),
    [
        ("NoSuchKey", 404, "", ObjectNotFoundError),
        ("404", 404, "Not Found", ObjectNotFoundError),
        ("NoSuchBucket", 404, "", NoBucketError),
        ("AccessDenied", 403, "", DeniedError),
        ("403", 403, "Forbidden", DeniedError),
        ("SignatureDoesNotMatch", 403, "", DeniedError),
        ("InvalidAccessKeyId", 403, "", DeniedError),
        ("QuotaExceeded", 403, "", StoreFullError),
        ("XMinioStorageFull", 507, "", StoreFullError),
        ("InternalError", 500, "write /x: no space left on device", StoreFullError),
        ("SlowDown", 503, "", UnreachableError),
        ("InternalError", 500, "", UnreachableError),
        ("502", 502, "Bad Gateway", UnreachableError),
        ("PermanentRedirect", 301, "", MisconfiguredError),
        ("Whatever", 400, "", MisconfiguredError),
    ],
)
def test_codes_have_meanings(
    code: str, status: int, message: str, kind: type[ObjectStoreError]
) -> None:
    """Each refusal of a server becomes the error that tells what to do."""
    answer = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    with pytest.raises(kind) as caught, explained("key"):
        raise ClientError(answer, "PutObject")  # type: ignore[arg-type]  # part of an answer
    assert type(caught.value) is kind
    assert caught.value.transient is (kind is UnreachableError)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (EndpointConnectionError(endpoint_url="http://x"), UnreachableError),
        (ReadTimeoutError(endpoint_url="http://x"), UnreachableError),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), UnreachableError),
        (ConnectionResetError(), UnreachableError),
        (TimeoutError(), UnreachableError),
        (NoCredentialsError(), DeniedError),
        (BotoCoreError(), MisconfiguredError),
        (ValueError("Invalid endpoint"), MisconfiguredError),
    ],
)
def test_broken_connections_are_transient(error: Exception, kind: type[ObjectStoreError]) -> None:
    """No answer may be an answer later; what the settings caused may not."""
    with pytest.raises(kind) as caught, explained("key"):
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.zip", "attachment; filename=\"report.zip\"; filename*=UTF-8''report.zip"),
        ("отчёт.zip", "attachment; filename=\"_____.zip\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.zip"),
        ('a"b\\c%d\r\n.zip', "attachment; filename=\"a_b_c_d__.zip\"; filename*=UTF-8''a%22b%5Cc%25d%0D%0A.zip"),
    ],
)  # fmt: skip
def test_download_names(name: str, header: str) -> None:
    """Any name fits into the header: old browsers get its ASCII, others all of it."""
    assert content_disposition(name) == header


def test_secret_is_not_shown() -> None:
    """Settings can be logged without giving the secret away."""
    assert "hush" not in repr(S3Settings(bucket="b", secret_key="hush"))
