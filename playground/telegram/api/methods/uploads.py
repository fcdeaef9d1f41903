"""Files that come with a call or are known to the server, and how a bot gets them back."""

from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.world.files import picture_size
from playground.telegram.world.render import file_json
from playground.telegram.world.values import MediaKind, StoredFile

MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
_MAX_PHOTO_SIDES = 10_000
_MAX_PHOTO_RATIO = 20
_ATTACHED = "attach://"


def get_file(context: Context) -> Result:
    """A File with a path to download it by, good for an hour."""
    file_id = context.call.text("file_id")
    if not file_id:
        raise BadRequest("file_id not specified")
    file = context.world.files.find(file_id, context.bot.id)
    if file is None:
        raise BadRequest("Invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise BadRequest("file is too big")
    path = context.world.files.link(file, context.bot.id, context.world.clock.now())
    return file_json(context.world, file, context.bot) | {"file_path": path}


def read_file(context: Context, kind: MediaKind) -> StoredFile:
    """The file of the parameter named as the kind: uploaded, attached, or known by its id."""
    value = context.call.text(kind.value)
    if value and not value.startswith(_ATTACHED):
        return _known_file(context, value, kind)
    upload = context.call.upload(kind.value)
    if upload is None:
        raise BadRequest(f"There is no {kind.value} in the request")
    if not upload.content:
        raise BadRequest("File must be non-empty")
    size = _photo_size(upload.content) if kind is MediaKind.PHOTO else (0, 0)
    return context.world.files.add(
        kind, upload.content, name=upload.name, mime_type=upload.mime_type, size=size
    )


def _known_file(context: Context, value: str, kind: MediaKind) -> StoredFile:
    if value.lower().startswith(("http://", "https://")):
        raise BadRequest("Failed to get HTTP URL content")  # nothing is fetched from outside
    file = context.world.files.find(value, context.bot.id)
    if file is None:
        raise BadRequest("Wrong file identifier/HTTP URL specified")
    if file.kind is not kind:
        raise BadRequest(
            f"Can't use file of type {file.kind.value.title()} as {kind.value.title()}"
        )
    return file


def _photo_size(content: bytes) -> tuple[int, int]:
    if len(content) > MAX_PHOTO:
        raise BadRequest(
            f"File of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO} bytes"
        )
    size = picture_size(content)
    if size is None or min(size) == 0:
        raise BadRequest("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    return size
