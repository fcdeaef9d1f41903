"""Files on the server: ids per bot, links that expire, what a name and a picture are worth."""

import hashlib
import re
from base64 import urlsafe_b64encode
from pathlib import PurePosixPath

from playground.telegram.world.values import MediaKind, StoredFile

LINK_LIFETIME = 3600.0

_ID_PREFIX = {MediaKind.DOCUMENT: "BQACAgIAAxk", MediaKind.PHOTO: "AgACAgIAAxk"}
_FOLDER = {MediaKind.DOCUMENT: "documents", MediaKind.PHOTO: "photos"}
_MIME_TYPES = {
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_MAX_STEM = 60
_MAX_EXTENSION = 20
_FORBIDDEN_IN_NAMES = frozenset("<>:\"/\\|?*&`'")


class FileStore:
    """All files by id. A file id belongs to one bot; another bot cannot use it."""

    def __init__(self) -> None:
        self._files: list[StoredFile] = []
        self._ids: dict[str, tuple[int, StoredFile]] = {}
        self._links: dict[tuple[int, str], tuple[float, StoredFile]] = {}

    def add(
        self,
        kind: MediaKind,
        content: bytes,
        *,
        name: str = "",
        mime_type: str = "",
        size: tuple[int, int] = (0, 0),
    ) -> StoredFile:
        """Keep a file; the name is cleaned as the server cleans it."""
        clean = clean_file_name(name) or ("file" if kind is MediaKind.DOCUMENT else "")
        file = StoredFile(
            serial=len(self._files) + 1,
            kind=kind,
            content=content,
            name=clean,
            mime_type=_MIME_TYPES.get(PurePosixPath(clean).suffix.lower(), mime_type),
            width=size[0],
            height=size[1],
        )
        self._files.append(file)
        return file

    def file_id(self, file: StoredFile, bot_id: int) -> str:
        """The id by which this bot names the file."""
        file_id = _ID_PREFIX[file.kind] + _digest(f"{bot_id}:{file.serial}", 33)
        self._ids[file_id] = (bot_id, file)
        return file_id

    def find(self, file_id: str, bot_id: int | None) -> StoredFile | None:
        """The file this bot knows by the id; for no bot in particular, any bot's id will do."""
        owner, file = self._ids.get(file_id, (None, None))
        return file if bot_id is None or owner == bot_id else None

    def link(self, file: StoredFile, bot_id: int, now: float) -> str:
        """A path to download the file by, good for an hour from `now`."""
        suffix = PurePosixPath(file.name).suffix or (".jpg" if file.kind is MediaKind.PHOTO else "")
        path = f"{_FOLDER[file.kind]}/file_{file.serial}{suffix}"
        self._links[bot_id, path] = (now + LINK_LIFETIME, file)
        return path

    def linked(self, path: str, bot_id: int, now: float) -> StoredFile | None:
        """The file behind a path that was given to this bot less than an hour ago."""
        until, file = self._links.get((bot_id, path), (0.0, None))
        return file if now < until else None


def unique_id(file: StoredFile) -> str:
    """The id that is the same for all bots and good for comparing only."""
    return "AgAD" + _digest(f"unique:{file.serial}", 9)


def clean_file_name(name: str) -> str:
    """`name` as TDLib's `clean_filename` leaves it: the last part of a path, cut and harmless."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, extension = last.rpartition(".")
    if not stem:
        stem, dot, extension = last, "", ""
    stem = _clean_part(stem, _MAX_STEM)
    extension = _clean_part(extension, _MAX_EXTENSION)
    return f"{stem}{dot}{extension}" if stem and extension else stem or extension


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG picture; None where it is neither."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = 0xFF


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content) and content[position] == _MARKER:
        if content[position + 1] in _JPEG_FRAMES:
            height = int.from_bytes(content[position + 5 : position + 7])
            return int.from_bytes(content[position + 7 : position + 9]), height
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return None


def _clean_part(part: str, longest: int) -> str:
    cleaned = ""
    for character in part:
        if len(cleaned) == longest:
            break
        harmless = character if _is_harmless(character) else " "
        if cleaned or harmless not in " .":
            cleaned += harmless
    return cleaned.rstrip(" .")


def _is_harmless(character: str) -> bool:
    if character.isascii():
        return character >= " " and character != "\x7f" and character not in _FORBIDDEN_IN_NAMES
    return character.isalnum()


def _digest(text: str, length: int) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:length].decode()
