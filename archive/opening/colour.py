"""Any image to what a page image is: upright as its file says, 8 bits, grey or sRGB, alpha on white."""

from __future__ import annotations

import pyvips

from archive.opening.making import Load

_DEPTHS = (1, 2, 4, 8, 9, 10, 12, 14, 16)


def plain(load: Load, *, sixteen_from: int | None = None) -> pyvips.Image:
    """`load` is called once, or twice when a 16-bit image has to be measured first."""
    image = load().autorot()
    if image.interpretation == "cmyk" or (image.bands >= 4 and image.interpretation == "multiband"):
        image = image.copy(interpretation="cmyk")
        image = _from_profile(image, fallback="cmyk")
    elif image.format in ("ushort", "short", "uint", "int"):
        image = _to_eight_bits(image, load, sixteen_from)
    elif image.format in ("float", "double", "complex", "dpcomplex"):
        low, high = _range(load)
        image = ((image - low) * (255.0 / ((high - low) or 1.0))).cast("uchar")
    if image.hasalpha():
        image = image.flatten(background=[255] * (image.bands - 1))
    if image.interpretation == "lab" or image.interpretation == "labs":
        image = image.colourspace("srgb")
    if image.bands == 2:  # grey with something beside that is not marked as alpha
        image = image[0]
    if image.bands > 3:
        image = image[:3]
    image = image.copy(interpretation="b-w" if image.bands == 1 else "srgb")
    if image.get_typeof("icc-profile-data") and image.bands == 3:
        image = _from_profile(image, fallback="srgb")
    return image.cast("uchar")


def _from_profile(image: pyvips.Image, fallback: str) -> pyvips.Image:
    try:
        converted = image.icc_transform("srgb", embedded=True, input_profile=fallback, intent="relative")
    except pyvips.Error:
        bare = image.copy()
        if bare.get_typeof("icc-profile-data"):
            bare.remove("icc-profile-data")
        converted = (
            bare.icc_transform("srgb", input_profile=fallback, intent="relative") if fallback == "cmyk" else bare
        )
    converted = converted.copy()
    if converted.get_typeof("icc-profile-data"):
        converted.remove("icc-profile-data")
    return converted


def _to_eight_bits(image: pyvips.Image, load: Load, depth: int | None) -> pyvips.Image:
    """Scanners put 10, 12 or 14 bits into 16: the highest value found says how many are used."""
    _low, high = _range(load)
    depth = depth or next((bits for bits in _DEPTHS if high < 2**bits), 16)
    if depth <= 8:
        depth = 16 if high <= 1 else 8
    alpha = image.hasalpha()
    return (image * (255.0 / (2**depth - 1))).rint().cast("uchar").copy(interpretation=_eight(image, alpha))


def _eight(image: pyvips.Image, alpha: bool) -> str:
    return "b-w" if image.bands - alpha == 1 else "srgb"


def _range(load: Load) -> tuple[float, float]:
    stats = load().stats()
    return float(stats(0, 0)[0]), float(stats(1, 0)[0])
