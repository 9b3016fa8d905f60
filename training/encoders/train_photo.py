"""Fits image-photo, the encoder of the photos of posts (mvsa/train), without labels.

3,611 photos say little about sentiment. A small CNN trained on them learned them by heart and was no better on others
(58.9 % of mvsa/val, where always saying "positive" gives 59.6 %), so this one fits only generic features: how much of each of 48 soft colours
lies where, and how strongly each of 128 patches of 6x6 pixels, clustered from the photos, answers where; then a whitened
PCA to 128. A head trained on the same photos sees embeddings like those of photos that nobody has seen.

Measured with a linear head on the frozen embedding: five folds of mvsa/train, and mvsa/val.

    python3 train_photo.py --data DIR --out models/encoders
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
from common import log
from train_actions import Whitening

SPEC = {"width": 64, "height": 64, "channels": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3}
COLOURS, PATCHES, PATCH, SAMPLES, THRESHOLD = 48, 128, 6, 40_000, 1.0
DECAY = 1e-2


def dictionary(images, random):
    """Filters and biases that whiten a patch and compare it with cluster centres (spherical k-means)."""
    height, width = images.shape[2:]
    patches = []
    for i in random.randint(len(images), size=SAMPLES):
        top, left = random.randint(height - PATCH + 1), random.randint(width - PATCH + 1)
        patches.append(images[i, :, top : top + PATCH, left : left + PATCH].flatten())
    patches = torch.stack(patches)
    mean = patches.mean(0)
    values, vectors = torch.linalg.eigh((patches - mean).T @ (patches - mean) / SAMPLES)
    whiten = vectors @ torch.diag(1 / torch.sqrt(values + 0.03 * values.mean())) @ vectors.T
    directions = F.normalize((patches - mean) @ whiten, dim=1)
    centres = directions[:PATCHES].clone()
    for _ in range(8):
        nearest = (directions @ centres.T).argmax(1)
        sums = torch.zeros_like(centres).index_add_(0, nearest, directions)
        # a centre that lost all its patches starts again at one of them
        centres = F.normalize(sums + 1e-3 * directions[random.randint(SAMPLES, size=PATCHES)], dim=1)
    filters = centres @ whiten
    return filters.view(PATCHES, 3, PATCH, PATCH), -(filters @ mean) - THRESHOLD


class Features(nn.Module):
    def __init__(self, images, seed):
        super().__init__()
        random = np.random.RandomState(seed)
        directions = torch.tensor(random.randn(COLOURS, 3), dtype=torch.float32)
        centres = torch.tensor(random.rand(COLOURS, 3), dtype=torch.float32)
        self.register_buffer("colour", 6 * directions.view(COLOURS, 3, 1, 1))
        self.register_buffer("level", -6 * (directions * centres).sum(1))
        filters, biases = dictionary(images, random)
        self.register_buffer("filters", filters.contiguous())
        self.register_buffer("biases", biases)

    def forward(self, pixels):
        colours = torch.sigmoid(F.conv2d(pixels, self.colour, self.level))
        patches = F.relu(F.conv2d(pixels, self.filters, self.biases, stride=2))  # 30x30 places
        return torch.cat(
            [F.avg_pool2d(colours, 64).flatten(1), F.avg_pool2d(colours, 16).flatten(1)]
            + [torch.sqrt(F.avg_pool2d(patches, size) + 1e-3).flatten(1) for size in (30, 10)],
            1,
        )


class Encoder(nn.Module):
    def __init__(self, images, seed):
        super().__init__()
        self.features = Features(images, seed)
        self.project = Whitening(common.embed(self.features, images, 64), 0.5)

    def forward(self, pixels):
        return self.project(self.features(pixels))


def scores(known, truth, strange, expected, classes):
    head = common.fit_linear(known, truth, classes, DECAY)
    predicted = head(strange).argmax(1).numpy()
    return (common.accuracy(predicted, expected.numpy()), *common.f1_scores(predicted, expected.numpy()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of recordings")
    parser.add_argument("--out", required=True, help="folder of bundles")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    common.start(args.seed)
    parts = []
    for part in ("train", "val"):
        recording = common.Recording(Path(args.data) / "mvsa" / part)
        events = recording.of("image")
        images = common.scaled(common.pixels(recording, events, SPEC), SPEC)
        parts.append((images, torch.from_numpy(recording.targets(events, "sentiment"))))
    (images, truth), (others, expected) = parts
    classes = len(recording.classes("sentiment"))
    encoder = Encoder(images, args.seed)
    known, strange = common.embed(encoder, images, 64), common.embed(encoder, others, 64)
    log("embedded")
    folds = []
    for fold in range(5):
        out = torch.arange(len(known)) % 5 == fold
        folds.append(scores(known[~out], truth[~out], known[out], truth[out], classes))
    most = int(torch.bincount(truth).argmax())
    figures = []
    for part, values in (
        ("mvsa/train, five folds of the head", np.mean(folds, 0)),
        ("mvsa/val", scores(known, truth, strange, expected, classes)),
        ("mvsa/val, always the commonest class", (float((expected == most).float().mean()),
                                                  *common.f1_scores(np.full(len(expected), most), expected.numpy()))),
    ):
        figures += [(part, m, common.percent(v)) for m, v in zip(("accuracy", "macro F1", "weighted F1"), values)]

    name = "image-photo"
    path = Path(args.out) / name / "model.onnx"
    common.export(encoder, (images[:2],), ["pixels"], {"pixels": {0: "batch"}}, path)
    drawn = common.drawn_images(SPEC["width"], SPEC["height"], SPEC["channels"])
    references = [common.png(image[:, :, ::-1]) for image in drawn]  # OpenCV writes BGR
    batch = torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2)
    with torch.no_grad():
        embeddings = encoder(common.scaled(batch, SPEC)).numpy()
    card = common.card(
        name,
        "Encodes the photo of a post, shrunk to 64x64 colour, by its colours and textures and where they lie. Fitted without labels.",
        f"{COLOURS} soft colours, averaged over the whole and over 16 squares; {PATCHES} filters {PATCH}x{PATCH} "
        "clustered from whitened patches, rectified, averaged over the whole and over 9 squares; whitened PCA to 128.",
        common.parameters(encoder), path.stat().st_size, ["mvsa"], figures,
        f"A linear head on the frozen embedding, three classes of sentiment, seed {args.seed}:",
        "python3 training/encoders/train_photo.py --data DIR --out models/encoders",
        [
            "Photos alone say little about a post's sentiment here: barely more than always guessing the commonest class. "
            "It sees colour and texture, no objects and no faces. Where photos matter, use a large pretrained encoder.",
            "MVSA's published parts share some posts.",
        ],
    )
    common.write_bundle(args.out, name, "image", SPEC, 1, references, embeddings, card)
    for row in figures:
        log(*row)


if __name__ == "__main__":
    main()
