"""Pictures of odd sizes and modes, and what a preprocessor_config.json makes of them, with Pillow and numpy alone."""

import base64
import hashlib
import math

import numpy as np
from PIL import Image, ImageDraw, ImageOps

IMAGENET_MEAN, IMAGENET_STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLIP_MEAN, CLIP_STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
ORIENTATION = 0x0112

VIT = {
    "image_processor_type": "ViTImageProcessor", "do_resize": True, "size": {"height": 32, "width": 32}, "resample": 2,
    "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
    "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}
CLIP = {
    "image_processor_type": "CLIPImageProcessor", "do_convert_rgb": True, "do_resize": True,
    "size": {"shortest_edge": 32}, "resample": 3, "do_center_crop": True, "crop_size": {"height": 32, "width": 32},
    "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": CLIP_MEAN, "image_std": CLIP_STD,
}
# As old as it is on the hub: no rescaling is named, and the size is a number.
RESNET = {
    "feature_extractor_type": "ConvNextFeatureExtractor", "do_resize": True, "size": 32, "crop_pct": 0.875,
    "resample": 3, "do_normalize": True, "image_mean": IMAGENET_MEAN, "image_std": IMAGENET_STD,
}
# What else a processor's file may say; `pixels` of these is compared, no model.
OTHERS = {
    "nearest": {**VIT, "resample": 0},
    "lanczos": {**VIT, "resample": 1, "size": {"height": 20, "width": 48}},
    "box": {**CLIP, "resample": 4},
    "hamming": {**CLIP, "resample": 5},
    "square by an old number": {
        "feature_extractor_type": "ViTFeatureExtractor", "do_resize": True, "size": 24, "resample": 3,
        "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3},
    "shortest edge by an old number": {
        "feature_extractor_type": "CLIPFeatureExtractor", "size": 40, "crop_size": 32, "resample": 3,
        "do_center_crop": True, "image_mean": CLIP_MEAN, "image_std": CLIP_STD},
    "crop without resizing": {**CLIP, "do_resize": False, "crop_size": {"height": 40, "width": 51}},
    "crop larger than the image": {**CLIP, "crop_size": {"height": 45, "width": 63}},
    "blue first": {**VIT, "do_flip_channel_order": True},
    "bytes as they are": {**VIT, "do_rescale": False, "do_normalize": False},
    "warped from 384 on": {**RESNET, "size": {"shortest_edge": 384}},
}


def drawn(width, height, seed):
    """Gradients, sharp edges and a little noise."""
    random = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 255 / width, y * 255 / height, (x + y) % 64 * 4], -1)
    image = Image.fromarray(np.clip(pixels + random.randint(-12, 13, pixels.shape), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse([width * 0.2, height * 0.3, width * 0.6, height * 0.8], fill=(230, 40, 30))
    draw.line([0, height, width, 0], fill=(255, 255, 255), width=max(1, width // 30))
    return image


def make_pictures(folder):
    """Name to file, of every kind that may come; what must be refused is in `refused`."""
    folder.mkdir(parents=True, exist_ok=True)
    wide, tall, small = drawn(97, 61, 1), drawn(45, 131, 2), drawn(19, 23, 3)
    alpha = drawn(70, 53, 4)
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    grey = drawn(80, 50, 5).convert("L")
    wide.save(folder / "wide.png")
    tall.save(folder / "tall.png")
    small.save(folder / "small.png")
    alpha.save(folder / "alpha.png")
    grey.save(folder / "grey.png")
    alpha.convert("LA").save(folder / "grey-alpha.png")
    drawn(64, 40, 6).convert("P", palette=Image.ADAPTIVE, colors=60).save(folder / "palette.png")
    grey.convert("1").save(folder / "bilevel.png")
    drawn(200, 133, 7).save(folder / "photo.jpg", quality=85)
    drawn(640, 427, 8).save(folder / "large.jpg", quality=60, progressive=True)
    drawn(111, 74, 9).convert("L").save(folder / "grey.jpg", quality=90)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    drawn(120, 83, 10).save(folder / "turned.jpg", quality=90, exif=exif)
    refused = folder / "refused"
    refused.mkdir(exist_ok=True)
    drawn(40, 30, 11).convert("CMYK").save(refused / "cmyk.jpg", quality=80)
    Image.fromarray((np.arange(1200, dtype=np.uint16) * 50).reshape(30, 40)).save(refused / "grey16.png")
    return sorted(p for p in folder.iterdir() if p.is_file())


def upright(file):
    """As transformers loads an image: the right way up, then RGB, without blending what is transparent."""
    return ImageOps.exif_transpose(Image.open(file)).convert("RGB")


def shortest_edge(image, edge):
    width, height = image.size
    short, long = min(image.size), max(image.size)
    size = (edge, int(edge * long / short))
    return size if width <= height else size[::-1]


def cropped(image, height, width):
    """The middle; where the image is smaller, black around it."""
    pixels = np.asarray(image)
    had_height, had_width = pixels.shape[:2]
    top, left = (had_height - height) // 2, (had_width - width) // 2
    if top >= 0 and left >= 0:
        return Image.fromarray(pixels[top : top + height, left : left + width])
    tallest, widest = max(height, had_height), max(width, had_width)
    padded = np.zeros((tallest, widest, 3), np.uint8)
    above, before = math.ceil((tallest - had_height) / 2), math.ceil((widest - had_width) / 2)
    padded[above : above + had_height, before : before + had_width] = pixels
    top, left = top + above, left + before
    return Image.fromarray(padded[max(0, top) : top + height, max(0, left) : left + width])


def geometry(image, config):
    """uint8 [H, W, 3], red first: resized and cropped as the processor of that type does it."""
    kind = config.get("image_processor_type", config.get("feature_extractor_type"))
    size, resample = config["size"], config["resample"]
    if config.get("do_resize", True):
        if "ConvNext" in kind:
            edge = size if isinstance(size, int) else size["shortest_edge"]
            if edge >= 384:
                return np.asarray(image.resize((edge, edge), resample))
            image = image.resize(shortest_edge(image, int(edge / config["crop_pct"])), resample)
            return np.asarray(cropped(image, edge, edge))
        if isinstance(size, int):
            size = {"shortest_edge": size} if "CLIP" in kind else {"height": size, "width": size}
        wanted = shortest_edge(image, size["shortest_edge"]) if "shortest_edge" in size else (size["width"], size["height"])
        image = image.resize(wanted, resample)
    if config.get("do_center_crop"):
        crop = config["crop_size"]
        crop = {"height": crop, "width": crop} if isinstance(crop, int) else crop
        image = cropped(image, crop["height"], crop["width"])
    return np.asarray(image)


def pixel_values(pixels, config):
    """float32 [3, H, W]."""
    values = pixels[..., ::-1] if config.get("do_flip_channel_order") else pixels
    values = values.astype(np.float32)
    if config.get("do_rescale", True):
        values = (values.astype(np.float64) * config.get("rescale_factor", 1 / 255)).astype(np.float32)
    if config.get("do_normalize", True):
        mean, std = (np.array(config[key], np.float32) for key in ["image_mean", "image_std"])
        values = (values - mean) / std
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def prepared(file, config):
    pixels = geometry(upright(file), config)
    return pixels, pixel_values(pixels, config)


def expectation(file, config):
    """The pixels, and some of the values that the model sees, evenly spread."""
    pixels, values = prepared(file, config)
    data = pixels.tobytes()
    # Of a large image the hash tells as much.
    shown = {"pixels": base64.b64encode(data).decode()} if len(data) < 50_000 else {"sha256": hashlib.sha256(data).hexdigest()}
    return {
        "picture": file.name, "height": pixels.shape[0], "width": pixels.shape[1], **shown,
        "values": [float(f"{v:.7g}") for v in values.ravel()[:: len(values.ravel()) // 40]],
    }
