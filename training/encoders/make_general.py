"""Makes the encoder of sensors that needs no training: any channels, any units, no data but what is drawn here.

Each channel is brought to mean 0 and spread 1 over its own frame, so that only its shape counts, and is met by fixed
convolution kernels in the manner of MiniRocket (Dempster, Schmidt, Webb, KDD 2021): nine taps, of which three weigh 2 and six
weigh -1, stretched over five dilations. A feature is the share of time that a kernel's response lies above a threshold
(soft), in the whole, the halves and the quarters of the frame. Thresholds, and the mean and spread of each feature, come
from series drawn at random: walks, noise, waves, pulses, steps. Random signs, other ones for each channel, and a random
projection make one vector of the features of all channels.

    python3 make_general.py --data DIR --out models/encoders

writes the bundle; DIR, a folder of recordings, serves only to measure it.
"""

import argparse
import itertools
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
from common import log

LENGTH = 128
MOST_CHANNELS = 64
DILATIONS = (1, 2, 4, 8, 12)
KERNELS = 32  # of the 84 of each dilation
SEGMENTS = (1, 2, 4)
STEEPNESS = 4.0
MIXTURES = 8
ALIKE, SPREAD, LEVEL = 176, 128, 80  # parts of the embedding
LEVELS = (0.25, 1.0, 4.0, 16.0, 64.0)
SPREADS = (0.5, 2.0, 8.0)
QUIET = 1e-11  # variance, in units of the largest square, of which a channel counts as constant
TINY = 1e-30
NAME = "sensor-general"


def all_kernels():
    """The 84 kernels: 3 of 9 taps weigh 2, the others -1."""
    kernels = -np.ones((84, 9), np.float32)
    for kernel, places in zip(kernels, itertools.combinations(range(9), 3)):
        kernel[list(places)] = 2
    return kernels


def drawn(count, random):
    """Series [count, LENGTH] of eight kinds, as sensors of any sort may have them."""
    t = np.arange(LENGTH)

    def wave(low, high):
        return np.sin(2 * np.pi * (t * random.uniform(low, high) / LENGTH + random.rand()))

    def remembering(memory):
        series = np.zeros(LENGTH)
        for i in range(1, LENGTH):
            series[i] = memory * series[i - 1] + random.randn()
        return series

    def pulse():
        return np.exp(-0.5 * ((t - random.uniform(0, LENGTH)) / random.uniform(2, 25)) ** 2) * random.choice([-1, 1])

    def smooth_walk():
        walk = np.convolve(np.cumsum(random.randn(LENGTH + 16)), np.ones(9) / 9, "same")[8 : 8 + LENGTH]
        return walk - np.linspace(walk[0], walk[-1], LENGTH) * random.rand()

    kinds = [
        lambda: np.cumsum(random.randn(LENGTH)),
        lambda: random.randn(LENGTH),
        lambda: wave(0.5, 30) + random.uniform(0, 0.5) * random.randn(LENGTH),
        lambda: remembering(random.uniform(0.5, 0.98)),
        lambda: pulse() + random.uniform(0, 0.2) * random.randn(LENGTH),
        lambda: (t > random.uniform(0, LENGTH)) + random.uniform(0, 0.3) * random.randn(LENGTH),
        lambda: sum(random.randn() * wave(0.3, 12) for _ in range(random.randint(2, 5))),
        smooth_walk,
    ]
    return torch.tensor(np.array([kinds[i % len(kinds)]() for i in range(count)]), dtype=torch.float32)


class General(nn.Module):
    """[B, LENGTH, C] in any units, NaN = missing, to [B, 384]: 176 of shape with all channels alike, 128 of shape with
    channels weighted by their spread, 80 of level. Each part has the same length, together 1."""

    def __init__(self, seed):
        super().__init__()
        random = np.random.RandomState(seed)
        series = drawn(2000, random)
        z = (series - series.mean(1, keepdim=True)) / series.std(1, unbiased=False, keepdim=True)
        for dilation in DILATIONS:
            weight = torch.from_numpy(all_kernels()[random.permutation(84)[:KERNELS]]).unsqueeze(1)
            response = F.conv1d(z.unsqueeze(1), weight, padding=4 * dilation, dilation=dilation)
            flat = response.permute(1, 0, 2).flatten(1)
            shares = 0.1 + 0.8 * random.rand(KERNELS)
            levels = torch.tensor([float(np.quantile(row.numpy(), q)) for row, q in zip(flat, shares)])
            steep = STEEPNESS / flat.std(1)
            # the response's scale and threshold go into the convolution
            self.register_buffer(f"weight{dilation}", weight * steep[:, None, None])
            self.register_buffer(f"bias{dilation}", -levels * steep)
        features = self.shares(z.unsqueeze(1))
        self.register_buffer("mean", features.mean(0))
        self.register_buffer("scale", 1 / (features.std(0) + 1e-3))
        count = features.shape[1]

        def draw(*shape):
            return torch.tensor(random.randn(*shape), dtype=torch.float32)

        self.register_buffer("signs", torch.sign(draw(MOST_CHANNELS + MIXTURES, count)))
        self.register_buffer("alike", draw(count, ALIKE) / math.sqrt(count))
        self.register_buffer("spread", draw(count, SPREAD) / math.sqrt(count))
        mixing = np.sign(random.randn(MIXTURES, MOST_CHANNELS)) * (random.rand(MIXTURES, MOST_CHANNELS) < 0.4)
        self.register_buffer("mixing", torch.tensor(mixing, dtype=torch.float32))
        self.levels = 2 * len(LEVELS) + 2 * len(SPREADS) + 7
        self.register_buffer("level", draw(MOST_CHANNELS, self.levels, LEVEL) / math.sqrt(self.levels))

    def shares(self, z):
        """[N, 1, LENGTH] to the shares of time above the thresholds, [N, features]."""
        features = []
        for dilation in DILATIONS:
            weight, bias = getattr(self, f"weight{dilation}"), getattr(self, f"bias{dilation}")
            above = torch.sigmoid(F.conv1d(z, weight, bias, padding=4 * dilation, dilation=dilation))
            features += [F.avg_pool1d(above, LENGTH // parts).flatten(1) for parts in SEGMENTS]
        return torch.cat(features, 1)

    def forward(self, samples):
        x = samples.transpose(1, 2)
        channels = x.shape[1]
        missing = torch.isnan(x)
        there = 1 - missing.float()
        x = torch.where(missing, torch.zeros_like(x), x).clamp(-3e38, 3e38)
        count = there.sum(2, keepdim=True)
        known = (count > 0).float()  # [B, C, 1]
        size = x.abs().amax(2, keepdim=True).clamp(min=TINY)
        u = x / size
        mean = u.sum(2, keepdim=True) / count.clamp(min=1)
        off = (u - mean) * there
        variance = (off * off).sum(2, keepdim=True) / count.clamp(min=1)
        z = off / torch.sqrt(variance + QUIET)
        active = variance / (variance + QUIET)
        spread = size * torch.sqrt(variance)

        mixing = self.mixing[:, :channels]
        weights = mixing.unsqueeze(0) * active.transpose(1, 2)  # [B, M, C]
        power = (weights * weights).sum(2, keepdim=True)
        mixed = torch.matmul(weights, z) / torch.sqrt(power + QUIET)
        both = torch.cat([z, mixed], 1)  # [B, C + M, LENGTH]
        features = (self.shares(both.reshape(-1, 1, LENGTH)) - self.mean) * self.scale
        signs = torch.cat([self.signs[:channels], self.signs[MOST_CHANNELS:]], 0)
        features = features.reshape(-1, channels + MIXTURES, self.mean.shape[0]) * signs
        largest = spread.amax(1, keepdim=True).clamp(min=TINY)
        alike = torch.cat([active, power / (power + QUIET)], 1).transpose(1, 2)
        by_spread = torch.cat([active * torch.sqrt(spread / largest), torch.zeros_like(power)], 1).transpose(1, 2)
        parts = [
            torch.matmul(alike, features).squeeze(1) @ self.alike,
            torch.matmul(by_spread, features).squeeze(1) @ self.spread,
            self.of_level(mean * size, spread, z, known),
        ]
        return torch.cat([common.unit(part) for part in parts], 1) / math.sqrt(len(parts))

    def of_level(self, mean, spread, z, known):
        """Where each channel is and how far it moves, on a scale of ratios, at several resolutions; which way it goes."""
        place = torch.sign(mean) * torch.log1p(mean.abs().clamp(max=TINY**-1) * 1e3)
        width = torch.log(spread.clamp(1e-6, 1e30))
        time = torch.linspace(-1, 1, LENGTH) * math.sqrt(3)
        waves = [f(place * level) for level in LEVELS for f in (torch.sin, torch.cos)]
        waves += [f(width * level) for level in SPREADS for f in (torch.sin, torch.cos)]
        shape = [
            place / 10, width / 10, (z * time).mean(2, keepdim=True), (z[:, :, -1:] - z[:, :, :1]) / 3,
            z.amax(2, keepdim=True) / 3, z.amin(2, keepdim=True) / 3, (z * z * z).mean(2, keepdim=True) / 4,
        ]
        values = torch.cat(waves + shape, 2) * known  # [B, C, levels]
        channels = values.shape[1]
        return values.reshape(-1, channels * self.levels) @ self.level[:channels].reshape(-1, LEVEL)


# --- measurement ------------------------------------------------------------------------------------------------------


def leave_one_out(inputs, targets, people, classes):
    scores = []
    for person in sorted(set(people)):
        train = torch.from_numpy(people != person)
        head = common.fit_linear(inputs[train], targets[train], classes)
        scores.append(common.accuracy(head(inputs[~train]).argmax(1), targets[~train]))
    return scores


def actions(model, folder):
    """Accuracies of a linear head on strangers: of each modality, and of both."""
    recording = common.Recording(folder / "actions" / "train")
    found, rows = {}, {}
    for modality in ("inertial", "skeleton"):
        events = recording.of(modality)
        inputs = torch.from_numpy(np.stack([common.resample(e["samples"], LENGTH) for e in events]))
        targets = torch.from_numpy(recording.targets(events, "action"))
        people = np.array([event["entity"] for event in events])
        rows[modality] = common.embed(model, inputs, 32)
        found[modality] = leave_one_out(rows[modality], targets, people, len(recording.classes("action")))
        log(modality, [common.percent(score) for score in found[modality]])
    return found


FIRST, FRAME = 400, 10  # readings that are normal, readings a frame


def pump(model, folder):
    """Point-wise F1, false alarms and missed, each of frames that end with each reading: by Q of the level part of the
    embedding, and by Q and by T2 of the readings themselves, with all choices as good as these runs allow."""
    recording = common.Recording(folder / "pump" / "train")
    truth = {(row["entity"], row["at"]): row["label"] for row in common.lines(recording.folder, "labels")}
    hits = {"level": np.zeros(4), "whole": np.zeros(4), "readings": np.zeros(4)}
    for entity in sorted({entity for entity, _ in truth}):
        events = sorted((e for e in recording.events if e["entity"] == entity), key=lambda e: e["at"])
        labels = [truth.get((entity, event["at"])) for event in events]
        samples = np.array([e["samples"][0] for e in events], dtype=np.float64)
        frames = np.stack([common.resample(samples[max(0, i - FRAME + 1) : i + 1], LENGTH) for i in range(len(samples))])
        rows = common.embed(model, torch.from_numpy(frames), 64).numpy()
        scaled = (samples - samples[:FIRST].mean(0)) / samples[:FIRST].std(0)
        hits["level"] += counted(outside(rows[:, -LEVEL:], 0.97, 1.5)[1], labels)
        hits["whole"] += counted(outside(rows, 0.97, 3)[1], labels)
        hits["readings"] += counted(outside(scaled, 0.7, 1)[0], labels)
    return {
        name: (2 * hit / (2 * hit + false + missed), false / (false + quiet), missed / (missed + hit))
        for name, (hit, false, missed, quiet) in hits.items()
    }


def counted(alarms, labels):
    """True and false alarms, missed, and rightly quiet, after the first readings."""
    result = np.zeros(4)
    for alarm, label in list(zip(alarms, labels))[FIRST:]:
        if label is not None:
            bad = label == "anomalous"
            result += [bad and alarm, not bad and alarm, bad and not alarm, not bad and not alarm]
    return result


def outside(rows, kept, factor):
    """Alarms by T2 and by Q: whether their median over five readings exceeds the factor times what 99 % of the first ones
    stay below; principal components are those that keep a share of the first ones' variance."""
    fit = rows[FRAME:FIRST]
    centre = fit.mean(0)
    _, s, v = np.linalg.svd(fit - centre, full_matrices=False)
    count = int(np.searchsorted(np.cumsum(s**2) / (s**2).sum(), kept)) + 1
    inside = (rows - centre) @ v[:count].T
    rest = rows - centre - inside @ v[:count]
    result = []
    for score in ((inside**2 / s[:count] ** 2).sum(1), (rest**2).sum(1)):
        found = score / (factor * np.quantile(score[FRAME:FIRST], 0.99))
        result.append(np.array([np.median(found[max(0, i - 4) : i + 1]) for i in range(len(found))]) > 1)
    return result


def speed(model, channels):
    """Frames a second on one thread."""
    torch.set_num_threads(1)
    inputs = torch.randn(32, LENGTH, channels)
    common.embed(model, inputs)
    start, frames = time.perf_counter(), 0
    while time.perf_counter() - start < 2:
        common.embed(model, inputs)
        frames += len(inputs)
    return frames / (time.perf_counter() - start)


# --- the bundle -------------------------------------------------------------------------------------------------------


def references():
    """Series of one, three and eight channels; one of the three was never measured."""
    one = common.waves(LENGTH, [20.0], [1.5])[0]
    three = common.waves(LENGTH, [0.0, 1013.0, -4e-3], [1.0, 25.0, 1e-3])[1]
    three[:, 1] = np.nan
    eight = common.waves(LENGTH, [0, 1, 5, 20, 100, 250, 1e4, -3], [1, 0, 2, 0.1, 30, 1, 500, 4])[2]
    return [one, three, eight]


def cost(channels):
    """Millions of multiplications and additions of the convolutions."""
    return (channels + MIXTURES) * len(DILATIONS) * KERNELS * 9 * LENGTH * 2 / 1e6


def card(model, size, found, figures):
    rows = [
        (f"actions/train, {modality}, leave one person out, 27 classes", "accuracy, mean (worst, best person)",
         f"{common.percent(np.mean(scores))} ({common.percent(min(scores))}, {common.percent(max(scores))})",
         f"{FITTED[modality]} (`sensor-{modality}`, fitted to such readings)")
        for modality, scores in found.items()
    ]
    rows += [
        (f"pump/train (SKAB), 4 runs, {what}", "F1, false alarms, missed",
         f"{figures[name][0]:.2f}, {common.percent(figures[name][1])}, {common.percent(figures[name][2])}", other)
        for name, what, other in (
            ("level", "Q of the level part", "{:.2f}, {}, {} (T2 of the readings themselves)".format(
                figures["readings"][0], *map(common.percent, figures["readings"][1:]))),
            ("whole", "Q of the whole embedding", "0.70, 100 %, 0 % (always alarm)"),
        )
    ]
    rows += [
        ("actions/train, inertial and skeleton fused by an attention head, leave one person out", f"accuracy, {what}",
         general, f"{fitted} (`sensor-inertial`, `sensor-skeleton`)")
        for what, general, fitted in FUSED
    ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"""# {NAME}

Encodes frames of any sensor with 1 to {MOST_CHANNELS} channels in any units, without having been trained: the encoder of every sensor \
modality that names none.

**Architecture.** Fixed and random, nothing is learned: each channel to mean 0, spread 1 over its frame; {KERNELS} of \
MiniRocket's kernels (9 taps of 2 and -1; Dempster, Schmidt, Webb, KDD 2021) for each dilation of \
{", ".join(map(str, DILATIONS))}, and the same over {MIXTURES} sums of channels with random signs; the share of time above a threshold \
(soft) in the whole, the halves and the quarters. Thresholds and the features' mean and spread come from 2,000 series \
drawn at random. Random signs, other ones for each place of a channel, and a random projection make one vector of all \
channels. {common.parameters(model):,} numbers, {size / 1e6:.2f} MB of float32.

**Input.** `samples`, float32 [batch, {LENGTH}, channels], channels in the order of their names, NaN = missing. **Output.** \
`embedding`, float32 [batch, {common.DIMENSION}], each row of length 1, of three parts of the same length:

| numbers | what | changes with |
| --- | --- | --- |
| 0 to {ALIKE - 1} | shape, all channels alike, and how channels move together | the shape of any channel; not with a channel's offset or scale |
| {ALIKE} to {ALIKE + SPREAD - 1} | shape, channels weighted by the root of their spread | the same, and the ratios of the channels' spreads; not with one factor for all |
| {ALIKE + SPREAD} to {common.DIMENSION - 1} | where each channel is, how far it moves, which way it goes | offset and scale, by ratios: from {1 / max(LEVELS):.0%} of a level upwards |

Channels of one unit (a skeleton) are told apart better by the second part, channels of different units by the first. A \
channel that does not move counts in the level alone. A channel that was not measured adds nothing, and the others' places \
stay theirs. Other names, and so another order, give another vector: an entity's set of channels should stay the same.

## Trained on
Nothing. The measurements below chose the number of kernels, their steepness and the parts' sizes.

## Figures
A linear head on the frozen embedding, scored on a person that it has not seen; on the pump, principal components of the \
first {FIRST} readings of each run, frames of {FRAME} readings. The pump's limits and parts were chosen on these four runs, so its \
figures flatter, those of the readings themselves alike. The published T2 with Q on all 34 runs has 0.76, 26.6 %, 24.9 %.

| part | measure | value | beside it |
| --- | --- | --- | --- |
{table}

One frame costs {cost(1):.1f} million operations of convolution with one channel, {cost(8):.1f} with eight, {cost(60):.0f} with sixty.

Made and measured again by:

```
python3 training/encoders/make_general.py --data DIR --out models/encoders
```

## Known limits
- An encoder fitted to a sensor is better where there is data for one, as the first rows show.
- Frames of a few readings have no shape beyond the lines drawn between them: use the level part then.
- Whoever looks for anomalies should look at the parts one by one: shapes of noise differ from frame to frame.

## Licence
Apache-2.0. No data is in this model.
"""


# Of `tributary train` with the pipeline actions without depth: --fusion attention --dropout 0 --weight-decay 0.003 --folds 4
FUSED = (("both", "91.4 %", "93.0 %"), ("skeleton alone", "81.0 %", "70.8 %"), ("inertial alone", "80.7 %", "73.5 %"))
FITTED = {"inertial": "87.7 %", "skeleton": "85.2 %"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of recordings")
    parser.add_argument("--out", required=True, help="folder of bundles")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    common.start(args.seed)
    common.DIMENSION = ALIKE + SPREAD + LEVEL
    model = General(args.seed).eval()
    found = actions(model, Path(args.data))
    figures = pump(model, Path(args.data))
    log(figures)
    path = Path(args.out) / NAME / "model.onnx"
    common.export(
        model, (torch.randn(2, LENGTH, 3),), ["samples"], {"samples": {0: "batch", 2: "channels"}}, path
    )
    inputs = [np.array([[v if np.isnan(v) else round(float(v), 5) for v in row] for row in one]) for one in references()]
    with torch.no_grad():
        embeddings = [model(torch.tensor(one, dtype=torch.float32).unsqueeze(0))[0].numpy() for one in inputs]
    written = [[[None if np.isnan(v) else float(v) for v in row] for row in one] for one in inputs]
    common.write_bundle(
        args.out, NAME, "sensor", {"channels": "any", "length": LENGTH}, 1, written, embeddings,
        card(model, path.stat().st_size, found, figures),
    )
    log("frames a second on one thread:", {c: round(speed(model, c)) for c in (1, 8, 60)})


if __name__ == "__main__":
    main()
