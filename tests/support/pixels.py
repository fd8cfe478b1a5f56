# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures made of nothing: PNG of any size, JPEG with what cameras write beside the pixels."""
import struct
import zlib

import gi

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402 pylint: disable=wrong-import-position


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def picture(width=640, height=400, noise=b''):
    """A PNG; `noise` makes it another one."""
    rows = (b'\0' + bytes((40, 90, 160)) * width) * height
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            (chunk(b'tEXt', b'Comment\0' + noise) if noise else b'') + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def bomb(side=30000):
    """A few hundred bytes that say they are `side` times `side` pixels."""
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b'\0' * 1000)) + chunk(b'IEND', b''))


def photograph(width=800, height=600, orientation=6, secret=b'N52.5200 E13.4050'):
    """A JPEG with an EXIF block that says how the camera was held, and where."""
    pixels = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, width, height)
    pixels.fill(0x2060a0ff)
    _, jpeg = pixels.save_to_bufferv('jpeg', [], [])
    tiff = b'II*\0\x08\0\0\0' + struct.pack('<H', 2) + struct.pack('<HHII', 0x0112, 3, 1, orientation)
    tiff += struct.pack('<HHII', 0x010e, 2, len(secret), 8 + 2 + 24 + 4) + b'\0\0\0\0' + secret
    exif = b'Exif\0\0' + tiff
    return jpeg[:2] + b'\xff\xe1' + struct.pack('>H', len(exif) + 2) + exif + jpeg[2:]


def webp(width=640, height=400, colour=(40, 90, 160)):
    """A lossless WebP of one colour: each of its prefix codes has one symbol, so that its pixels take no bits at all."""
    fields = [(0x2f, 8), (width - 1, 14), (height - 1, 14), (0, 1 + 3), (0, 3)]  # opaque, version 0; nothing transformed
    red, green, blue = colour
    for symbol in (green, red, blue, 255):
        fields += [(1, 1), (0, 1), (1, 1), (symbol, 8)]
    fields += [(1, 1), (0, 1), (0, 1), (0, 1)]
    bits = place = 0
    for value, length in fields:
        bits |= value << place
        place += length
    data = bits.to_bytes((place + 15) // 16 * 2, 'little')
    return b'RIFF' + struct.pack('<I', 12 + len(data)) + b'WEBPVP8L' + struct.pack('<I', len(data)) + data


def size_of(data):
    """(width, height) of any picture that can be unpacked here."""
    loader = GdkPixbuf.PixbufLoader()
    loader.write(data)
    loader.close()
    return loader.get_pixbuf().get_width(), loader.get_pixbuf().get_height()
