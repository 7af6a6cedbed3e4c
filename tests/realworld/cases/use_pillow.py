"""pillow: pictures drawn, filtered and kept in several formats; rarer plugins and fonts late."""

from __future__ import annotations

import io
import pickle
from typing import Any

import PIL
from PIL import Image, ImageDraw, ImageFilter, ImageOps


def _picture() -> Image.Image:
    picture = Image.new("RGB", (48, 32), "navy")
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((8, 4, 40, 28), fill="orange", outline="white")
    drawing.line((0, 0, 47, 31), fill=(255, 0, 0), width=2)
    return picture


def _round(picture: Image.Image, kind: str, **options: Any) -> list[Any]:
    written = io.BytesIO()
    picture.save(written, format=kind, **options)
    with Image.open(written) as read:
        read.load()
        return [read.format, read.mode, read.size, read.convert("RGB").getpixel((24, 10))]


def work() -> dict[str, Any]:
    picture = _picture()
    blurred = picture.filter(ImageFilter.GaussianBlur(2))
    copy = pickle.loads(pickle.dumps(picture))
    try:
        Image.open(io.BytesIO(b"no picture at all"))
        refused = ""
    except PIL.UnidentifiedImageError as error:
        refused = type(error).__name__
    return {
        "version": PIL.__version__,
        "png": _round(picture, "PNG", optimize=True),
        "jpeg": _round(picture, "JPEG", quality=95),
        "gif": _round(picture, "GIF"),
        "bmp": _round(picture.convert("1"), "BMP"),
        "blurred": blurred.getpixel((24, 14)),
        "small": picture.resize((12, 8), Image.Resampling.LANCZOS).tobytes().hex()[:60],
        "turned": picture.rotate(45, expand=True).size,
        "grey": ImageOps.grayscale(picture).getextrema(),
        "same": copy.tobytes() == picture.tobytes() and type(copy) is Image.Image,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from PIL import ImageChops, ImageCms, ImageFont, ImageMath, ImageSequence, ImageStat, features

    picture = _picture()
    kinds = ["TIFF", "WEBP", "ICO", "PPM", "TGA", "PCX", "JPEG2000", "PDF", "SGI", "DDS"]
    frames, written = [picture, ImageOps.mirror(picture)], io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    profile = ImageCms.createProfile("sRGB")
    drawing = ImageDraw.Draw(picture)
    drawing.text((2, 2), "Text", font=ImageFont.load_default(), fill="white")
    return {
        "kinds": {kind: _round(picture, kind) for kind in kinds if kind not in {"ICO", "PDF"}},
        "icon": _round(picture.resize((16, 16)).resize((48, 32)), "ICO"),
        "pdf": _pdf(picture),
        "frames": sum(1 for _ in ImageSequence.Iterator(Image.open(written))),
        "difference": ImageChops.difference(*frames).getbbox(),
        "mean": [round(value, 3) for value in ImageStat.Stat(picture).mean],
        "profile": ImageCms.getProfileName(ImageCms.ImageCmsProfile(profile)).strip(),
        "sum": ImageMath.lambda_eval(
            lambda names: names["a"] + 1, a=picture.getchannel(0)
        ).getpixel((0, 0)),
        "features": [features.check(name) for name in ["jpg", "zlib", "freetype2"]],
        "many": len(Image.registered_extensions()) > 40,
    }


def _pdf(picture: Image.Image) -> str:
    written = io.BytesIO()
    picture.save(written, "PDF")
    return written.getvalue()[:5].decode()
