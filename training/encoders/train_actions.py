"""Fits the encoders of the actions recording: a wrist inertial unit, a skeleton, and depth motion maps of people.

There are only four people to learn from, and a trained network knows them better than anybody else. So nothing here is
trained on labels: fixed random convolution kernels (for series, after MiniRocket) or fixed edge filters (for pictures)
give many generic features; their mean and spread and a whitened PCA to 128 are all that is fitted. What a head sees in
training is then like what it sees of strangers.

Measured leaving one person out: everything, with a linear head on the frozen embedding, is fitted on three people of
actions/train and scored on the fourth. The bundle is then fitted on all four.

    python3 train_actions.py inertial|skeleton|depth --data DIR --out models/encoders
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
from common import log

KINDS = {
    "inertial": dict(name="sensor-inertial", length=128, dilations=(1, 2, 4, 8, 12), kernels=40, reach=3, shrink=0.1),
    "skeleton": dict(name="sensor-skeleton", length=64, dilations=(1, 2, 4, 7), kernels=40, reach=3, shrink=0.1),
    "depth": dict(name="image-depth", width=192, height=64, channels="gray", cell=8, blurs=(1.0, 1.8), shrink=0.1),
}
SEGMENTS = (1, 2, 4)
DECAY = 1e-3


class Whitening(nn.Module):
    """Standardise, project to the first 128 principal components, even out their spread, length 1."""

    def __init__(self, features, shrink):
        super().__init__()
        mean, std = features.mean(0), features.std(0) + 1e-4
        z = (features - mean) / std
        _, s, v = torch.linalg.svd(z, full_matrices=False)
        spread = s[: common.DIMENSION] ** 2 / len(z)
        weight = v[: common.DIMENSION].T / torch.sqrt(spread + shrink * spread.mean())
        weight = weight / std.unsqueeze(1)
        self.register_buffer("weight", weight.contiguous())
        self.register_buffer("bias", -(mean @ weight))

    def forward(self, features):
        return common.unit(features @ self.weight + self.bias)


class Series(nn.Module):
    """[B,L,C] in raw units to the share of time that random kernels' responses lie above their thresholds, over the
    whole, the halves and the quarters of the series."""

    def __init__(self, samples, dilations, kernels, reach, seed, body):
        super().__init__()
        self.dilations, self.body, self.length = dilations, body, samples.shape[1]
        if body:
            samples = self.centred(samples)
        self.register_buffer("mean", samples.mean((0, 1)))
        self.register_buffer("std", samples.std((0, 1)) + 1e-6)
        random, channels = np.random.RandomState(seed), samples.shape[2]
        x = ((samples - self.mean) / self.std).transpose(1, 2)
        for d in dilations:
            weight = np.zeros((kernels, channels, 9), np.float32)
            for k in range(kernels):
                shape = -np.ones(9)
                shape[random.choice(9, 3, replace=False)] = 2
                for c in random.choice(channels, random.randint(1, reach + 1), replace=False):
                    weight[k, c] = shape * random.choice([-1, 1])
            response = F.conv1d(x, torch.from_numpy(weight), padding=4 * d, dilation=d)
            flat = response.permute(1, 0, 2).flatten(1).numpy()
            levels = np.array([np.quantile(row, 0.1 + 0.8 * random.rand()) for row in flat], np.float32)
            steep = (8 / flat.std(1)).astype(np.float32)
            # the response's scale and threshold go into the convolution
            self.register_buffer(f"weight{d}", torch.from_numpy(weight * steep[:, None, None]))
            self.register_buffer(f"bias{d}", torch.from_numpy(-levels * steep))

    def centred(self, samples):
        """Joints about the hip, the hip about its own mean, in units of the trunk's length."""
        joints = samples.reshape(-1, self.length, 20, 3)
        hip = joints[:, :, 3:4]
        trunk = joints[:, :, 1] - joints[:, :, 3]
        size = torch.sqrt((trunk * trunk).sum(2) + 1e-6).mean(1).reshape(-1, 1, 1, 1)
        about = joints - hip
        moved = hip - hip.mean(1, keepdim=True)
        return (torch.cat([about[:, :, :3], moved, about[:, :, 4:]], 2) / size).flatten(2)

    def forward(self, samples):
        if self.body:
            samples = self.centred(samples)
        x = ((samples - self.mean) / self.std).transpose(1, 2)
        features = []
        for d in self.dilations:
            response = F.conv1d(x, getattr(self, f"weight{d}"), getattr(self, f"bias{d}"), padding=4 * d, dilation=d)
            above = torch.sigmoid(response)
            for parts in SEGMENTS:
                features.append(F.avg_pool1d(above, self.length // parts).flatten(1))
        return torch.cat(features, 1)


class Edges(nn.Module):
    """Strength of edges of eight directions, two scales, in overlapping cells, evened out within each cell."""

    def __init__(self, cell, blurs):
        super().__init__()
        self.cell = cell
        y, x = np.mgrid[-3:4, -3:4]
        filters = []
        for blur in blurs:
            bell = np.exp(-(x**2 + y**2) / (2 * blur**2))
            for k in range(8):
                turn = 2 * np.pi * k / 8
                edge = (np.cos(turn) * x + np.sin(turn) * y) * bell
                filters.append(edge / np.abs(edge).sum())
        self.scales = len(blurs)
        self.register_buffer("filters", torch.tensor(np.array(filters)[:, None], dtype=torch.float32))

    def forward(self, pixels):
        edges = F.relu(F.conv2d(pixels, self.filters, padding=3))
        features = []
        for i in range(self.scales):
            cells = F.avg_pool2d(torch.cat([edges[:, 8 * i : 8 * i + 8], 0.3 * pixels], 1), 2 * self.cell, self.cell)
            features.append((cells / (torch.sqrt((cells * cells).sum(1, keepdim=True)) + 0.02)).flatten(1))
        return torch.cat(features, 1)


class Encoder(nn.Module):
    def __init__(self, spec, inputs, seed):
        super().__init__()
        if "cell" in spec:
            self.features = Edges(spec["cell"], spec["blurs"])
        else:
            self.features = Series(
                inputs, spec["dilations"], spec["kernels"], spec["reach"], seed, spec["name"] == "sensor-skeleton"
            )
        with torch.no_grad():
            self.project = Whitening(self.features(inputs), spec["shrink"])

    def forward(self, inputs):
        return self.project(self.features(inputs))


def leave_one_out(spec, inputs, targets, people, classes, seed):
    scores, shown = [], []
    for person in sorted(set(people)):
        train, test = torch.from_numpy(people != person), torch.from_numpy(people == person)
        encoder = Encoder(spec, inputs[train], seed)
        known, strange = common.embed(encoder, inputs[train]), common.embed(encoder, inputs[test])
        head = common.fit_linear(known, targets[train], classes, DECAY)
        scores.append(common.accuracy(head(strange).argmax(1), targets[test]))
        shown.append(common.accuracy(head(known).argmax(1), targets[train]))
        log(f"without {person}: {common.percent(scores[-1])} (on the three it was fitted on {common.percent(shown[-1])})")
    return scores, shown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("--data", required=True, help="folder of recordings")
    parser.add_argument("--out", required=True, help="folder of bundles")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    common.start(args.seed)
    spec = dict(KINDS[args.kind])
    recording = common.Recording(Path(args.data) / "actions" / "train")
    events = recording.of(args.kind)
    targets = torch.from_numpy(recording.targets(events, "action"))
    people = np.array([event["entity"] for event in events])
    classes = len(recording.classes("action"))
    image = "cell" in spec
    if image:
        spec.update(scale=1 / 255, mean=[0.0], std=[1.0])
        inputs = common.scaled(common.pixels(recording, events, spec), spec)
    else:
        inputs = torch.from_numpy(np.stack([common.resample(e["samples"], spec["length"]) for e in events]))
    scores, shown = leave_one_out(spec, inputs, targets, people, classes, args.seed)
    encoder = Encoder(spec, inputs, args.seed)

    name = spec["name"]
    path = Path(args.out) / name / "model.onnx"
    entry = "pixels" if image else "samples"
    common.export(encoder, (inputs[:2],), [entry], {entry: {0: "batch"}}, path)
    figures = [
        ("actions/train, leave one person out, 27 classes", "accuracy, mean", common.percent(float(np.mean(scores)))),
        ("the same", "accuracy, worst and best person", f"{common.percent(min(scores))}, {common.percent(max(scores))}"),
        ("the three people it was fitted on", "accuracy, mean", common.percent(float(np.mean(shown)))),
    ]
    if image:
        drawn = common.drawn_images(spec["width"], spec["height"], spec["channels"])
        references = [common.png(picture) for picture in drawn]
        samples = common.scaled(torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2), spec)
        section = {k: spec[k] for k in ("width", "height", "channels", "scale", "mean", "std")}
        what = (
            "Encodes the depth motion map of one action (three views side by side, 192x64 grey) without knowing any "
            "class: which way edges run, where."
        )
        how = (
            f"Fixed: {8 * len(spec['blurs'])} edge filters 7x7, mean over overlapping cells of {2 * spec['cell']} "
            f"pixels every {spec['cell']}, evened out within each cell. Fitted without labels: whitened PCA to 128."
        )
    else:
        spread = [float(v) for v in inputs.std((0, 1))]
        centre = [float(v) for v in inputs.mean((0, 1))]
        series = common.waves(spec["length"], centre, spread)
        references = [[[round(float(v), 4) for v in row] for row in one] for one in series]
        samples = torch.tensor(references, dtype=torch.float32)
        channels = recording.of(args.kind)[0]["channels"]
        section = {"channels": channels, "length": spec["length"]}
        what = {
            "inertial": "Encodes one action as a wrist-worn inertial unit felt it (acceleration in g, rotation in degrees a second).",
            "skeleton": "Encodes one action as a skeleton of 20 joints showed it (metres, the camera's axes).",
        }[args.kind] + f" The action is resampled to {spec['length']} points; its length does not count."
        how = (
            ("Inside the graph: joints about the hip, the hip about its own mean, divided by the trunk's length. "
             if args.kind == "skeleton" else "")
            + f"Channels to mean 0, spread 1; {spec['kernels']} random kernels of 9 taps for each dilation of "
            f"{', '.join(map(str, spec['dilations']))}; the share of time above a threshold (soft) in the whole, the "
            "halves and the quarters. Fitted without labels: mean and spread, thresholds, whitened PCA to 128."
        )
    with torch.no_grad():
        embeddings = encoder(samples).numpy()
    card = common.card(
        name, what, how, common.parameters(encoder), path.stat().st_size, ["actions"], figures,
        f"Everything fitted on three people, a linear head on the frozen embedding, scored on the fourth; seed {args.seed}. "
        "No choice was made on the recording's test people:",
        f"python3 training/encoders/train_actions.py {args.kind} --data DIR --out models/encoders",
        [
            "Four people, 27 actions, one room: other sensors, mountings or camera positions need their own encoder.",
            "One frame must hold one whole action, from its start to its end.",
        ],
    )
    common.write_bundle(args.out, name, "image" if image else "sensor", section, 1, references, embeddings, card)
    for row in figures:
        log(*row)


if __name__ == "__main__":
    main()
