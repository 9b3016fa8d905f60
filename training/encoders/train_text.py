"""Trains the text encoder from nothing: a WordPiece tokenizer, word vectors (SVD of positive pointwise mutual
information), and a convolutional encoder over several sentiment tasks at once, one linear head a data set.

Supervised: tweets/train (3 classes), sst2/phrases and sst2/train (2), imdb/train (2; 90 % of it), mvsa/train (3), and the
messages of the synthetic plant when --plant names its recordings. For the vocabulary and the word vectors, without labels:
those texts but the plant's, imdb/unlabelled and stocks/train.
Measured on tweets/val, sst2/val, mvsa/val, the other 10 % of imdb/train, and the last fifth of the plant's recordings.

    python3 train_text.py --data DIR --out models/encoders [--plant DIR]
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common
import plant
import tokenizer as tk
from common import log

VOCABULARY, WIDTH, CHANNELS, MOST_TOKENS = 8192, 128, 256, 256
TRAIN_TOKENS = 128

REFERENCES = [
    "The new coffee machine is wonderful, I could not be happier!",
    "@service my order is three weeks late & nobody answers :( #disappointed",
    "Bearing of pump 4 hums a little; temperature 71 °C, pressure steady.",
]


class Encoder(nn.Module):
    """Pieces, two layers of convolutions, attention and maximum over the places, linear to 128, length 1."""

    def __init__(self, vocabulary, dropout=0.3):
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH, padding_idx=tk.PAD)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(WIDTH, width, reach, padding=reach // 2) for width, reach in ((64, 1), (96, 3), (96, 5))
        )
        self.deep = nn.Conv1d(CHANNELS, CHANNELS, 3, padding=1)
        self.attention = nn.Conv1d(CHANNELS, 4, 1)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(2 * CHANNELS, common.DIMENSION)

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.to(torch.float32).unsqueeze(1)
        x = self.drop(self.pieces(input_ids)).transpose(1, 2) * mask
        x = torch.cat([F.relu(layer(x)) for layer in self.convolutions], 1) * mask
        x = self.drop(x)
        x = (x + F.relu(self.deep(x))) * mask
        closed = (1 - mask) * -10000.0
        weights = torch.softmax(self.attention(x) + closed, 2)
        # every attention head looks at all channels of its quarter
        mean = (x.reshape(x.shape[0], 4, CHANNELS // 4, -1) * weights.unsqueeze(2)).sum(3).flatten(1)
        most = (x + closed).max(2).values
        return common.unit(self.out(self.drop(torch.cat([mean, most], 1))))


def texts_of(recording):
    events = [e for e in recording.events if "text" in e]
    return [e["text"] for e in events], events


def corpus(data, plant_folder):
    """Labelled parts {name: (task, texts, targets)} for training and for measuring, the classes, and texts without labels."""
    data = Path(data)
    train, held, classes, free = {}, {}, {}, {}

    def add(into, name, head, folder, task="sentiment"):
        recording = common.Recording(data / folder)
        texts, events = texts_of(recording)
        into[name] = (head, texts, recording.targets(events, task))
        classes[head] = recording.classes(task)

    add(train, "tweets", "tweets", "tweets/train")
    add(train, "sst2-phrases", "sst2", "sst2/phrases")
    add(train, "sst2", "sst2", "sst2/train")
    add(train, "imdb", "imdb", "imdb/train")
    add(train, "mvsa", "mvsa", "mvsa/train")
    add(held, "tweets/val", "tweets", "tweets/val")
    add(held, "sst2/val", "sst2", "sst2/val")
    add(held, "mvsa/val", "mvsa", "mvsa/val")
    _, texts, targets = train["imdb"]
    out = np.random.RandomState(0).permutation(len(texts))
    cut = len(texts) // 10
    held["imdb/train, 10 %"] = ("imdb", [texts[i] for i in out[:cut]], targets[out[:cut]])
    train["imdb"] = ("imdb", [texts[i] for i in out[cut:]], targets[out[cut:]])
    free["imdb/unlabelled"] = texts_of(common.Recording(data / "imdb/unlabelled"))[0]
    free["stocks"] = texts_of(common.Recording(data / "stocks/train"))[0]
    if plant_folder:
        for into, folders, name in zip((train, held), plant.parts(plant_folder), ("plant", "plant, held-out recordings")):
            rows = {}
            for folder in folders:
                recording = plant.recording(folder)
                texts, events = texts_of(recording)
                for task in recording.about["tasks"]:
                    head = "plant-" + task
                    classes[head] = recording.classes(task)
                    some = rows.setdefault(head, ([], []))
                    some[0].extend(texts)
                    some[1].extend(recording.targets(events, task))
            for head, (texts, targets) in rows.items():
                into[f"{name}, {head[6:]}"] = (head, texts, np.array(targets))
    return train, held, classes, free


def word_counts(train, free):
    """Counts in which every source weighs by its use, not by its size."""
    shares = {"tweets": 3, "mvsa": 0.5, "imdb": 1.5, "imdb/unlabelled": 1.5, "sst2-phrases": 0.5, "sst2": 0.5, "stocks": 1}
    total = Counter()
    sources = {name: texts for name, (head, texts, _) in train.items() if not head.startswith("plant")}
    for name, texts in {**sources, **free}.items():
        counts = Counter(w for text in texts for w in tk.words(text))
        factor = shares.get(name, 0.3) * 3e6 / sum(counts.values())
        for word, n in counts.items():
            if n > 1 or name == "tweets":
                total[word] += n * factor
    return {word: round(n) for word, n in total.items() if n >= 2}


def word_vectors(documents, size, width, reach=5):
    """SVD of the positive pointwise mutual information of pieces within `reach` of each other."""
    stream = np.concatenate([np.concatenate([d, np.full(reach, -1, np.int32)]) for d in documents]).astype(np.int64)
    table = np.zeros(size * size, np.float32)
    for apart in range(1, reach + 1):
        a, b = stream[:-apart], stream[apart:]
        fine = (a > tk.SEP) & (b > tk.SEP)
        table += np.bincount(a[fine] * size + b[fine], minlength=size * size).astype(np.float32) / apart
    table = torch.from_numpy(table).view(size, size)
    table = table + table.T
    rows = table.sum(1)
    smooth = rows**0.75
    smooth = smooth / smooth.sum()
    information = torch.log(
        (table / rows.clamp(min=1e-9).unsqueeze(1)).clamp(min=1e-12) / smooth.clamp(min=1e-12).unsqueeze(0)
    ).clamp(min=0)
    del table
    u, s, _ = torch.svd_lowrank(information, q=width + 16, niter=4)
    vectors = u[:, :width] * s[:width].sqrt()
    return vectors / vectors[rows > 0].std() * 0.35


def batches(parts, tokens, random):
    """Batches of one part each, of texts of like length, in random order: (part, rows)."""
    result = []
    for name, (_, encoded, _) in parts.items():
        lengths = np.array([min(len(e), TRAIN_TOKENS) for e in encoded])
        order = np.argsort(lengths + random.rand(len(lengths)) * 6, kind="stable")
        at = 0
        while at < len(order):
            take = int(np.clip(tokens // max(1, lengths[order[min(at + 32, len(order) - 1)]]), 16, 128))
            result.append((name, order[at : at + take]))
            at += take
    random.shuffle(result)
    return result


def pack(rows):
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.as_tensor(np.asarray(row, dtype=np.int64))
    return ids, (ids != tk.PAD).long()


def crop(row, random):
    """A piece of a long text: its start, its end, or anywhere."""
    if len(row) <= TRAIN_TOKENS:
        return row
    start = random.choice([0, len(row) - TRAIN_TOKENS, random.randint(len(row) - TRAIN_TOKENS)])
    return row[start : start + TRAIN_TOKENS]


@torch.no_grad()
def embed(model, encoded):
    model.eval()
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    result = torch.zeros(len(encoded), common.DIMENSION)
    for at in range(0, len(order), 64):
        rows = order[at : at + 64]
        result[rows] = model(*pack([encoded[i][:MOST_TOKENS] for i in rows]))
    return result


def measure(model, heads, held):
    figures = []
    for name, (head, encoded, targets) in held.items():
        known = targets >= 0
        predicted = heads(embed(model, encoded), head).argmax(1).detach().numpy()[known]
        truth = targets[known]
        figures.append((name, "accuracy", common.percent(common.accuracy(predicted, truth))))
        if name in ("tweets/val", "mvsa/val") or name.startswith("plant"):
            figures.append((name, "macro recall", common.percent(common.macro_recall(predicted, truth))))
    return figures


def train(model, heads, parts, held, epochs, rate, seed):
    random = np.random.RandomState(seed)
    heads_of = {name: head for name, (head, _, _) in parts.items()}
    weights = {}
    for name, (head, _, targets) in parts.items():
        counts = np.maximum(np.bincount(targets[targets >= 0], minlength=heads.linear[head].out_features), 1)
        weight = (counts.sum() / counts) ** 0.5
        weights[head] = torch.tensor(weight / weight.mean(), dtype=torch.float32)
    total = sum(len(batches(parts, 4096, np.random.RandomState(seed + e))) for e in range(epochs))
    both = [
        {"params": [model.pieces.weight], "weight_decay": 0.0, "lr": rate},
        {"params": [p for n, p in model.named_parameters() if not n.startswith("pieces")] + list(heads.parameters()),
         "weight_decay": 0.02, "lr": rate},
    ]
    optimizer = torch.optim.AdamW(both)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=total + epochs, pct_start=0.15)
    for epoch in range(epochs):
        model.train()
        sums, began = Counter(), time.time()
        for name, rows in batches(parts, 4096, np.random.RandomState(seed + epoch)):
            _, encoded, targets = parts[name]
            ids, mask = pack([crop(encoded[i], random) for i in rows])
            truth = torch.from_numpy(targets[rows])
            if not (truth >= 0).any():
                continue
            lost = (torch.rand(ids.shape) < 0.1) & (ids > tk.SEP)
            ids = ids.masked_fill(lost, tk.UNK)
            head = heads_of[name]
            loss = F.cross_entropy(
                heads(model(ids, mask), head), truth, weights[head], ignore_index=-1, label_smoothing=0.05
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            sums[name] += float(loss)
            sums[name + "/n"] += 1
        losses = ", ".join(f"{n} {sums[n] / sums[n + '/n']:.3f}" for n in parts if sums[n + "/n"])
        log(f"epoch {epoch + 1}/{epochs}, {time.time() - began:.0f} s, loss: {losses}")
        for row in measure(model, heads, held):
            log("   ", *row)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of recordings")
    parser.add_argument("--out", required=True, help="folder of bundles; writes <out>/text")
    parser.add_argument("--plant", help="folder of recordings of the plant")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", help="a folder to keep the tokenizer and the word vectors in between runs")
    args = parser.parse_args()
    common.start(args.seed)
    parts, held, classes, free = corpus(args.data, args.plant)
    log("texts:", {n: len(t) for n, (_, t, _) in {**parts, **held}.items()}, {n: len(t) for n, t in free.items()})

    cached = Path(args.cache) / "text.pt" if args.cache else None
    if cached and cached.exists():
        kept = torch.load(cached)
        tokens = tk.Tokenizer(kept["vocabulary"])
        vectors = kept["vectors"]
    else:
        tokens = tk.Tokenizer(tk.learn(word_counts(parts, free), VOCABULARY))
        log(f"tokenizer: {len(tokens.vocabulary)} pieces")
        documents = [
            np.array(tokens.encode(t), np.int32)
            for texts in [t for h, t, _ in parts.values() if not h.startswith("plant")] + list(free.values())
            for t in texts
        ]
        log(f"{sum(map(len, documents)):,} pieces of text")
        vectors = word_vectors(documents, len(tokens.vocabulary), WIDTH)
        del documents
        log("word vectors")
        if cached:
            cached.parent.mkdir(parents=True, exist_ok=True)
            torch.save({"vocabulary": tokens.vocabulary, "vectors": vectors}, cached)
    del free
    for some in (parts, held):
        for name, (head, texts, targets) in some.items():
            some[name] = (head, [np.array(tokens.encode(t), np.int32) for t in texts], targets)

    model = Encoder(len(tokens.vocabulary))
    with torch.no_grad():
        model.pieces.weight.copy_(vectors)
        model.pieces.weight[: tk.SEP + 1].normal_(0, 0.1)
        model.pieces.weight[tk.PAD] = 0
    heads = common.Heads({head: len(names) for head, names in classes.items()})
    train(model, heads, parts, held, args.epochs, args.rate, args.seed)

    folder = Path(args.out) / "text"
    ids, mask = pack([tokens.encode(t) for t in REFERENCES])
    open_axes = {0: "batch", 1: "tokens"}
    common.export(
        model, (ids, mask), ["input_ids", "attention_mask"],
        {"input_ids": open_axes, "attention_mask": open_axes}, folder / "model.onnx",
    )
    tokens.save(folder / "tokenizer.json")
    with torch.no_grad():
        embeddings = torch.cat([model(*pack([tokens.encode(t, MOST_TOKENS)])) for t in REFERENCES]).numpy()
        together = model(ids, mask).numpy()
    assert np.abs(embeddings - together).max() < 1e-4, "padding changes the embedding"
    figures = measure(model, heads, held)
    command = "python3 training/encoders/train_text.py --data DIR --out models/encoders" + (
        " --plant PLANT" if args.plant else ""
    ) + (f" --epochs {args.epochs}" if args.epochs != parser.get_default("epochs") else "")
    path = folder / "model.onnx"
    card = common.card(
        "text",
        "Encodes a short English text (a post, a review, a message) by its sentiment"
        + (" and, for messages about machines, by the machine's condition." if args.plant else "."),
        f"{len(tokens.vocabulary)} lower-cased WordPiece pieces of our own (`tokenizer.json`), vectors of {WIDTH}, "
        f"convolutions over 1, 3 and 5 pieces, one residual convolution over 3, four-headed attention and maximum over "
        f"the places, linear to {common.DIMENSION}. Padding does not change a text's embedding.",
        common.parameters(model), path.stat().st_size,
        ["tweets", "sst2", "imdb", "mvsa"] + (["plant"] if args.plant else []), figures,
        f"{args.epochs} epoch{'s' if args.epochs > 1 else ''} over all tasks, seed {args.seed}; word vectors from the same texts, imdb's unlabelled "
        "part and StockNet's tweets (Xu and Cohen, ACL 2018, MIT). Each linear head was trained with the encoder; the parts below chose "
        "nothing:",
        command,
        [
            "English only. Irony, negation over a distance and anything that needs knowledge of the world escape it.",
            f"Texts longer than {MOST_TOKENS} pieces are cut; training saw pieces of {TRAIN_TOKENS}.",
            "The posts are from 2012 to 2017; newer words are split into pieces it knows less about.",
            "MVSA's published parts share some posts.",
        ],
    )
    section = {"tokenizer": "tokenizer.json", "max-tokens": MOST_TOKENS}
    common.write_bundle(args.out, "text", "text", section, 1, REFERENCES, embeddings, card)
    for row in figures:
        log(*row)


if __name__ == "__main__":
    main()
