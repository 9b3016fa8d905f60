"""Makes the models that the tests of Hugging Face folders use: each a folder exactly as it lies on the hub, with an
expected.json that holds PyTorch's own answer to some texts or images.

    python3 training/encoders/huggingface_examples.py

Needs Debian's python3-torch, python3-onnx and python3-pil; no transformers, no tokenizers, no hub. What a processor does
to an image is done here with Pillow and numpy, as the processor's documentation says.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import huggingface_images as images
from huggingface_models import Bert, ClipText, ClipWhole, ResNet, Vit, export, livelier
from huggingface_quantised import quantised
from huggingface_tokenizers import ByteLevel, ClipWords, WordPiece

FOLDER = Path(__file__).resolve().parents[2] / "encoders/src/test/resources/huggingface"
TEXTS = [
    "The pump is running hot!",
    "The pump is running hot, and the pressure falls.",
    "What a wonderful day, thank you so much!",
    "This is the worst service I have ever had...",
    "Café au lait? Déjà vu — naïve coöperation",
    "日本語のテキスト and 今天天气很好",
    "emoji 😀 and 🙂👍🏽 and 👩‍👩‍👧",
    "  leading,   inner\tand trailing white \u00a0 space  ",
    "UPPER lower MiXeD 12345 3.14 don't we'll I'm",
    "привет мир",
    "x",
    "temperature unfiltered reruns " * 12,
    "word" * 60,
    "control\u0000 and \ufeffmarks \u200bhere",
]
PAIRS = [(0, 1), (2, 3)]


def write(file, value):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def rounded(vector):
    return [float(f"{v:.7g}") for v in np.asarray(vector, dtype=np.float32).ravel()]


def cosine(a, b):
    return float(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))


def expect_texts(texts, encode, embed):
    """`encode`: text to ids; `embed`: ids to a vector. Each text runs alone, so that nothing is padded."""
    rows = []
    for text in texts:
        ids = encode(text)
        with torch.no_grad():
            rows.append({"text": text, "ids": ids, "embedding": rounded(embed(torch.tensor([ids]))[0])})
    pairs = [[a, b, cosine(rows[a]["embedding"], rows[b]["embedding"])] for a, b in PAIRS]
    return {"texts": rows, "pairs": pairs}


# --- texts ------------------------------------------------------------------------------------------------------------


def pool(tokens, modes):
    """Of one text that has no padding."""
    x = tokens[0]
    places = torch.arange(1, len(x) + 1, dtype=torch.float32)[:, None]
    parts = {
        "cls": x[0], "max": x.max(0)[0], "mean": x.mean(0), "mean_sqrt_len": x.sum(0) / math.sqrt(len(x)),
        "weightedmean": (x * places).sum(0) / places.sum(), "lasttoken": x[-1],
    }
    return torch.cat([parts[mode] for mode in modes])[None]


POOLING = {"cls": "cls_token", "max": "max_tokens", "mean": "mean_tokens", "mean_sqrt_len": "mean_sqrt_len_tokens",
           "weightedmean": "weightedmean_tokens", "lasttoken": "lasttoken"}


def sentence_transformer(folder, width, modes, normalised):
    modules = ["Transformer", "Pooling"] + (["Normalize"] if normalised else [])
    write(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": f"{i}_{name}" if i else "", "type": f"sentence_transformers.models.{name}"}
        for i, name in enumerate(modules)])
    write(folder / "1_Pooling/config.json", {
        "word_embedding_dimension": width, **{f"pooling_mode_{key}": mode in modes for mode, key in POOLING.items()}})


def bert(name, modes, normalised, limit, prompts=None, lower=False, positions=False, where="onnx/model.onnx", layers=2):
    folder, words, width = FOLDER / name, WordPiece(), 16
    model = livelier(Bert(len(words.ids), width, layers, 4, 64))
    ones = torch.ones(2, 5, dtype=torch.long)
    inputs = {"input_ids": ones, "attention_mask": ones, "token_type_ids": 0 * ones}
    if positions:
        inputs["position_ids"] = ones.cumsum(1) - 1
    axes = {key: ["batch_size", "sequence_length"] for key in [*inputs, "last_hidden_state"]}
    export(model, folder / where, inputs, ["last_hidden_state"], axes)
    write(folder / "tokenizer.json", words.file())
    write(folder / "tokenizer_config.json", {
        "do_lower_case": True, "model_max_length": limit, "pad_token": "[PAD]", "tokenizer_class": "BertTokenizer"})
    write(folder / "config.json", {
        "_name_or_path": f"nobody/{name}", "architectures": ["BertModel"], "model_type": "bert", "hidden_size": width,
        "max_position_embeddings": 64, "pad_token_id": 0, "vocab_size": len(words.ids)})
    sentence_transformer(folder, width, modes, normalised)
    write(folder / "sentence_bert_config.json", {"max_seq_length": limit, "do_lower_case": lower})
    prompt = ""
    if prompts:
        write(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": "query"})
        prompt = prompts["query"]

    def embed(ids):
        found = pool(model(ids, torch.ones_like(ids)), modes)
        return F.normalize(found) if normalised else found

    write(folder / "expected.json", expect_texts(TEXTS, lambda t: words.encode((prompt + t).strip(), limit), embed))


def roberta():
    folder, words, width, limit = FOLDER / "tiny-roberta", ByteLevel(), 16, 40
    model = livelier(Bert(len(words.ids), width, 2, 4, limit + 2, pad=1, types=1, roberta=True))
    ones = torch.ones(2, 5, dtype=torch.long)
    axes = {key: ["batch_size", "sequence_length"] for key in ["input_ids", "attention_mask", "last_hidden_state"]}
    export(model, folder / "model.onnx", {"input_ids": ones, "attention_mask": ones}, ["last_hidden_state"], axes)
    write(folder / "tokenizer.json", words.file())
    write(folder / "tokenizer_config.json", {
        "model_max_length": 10**30, "pad_token": {"content": "<pad>", "lstrip": False}, "tokenizer_class": "RobertaTokenizer"})
    write(folder / "config.json", {
        "architectures": ["RobertaModel"], "model_type": "roberta", "hidden_size": width,
        "max_position_embeddings": limit + 2, "pad_token_id": 1, "vocab_size": len(words.ids)})
    sentence_transformer(folder, width, ["cls"], False)
    # No sentence_bert_config.json: the limit is what the positions leave.
    write(folder / "expected.json", expect_texts(
        TEXTS, lambda t: words.encode(t.strip(), limit), lambda ids: model(ids, torch.ones_like(ids))[:, 0]))


# --- images -----------------------------------------------------------------------------------------------------------


def expect_images(files, config, embed):
    rows = []
    for file in files:
        values = torch.from_numpy(images.prepared(file, config)[1])[None]
        with torch.no_grad():
            rows.append({**images.expectation(file, config), "embedding": rounded(embed(values)[0])})
    return {"images": rows}


def vit(files):
    folder, width = FOLDER / "tiny-vit", 16
    model = livelier(Vit(32, 8, width, 2, 4))
    export(model, folder / "onnx/model.onnx", {"pixel_values": torch.zeros(2, 3, 32, 32)}, ["last_hidden_state"],
           {"pixel_values": {0: "batch_size"}, "last_hidden_state": {0: "batch_size"}})
    write(folder / "preprocessor_config.json", images.VIT)
    write(folder / "config.json", {"architectures": ["ViTModel"], "model_type": "vit", "hidden_size": width, "image_size": 32})
    write(folder / "expected.json", expect_images(files, images.VIT, lambda x: model(x)[:, 0]))


def resnet(files):
    folder, width = FOLDER / "tiny-resnet", 12
    model = livelier(ResNet(width))
    outputs = ["last_hidden_state", "pooler_output"]
    export(model, folder / "onnx/model.onnx", {"pixel_values": torch.zeros(2, 3, 32, 32)}, outputs,
           {"pixel_values": ["batch_size", "num_channels", "height", "width"],
            **{name: {0: "batch_size"} for name in outputs}})
    write(folder / "preprocessor_config.json", images.RESNET)
    write(folder / "config.json", {"model_type": "resnet", "hidden_sizes": [width, 2 * width], "num_channels": 3})
    write(folder / "expected.json", expect_images(files, images.RESNET, lambda x: model(x)[1].flatten(1)))


def clip(files):
    words, width, shared, limit = ClipWords(), 16, 12, 20
    text = livelier(ClipText(len(words.ids), width, 2, 4, limit, shared))
    vision = livelier(Vit(32, 8, width, 2, 4, shared))
    towers, whole = FOLDER / "tiny-clip", FOLDER / "tiny-clip-whole"
    ids, pixels = torch.tensor([[3, 4, words.pad]] * 2), torch.zeros(2, 3, 32, 32)
    sequence, batch = ["batch_size", "sequence_length"], {0: "batch_size"}
    export(text, towers / "onnx/text_model.onnx", {"input_ids": ids}, ["text_embeds"],
           {"input_ids": sequence, "text_embeds": batch})
    export(vision, towers / "onnx/vision_model.onnx", {"pixel_values": pixels}, ["image_embeds"],
           {"pixel_values": batch, "image_embeds": batch})
    export(ClipWhole(text, vision), whole / "onnx/model.onnx",
           {"input_ids": ids, "pixel_values": pixels, "attention_mask": torch.ones_like(ids)},
           ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"],
           {"input_ids": sequence, "attention_mask": sequence, "pixel_values": {0: "image_batch_size"},
            "text_embeds": {0: "text_batch_size"}, "image_embeds": {0: "image_batch_size"},
            "logits_per_image": ["image_batch_size", "text_batch_size"],
            "logits_per_text": ["text_batch_size", "image_batch_size"]})
    expected = {
        **expect_texts(TEXTS, lambda t: words.encode(t, limit), lambda i: F.normalize(text(i))),
        **expect_images(files, images.CLIP, lambda x: F.normalize(vision(x))),
    }
    for folder in [towers, whole]:
        write(folder / "tokenizer.json", words.file())
        write(folder / "tokenizer_config.json", {
            "model_max_length": limit, "pad_token": "<|endoftext|>", "tokenizer_class": "CLIPTokenizer"})
        write(folder / "preprocessor_config.json", images.CLIP)
        # The padding's id is wrong in CLIP's own configuration too.
        write(folder / "config.json", {
            "_name_or_path": "nobody/tiny-clip", "architectures": ["CLIPModel"], "model_type": "clip",
            "projection_dim": shared, "text_config": {"hidden_size": width, "max_position_embeddings": limit, "pad_token_id": 1},
            "vision_config": {"hidden_size": width, "image_size": 32, "patch_size": 8}})
    write(towers / "expected.json", expected)


# --- sensors ----------------------------------------------------------------------------------------------------------


class Ends(torch.nn.Module):
    """Of each channel the first and the last sample, channel by channel."""

    def __init__(self, channels_first):
        super().__init__()
        self.channels_first = channels_first

    def forward(self, series):
        series = series if self.channels_first else series.transpose(1, 2)
        return torch.stack([series[:, :, 0], series[:, :, -1]], -1).flatten(1)


def sensors():
    """Models with an input of their own name and either order of axes; `open` declares no sizes."""
    folder, batch = FOLDER / "sensors", {0: "batch"}
    for name, first, shape, axes in [
        ("time-first", False, (2, 4, 2), batch),
        ("channels-first", True, (2, 2, 4), batch),
        ("open", True, (2, 2, 4), ["batch", "a", "b"]),
    ]:
        export(Ends(first), folder / f"{name}.onnx", {"series": torch.zeros(shape)}, ["ends"], {"series": axes, "ends": batch})


def main():
    torch.manual_seed(7)
    torch.set_num_threads(1)
    bert("tiny-bert", ["mean"], True, 32)
    quantised(FOLDER / "tiny-bert/onnx/model.onnx")
    bert("tiny-prompted", ["cls", "max", "mean", "mean_sqrt_len", "weightedmean", "lasttoken"], False, 24,
         prompts={"query": "Query: ", "passage": "Passage: "}, lower=True, positions=True, layers=1)
    roberta()
    files = images.make_pictures(FOLDER / "pictures")
    vit(files)
    resnet(files)
    clip(files)
    sensors()
    wide = [file for file in files if file.name in ["wide.png", "tall.png", "small.png"]]
    write(FOLDER / "processors.json", [
        {"name": name, "config": config, **images.expectation(file, config)}
        for name, config in images.OTHERS.items() for file in (wide[:1] if "384" in name else wide)])


if __name__ == "__main__":
    main()
