"""Pictures and papers of the shops: valid, small, and different for different names."""

import struct
import zlib

from playground.shops.content.dice import hash64

_SIDE = 48
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length {length}>>stream
{stream}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
"""


def picture(name: str) -> bytes:
    """A square PNG of one colour that depends on the name."""
    colour = hash64(name).to_bytes(8, "big")[:3]
    row = b"\0" + colour * _SIDE
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(row * _SIDE))
        + _chunk(b"IEND", b"")
    )


def paper(text: str) -> bytes:
    """A one-page PDF that says `text` (Latin letters)."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET"
    return _PDF.format(length=len(stream), stream=stream).encode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
