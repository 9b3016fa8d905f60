"""Trains the image encoders: small residual CNNs, from random weights, one a bundle.

image-faces    48x48 grey faces, seven emotions            faces/train, measured on faces/val
image-solar    24x40 thermal images of solar modules       solar/train (12 defects and normal/anomalous), solar/val
image-thermal  thermal frames of the synthetic plant       recordings of `tributary record plant`, the last seeds held out

    python3 train_image.py faces --data DIR --out models/encoders
    python3 train_image.py thermal --data DIR-OF-PLANT-RECORDINGS --out models/encoders

Not here: the depth motion maps of actions (train_actions.py) and the photos of posts (train_photo.py), where there is too
little to learn from for a trained network.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
import plant
from common import log


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
        )
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.short = (
            nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
            if stride != 1 or inputs != outputs
            else nn.Identity()
        )

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.short(x))


class Encoder(nn.Module):
    """Stem, residual blocks, mean (with `peaks`, and maximum) over the places, linear to 128, length 1. `plan` lists
    (channels, stride)."""

    def __init__(self, channels, stem, halve, plan, dropout, peaks):
        super().__init__()
        self.peaks = peaks
        reach, stride = (4, 2) if halve else (3, 1)
        layers = [nn.Conv2d(channels, stem, reach, stride, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU()]
        for width, stride in plan:
            layers.append(Block(stem, width, stride))
            stem = width
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(stem * (2 if peaks else 1), common.DIMENSION)

    def forward(self, pixels):
        places = self.body(pixels)
        summary = places.mean((2, 3))
        if self.peaks:
            summary = torch.cat([summary, places.flatten(2).max(2).values], 1)
        return common.unit(self.out(self.drop(summary)))


SPECS = {
    "faces": dict(
        width=48, height=48, channels="gray", halve=True, stem=32,
        plan=[(32, 1), (64, 2), (64, 1), (96, 2), (96, 1)], dropout=0.2,
        epochs=14, rate=4e-3, flips="h", shift=0.1, turn=12, zoom=0.12, light=0.25, erase=0.4,
        tasks={"emotion": 1.0}, sources=["faces"],
        what="Encodes a 48x48 grey picture of one face by its expression (angry, disgust, fear, happy, sad, surprise, neutral).",
        limits=[
            "Expects a face that fills the picture; it does not find faces.",
            "FER2013's labels are noisy (people agree on about 65 %) and its faces are not a fair sample of the world's people.",
            "An expression is not a feeling: do not decide about people with it.",
        ],
    ),
    "solar": dict(
        width=24, height=40, channels="gray", halve=False, stem=24,
        plan=[(32, 2), (48, 1), (64, 2), (96, 2), (96, 1)], dropout=0.2,
        epochs=30, rate=4e-3, flips="hv", shift=0.06, turn=2, zoom=0.05, light=0.15, erase=0.0,
        tasks={"defect": 1.0, "anomaly": 0.5}, sources=["solar"],
        what="Encodes a 24x40 thermal picture of one solar module by its defect (12 classes, one of them none).",
        limits=[
            "Expects one module, upright, cropped as in InfraredSolarModules.",
            "Rare defects (soiling, diode-multi, hot spots: under 200 pictures each) are recognised worse than the mean says.",
        ],
    ),
    "thermal": dict(
        channels="gray", halve=True, stem=16, plan=[(24, 2), (48, 2), (64, 1)], peaks=True, dropout=0.2,
        epochs=4, rate=4e-3, flips="", shift=0.05, turn=3, zoom=0.05, light=0.1, erase=0.0,
        tasks={}, sources=["plant"],
        what="Encodes a thermal camera's frame of a machine of the synthetic plant by the machine's condition.",
        limits=[
            "The plant is synthetic: these figures say how well the encoder learned our generator's pictures, not how it "
            "does on a real camera's. Train your own on your machines.",
        ],
    ),
}


def augment(images, spec, random):
    """Flips, shift, turn, zoom, light and an erased square, drawn anew for every image of a batch."""
    n = len(images)

    def draw(spread):
        return (torch.rand(n, generator=random) * 2 - 1) * spread

    turn = torch.deg2rad(draw(spec["turn"]))
    zoom_x, zoom_y = 1 + draw(spec["zoom"]), 1 + draw(spec["zoom"])
    if "h" in spec["flips"]:
        zoom_x = zoom_x * torch.where(torch.rand(n, generator=random) < 0.5, -1.0, 1.0)
    if "v" in spec["flips"]:
        zoom_y = zoom_y * torch.where(torch.rand(n, generator=random) < 0.5, -1.0, 1.0)
    aspect = images.shape[2] / images.shape[3]
    theta = torch.stack(
        [
            torch.stack([zoom_x * turn.cos(), -turn.sin() * aspect, draw(2 * spec["shift"])], 1),
            torch.stack([turn.sin() / aspect, zoom_y * turn.cos(), draw(2 * spec["shift"])], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    images = F.grid_sample(images, grid, padding_mode="reflection", align_corners=False)
    images = images * (1 + draw(spec["light"])).view(-1, 1, 1, 1) + draw(spec["light"]).view(-1, 1, 1, 1)
    if spec["erase"]:
        height, width = images.shape[2:]
        side = max(2, min(height, width) // 4)
        for i in torch.nonzero(torch.rand(n, generator=random) < spec["erase"]).flatten().tolist():
            top = int(torch.randint(height - side, (1,), generator=random))
            left = int(torch.randint(width - side, (1,), generator=random))
            images[i, :, top : top + side, left : left + side] = 0
    return images


def load(kind, data):
    """(images, targets by task) for training and for validation, and the classes by task."""
    if kind == "thermal":
        return load_plant(SPECS[kind], data)
    parts, classes = [], {}
    for part in ("train", "val"):
        recording = common.Recording(Path(data) / kind / part)
        events = recording.of("image")
        targets = {task: torch.from_numpy(recording.targets(events, task)) for task in SPECS[kind]["tasks"]}
        classes = {task: recording.classes(task) for task in SPECS[kind]["tasks"]}
        parts.append((common.pixels(recording, events, SPECS[kind]), targets))
    return parts[0], parts[1], classes


def load_plant(spec, data):
    """The camera's frames of the plant's recordings; their own size and the tasks about the machine go into `spec`."""
    parts, classes = [], {}
    for folders in plant.parts(data):
        images, targets = [], {}
        for folder in folders:
            recording = plant.recording(folder)
            events = recording.of("camera")
            if "width" not in spec:
                first = cv2.imdecode(np.frombuffer(recording.image(events[0]), np.uint8), cv2.IMREAD_GRAYSCALE)
                spec["height"], spec["width"] = first.shape
            images.append(common.pixels(recording, events, spec))
            classes = plant.machine_tasks(recording.about)
            for task in classes:
                targets.setdefault(task, []).append(torch.from_numpy(recording.targets(events, task)))
        parts.append((torch.cat(images), {task: torch.cat(rows) for task, rows in targets.items()}))
    spec["tasks"].update({task: 1.0 for task in classes})
    return parts[0], parts[1], classes


def measure(model, heads, spec, images, targets):
    embedding = common.embed(model, common.scaled(images, spec))
    figures = []
    for task, truth in targets.items():
        known = truth >= 0
        predicted = heads(embedding[known], task).argmax(1).numpy()
        macro, weighted = common.f1_scores(predicted, truth[known].numpy())
        figures.append((task, common.accuracy(predicted, truth[known].numpy()), macro, weighted))
    return figures


def train(spec, train_part, val_part, classes, epochs, seed):
    images, targets = train_part
    spec["scale"] = 1 / 255
    spec["mean"], spec["std"] = common.image_statistics(images)
    channels = images.shape[1]
    model = Encoder(channels, spec["stem"], spec["halve"], spec["plan"], spec["dropout"], spec.get("peaks", False))
    model = model.to(memory_format=torch.channels_last)
    heads = common.Heads({task: len(names) for task, names in classes.items()})
    weights = {}
    for task, names in classes.items():
        counts = torch.bincount(targets[task][targets[task] >= 0], minlength=len(names)).clamp(min=1).float()
        weights[task] = (counts.sum() / counts) ** spec.get("balance", 0.25)
        weights[task] = weights[task] / weights[task].mean()
    batch, random = 128, torch.Generator().manual_seed(seed)
    steps = len(images) // batch
    both = list(model.parameters()) + list(heads.parameters())
    optimizer = torch.optim.AdamW(both, lr=spec["rate"], weight_decay=0.03)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, spec["rate"], total_steps=epochs * steps, pct_start=0.25, div_factor=10, final_div_factor=100
    )
    for epoch in range(epochs):
        model.train()
        order, total = torch.randperm(len(images), generator=random), 0.0
        for step in range(steps):
            rows = order[step * batch : (step + 1) * batch]
            batch_of = augment(common.scaled(images[rows], spec), spec, random)
            embedding = model(batch_of.contiguous(memory_format=torch.channels_last))
            loss = 0
            for task, share in spec["tasks"].items():
                truth = targets[task][rows]
                if (truth >= 0).any():
                    loss = loss + share * F.cross_entropy(
                        heads(embedding, task), truth, weights[task], ignore_index=-1, label_smoothing=0.1
                    )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        if epoch % max(1, epochs // 8) == 0 or epoch == epochs - 1:
            figures = "; ".join(
                f"{task} accuracy {common.percent(a)} macro F1 {common.percent(m)}"
                for task, a, m, _ in measure(model, heads, spec, *val_part)
            )
            log(f"epoch {epoch + 1}/{epochs} loss {total / steps:.3f} | held out: {figures}")
    return model, heads


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=list(SPECS))
    parser.add_argument("--data", required=True, help="folder of recordings")
    parser.add_argument("--out", required=True, help="folder of bundles; writes <out>/image-<kind>")
    parser.add_argument("--epochs", type=int, help="instead of the kind's own number")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    common.start(args.seed)
    train_part, val_part, classes = load(args.kind, args.data)
    spec = dict(SPECS[args.kind])
    epochs = args.epochs or spec["epochs"]
    log(f"{args.kind}: {len(train_part[0])} images to train on, {len(val_part[0])} held out")
    model, heads = train(spec, train_part, val_part, classes, epochs, args.seed)

    name = "image-" + args.kind
    path = Path(args.out) / name / "model.onnx"
    width, height, channels = spec["width"], spec["height"], train_part[0].shape[1]
    common.export(
        model, (torch.randn(2, channels, height, width),), ["pixels"], {"pixels": {0: "batch"}}, path
    )
    figures = []
    for task, a, macro, weighted in measure(model, heads, spec, *val_part):
        part = f"{args.kind} held out, {task}, {len(classes[task])} classes"
        figures += [(part, "accuracy", common.percent(a)), (part, "macro F1", common.percent(macro))]
        figures += [(part, "weighted F1", common.percent(weighted))]
    drawn = common.drawn_images(width, height, spec["channels"])
    # what OpenCV writes is BGR
    references = [common.png(image[:, :, ::-1] if channels == 3 else image) for image in drawn]
    batch = torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2)
    with torch.no_grad():
        embeddings = model.eval()(common.scaled(batch, spec)).numpy()
    command = f"python3 training/encoders/train_image.py {args.kind} --data {'PLANT' if args.kind == 'thermal' else 'DIR'} --out models/encoders" + (
        f" --epochs {args.epochs}" if args.epochs else ""
    )
    card = common.card(
        name, spec["what"],
        f"Residual CNN: a {'4x4/2' if spec['halve'] else '3x3'} stem of {spec['stem']} channels, then blocks of "
        + ", ".join(f"{w}{'/2' if s == 2 else ''}" for w, s in spec["plan"])
        + f" channels (/2: half the size), mean{' and maximum' if spec.get('peaks') else ''} over the places, linear to 128. Batch normalisation is folded in.",
        common.parameters(model), path.stat().st_size, spec["sources"], figures,
        f"{epochs} epochs, AdamW, one-cycle rate, seed {args.seed}, with "
        + ("flips, " if spec["flips"] else "") + "shifts, turns, light" + (" and erased squares" if spec["erase"] else "")
        + " drawn anew each time. The linear head trained with the encoder, on the held-out part, which chose nothing:",
        command, spec["limits"],
    )
    section = {k: spec[k] for k in ("width", "height", "channels", "scale", "mean", "std")}
    common.write_bundle(args.out, name, "image", section, 1, references, embeddings, card)
    for row in figures:
        log(*row)


if __name__ == "__main__":
    main()
