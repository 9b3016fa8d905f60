"""Trains sensor-telemetry: frames of 30 s of a machine of the synthetic plant (30 points of temperature, pressure,
vibration, current), encoded by the machine's condition. A small 1-D CNN; every fifth recording, the last ones, is held
out. Random kernels with a whitened PCA, as train_actions.py fits them, are measured beside it.

    python3 train_telemetry.py --data DIR-OF-PLANT-RECORDINGS --out models/encoders
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
import plant
from common import log
from train_actions import Series, Whitening

POINTS, NAME, MODALITY = 30, "sensor-telemetry", "telemetry"


class Encoder(nn.Module):
    """Raw units to channels of mean 0 and spread 1, beside their enlarged deviation within the frame; convolutions."""

    def __init__(self, samples):
        super().__init__()
        channels = samples.shape[2]
        self.register_buffer("mean", samples.mean((0, 1)))
        self.register_buffer("std", samples.std((0, 1)) + 1e-6)
        inside = samples - samples.mean(1, keepdim=True)
        self.register_buffer("wiggle", inside.std((0, 1)) + 1e-6)
        self.body = nn.Sequential(
            nn.Conv1d(2 * channels, 48, 5, padding=2), nn.BatchNorm1d(48), nn.ReLU(),
            nn.Conv1d(48, 64, 5, stride=2, padding=2), nn.BatchNorm1d(64), nn.ReLU(),
            nn.Conv1d(64, 96, 3, stride=2, padding=1), nn.BatchNorm1d(96), nn.ReLU(),
        )
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(2 * 96, common.DIMENSION)

    def forward(self, samples):
        level = (samples - self.mean) / self.std
        inside = (samples - samples.mean(1, keepdim=True)) / self.wiggle
        x = torch.cat([level, inside], 2).clamp(-8, 8).transpose(1, 2)
        x = self.body(x)
        return common.unit(self.out(self.drop(torch.cat([x.mean(2), x.max(2).values], 1))))


def augment(samples, spread, random):
    """A little noise, a little gain, and a stretch of points drawn as a straight line, as framing fills gaps."""
    n, points, channels = samples.shape
    samples = samples + torch.randn(samples.shape, generator=random) * spread * 0.03
    samples = samples * (1 + torch.randn(n, 1, channels, generator=random) * 0.005)
    for i in torch.nonzero(torch.rand(n, generator=random) < 0.3).flatten().tolist():
        a = int(torch.randint(points - 4, (1,), generator=random))
        b = min(points - 1, a + int(torch.randint(2, 10, (1,), generator=random)))
        share = torch.linspace(0, 1, b - a + 1).unsqueeze(1)
        samples[i, a : b + 1] = samples[i, a] * (1 - share) + samples[i, b] * share
    return samples


def load(folders):
    samples, targets, classes, channels = [], {}, {}, None
    for folder in folders:
        recording = plant.recording(folder)
        some, ends, channels = plant.frames(recording, MODALITY, POINTS)
        samples.append(some)
        for task, names in plant.machine_tasks(recording.about).items():
            classes[task] = names
            targets.setdefault(task, []).append(recording.targets(ends, task))
    return (
        torch.from_numpy(np.concatenate(samples)),
        {task: torch.from_numpy(np.concatenate(rows)) for task, rows in targets.items()}, classes, channels,
    )


def train(samples, targets, classes, epochs, seed):
    model = Encoder(samples)
    heads = common.Heads({task: len(names) for task, names in classes.items()})
    weights = {}
    for task, names in classes.items():
        counts = torch.bincount(targets[task][targets[task] >= 0], minlength=len(names)).clamp(min=1).float()
        weights[task] = (counts.sum() / counts) ** 0.5
        weights[task] = weights[task] / weights[task].mean()
    batch, random = 128, torch.Generator().manual_seed(seed)
    steps = len(samples) // batch
    optimizer = torch.optim.AdamW(list(model.parameters()) + list(heads.parameters()), lr=3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=epochs * steps)
    for epoch in range(epochs):
        model.train()
        order, total = torch.randperm(len(samples), generator=random), 0.0
        for step in range(steps):
            rows = order[step * batch : (step + 1) * batch]
            embedding = model(augment(samples[rows], model.wiggle, random))
            loss = 0
            for task in classes:
                if (targets[task][rows] >= 0).any():
                    loss = loss + F.cross_entropy(
                        heads(embedding, task), targets[task][rows], weights[task], ignore_index=-1, label_smoothing=0.05
                    )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        if epoch % max(1, epochs // 5) == 0 or epoch == epochs - 1:
            log(f"epoch {epoch + 1}/{epochs} loss {total / steps:.3f}")
    return model, heads


def figures_of(name, logits, truth):
    known = truth >= 0
    predicted, truth = logits[known].argmax(1).detach().numpy(), truth[known].numpy()
    macro, _ = common.f1_scores(predicted, truth)
    return [(name, "accuracy", common.percent(common.accuracy(predicted, truth))), (name, "macro F1", common.percent(macro))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of recordings of the plant")
    parser.add_argument("--out", required=True, help="folder of bundles")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    common.start(args.seed)
    known, held = plant.parts(args.data)
    samples, targets, classes, channels = load(known)
    others, expected, _, _ = load(held)
    log(f"{len(samples)} frames of {len(known)} recordings, {len(others)} of {len(held)} held out; {channels}, {classes}")
    model, heads = train(samples, targets, classes, args.epochs, args.seed)
    embedding = common.embed(model, others)
    with torch.no_grad():
        kernels = Series(samples[::4], (1, 2, 3), 60, 3, args.seed, False)
        whitening = Whitening(common.embed(kernels, samples[::4]), 0.1)
        generic = whitening(common.embed(kernels, samples)), whitening(common.embed(kernels, others))
    figures = []
    for task, names in classes.items():
        figures += figures_of(f"held-out recordings, {task}, {len(names)} classes", heads(embedding, task), expected[task])
        there = targets[task] >= 0
        head = common.fit_linear(generic[0][there], targets[task][there], len(names), 1e-3)
        for row in figures_of(f"(random kernels instead, {task})", head(generic[1]), expected[task]):
            figures.append(row)

    path = Path(args.out) / NAME / "model.onnx"
    common.export(model, (samples[:2],), ["samples"], {"samples": {0: "batch"}}, path)
    series = common.waves(POINTS, [float(v) for v in model.mean], [float(v) for v in model.std])
    references = [[[round(float(v), 4) for v in row] for row in one] for one in series]
    with torch.no_grad():
        embeddings = model(torch.tensor(references, dtype=torch.float32)).numpy()
    card = common.card(
        NAME,
        f"Encodes {plant.LENGTH} s of a machine's readings ({', '.join(channels)}, {POINTS} points, raw units) by the machine's condition.",
        "Levels and deviations within the frame, each to spread 1, then three 1-D convolutions (48, 64/2, 96/2 channels), mean and "
        "maximum over time, linear to 128.",
        common.parameters(model), path.stat().st_size, ["plant"], figures,
        f"{len(samples)} frames of {len(known)} recordings to train on, {args.epochs} epochs, seed {args.seed}; {len(held)} other recordings, "
        "which chose nothing, to measure with the linear head that was trained along:",
        "python3 training/encoders/train_telemetry.py --data PLANT --out models/encoders"
        + (f" --epochs {args.epochs}" if args.epochs != parser.get_default("epochs") else ""),
        [
            "The plant is synthetic: these figures say how well the encoder learned our generator, not how it does on a "
            "real machine. Train your own on your machines' readings.",
        ],
    )
    common.write_bundle(args.out, NAME, "sensor", {"channels": channels, "length": POINTS}, 1, references, embeddings, card)
    for row in figures:
        log(*row)


if __name__ == "__main__":
    main()
