"""Tiny models in the shapes of the families that users bring: BERT, RoBERTa, CLIP, ViT and ResNet. Weights are random, so
their vectors say nothing; but every position, mask and pixel changes them, so that equal vectors mean equal inputs."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

OPSET = 14


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x, mask):
        def split(y):
            return y.reshape(y.shape[0], -1, self.heads, y.shape[-1] // self.heads).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        mixed = torch.softmax(scores + mask, -1) @ v
        return self.out(mixed.transpose(1, 2).reshape(x.shape[0], -1, self.heads * q.shape[-1]))


class Block(nn.Module):
    def __init__(self, width, heads, before):
        super().__init__()
        self.before = before
        self.attention = Attention(width, heads)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.wide, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, mask):
        if self.before:
            x = x + self.attention(self.first(x), mask)
            return x + self.narrow(F.gelu(self.wide(self.second(x))))
        x = self.first(x + self.attention(x, mask))
        return self.second(x + self.narrow(F.gelu(self.wide(x))))


def padding_mask(attention_mask):
    return (1.0 - attention_mask[:, None, None, :].float()) * -10000.0


class Bert(nn.Module):
    """`first_position`: RoBERTa's positions begin after its padding's id, and are counted over what is not padding."""

    def __init__(self, vocabulary, width, layers, heads, positions, pad=0, types=2, roberta=False):
        super().__init__()
        self.pad, self.roberta = pad, roberta
        self.words, self.places = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.types = nn.Embedding(types, width)
        self.norm = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, heads, False) for _ in range(layers))

    def embed(self, input_ids, token_type_ids, position_ids):
        x = self.norm(self.words(input_ids) + self.types(token_type_ids) + self.places(position_ids))
        return x

    def forward(self, input_ids, attention_mask, token_type_ids=None, position_ids=None):
        if position_ids is None:
            if self.roberta:
                known = (input_ids != self.pad).long()
                position_ids = torch.cumsum(known, 1) * known + self.pad
            else:
                position_ids = torch.cumsum(torch.ones_like(input_ids), 1) - 1
        if token_type_ids is None:
            token_type_ids = torch.zeros_like(input_ids)
        x = self.embed(input_ids, token_type_ids, position_ids)
        for block in self.blocks:
            x = block(x, padding_mask(attention_mask))
        return x


class ClipText(nn.Module):
    """Causal; the vector is that of the first mark of the end, projected."""

    def __init__(self, vocabulary, width, layers, heads, positions, shared):
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.blocks = nn.ModuleList(Block(width, heads, True) for _ in range(layers))
        self.norm, self.project = nn.LayerNorm(width), nn.Linear(width, shared, bias=False)

    def forward(self, input_ids):
        ones = torch.ones_like(input_ids)
        positions = torch.cumsum(ones, 1) - 1
        x = self.words(input_ids) + self.places(positions)
        causal = (positions[0][:, None] < positions[0][None, :]).float() * -10000.0
        for block in self.blocks:
            x = block(x, causal[None, None])
        x = self.norm(x)
        last = input_ids.argmax(-1)
        return self.project(x.gather(1, last[:, None, None].expand(-1, -1, x.shape[-1]))[:, 0])


class Vit(nn.Module):
    """`shared` above 0: CLIP's vision tower, projected; else ViT's hidden states."""

    def __init__(self, size, patch, width, layers, heads, shared=0):
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, patch)
        self.first = nn.Parameter(torch.randn(1, 1, width))
        self.places = nn.Parameter(torch.randn(1, (size // patch) ** 2 + 1, width))
        self.blocks = nn.ModuleList(Block(width, heads, True) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, shared, bias=False) if shared else None

    def forward(self, pixel_values):
        x = self.patches(pixel_values).flatten(2).transpose(1, 2)
        x = torch.cat([self.first.expand(x.shape[0], -1, -1), x], 1) + self.places
        for block in self.blocks:
            x = block(x, torch.zeros(1))
        x = self.norm(x)
        return x if self.project is None else self.project(x[:, 0])


class ClipWhole(nn.Module):
    """Both towers in one graph, as the `optimum` exporter writes them."""

    def __init__(self, text, vision):
        super().__init__()
        self.text, self.vision = text, vision

    def forward(self, input_ids, pixel_values, attention_mask):
        text = self.text(input_ids) * attention_mask[:, :1].float()
        image = self.vision(pixel_values)
        text, image = F.normalize(text, dim=-1), F.normalize(image, dim=-1)
        scores = text @ image.t() * 2.6
        return scores.t(), scores, text, image


class ResNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.down, self.short = nn.Conv2d(width, 2 * width, 3, 2, 1), nn.Conv2d(width, 2 * width, 1, 2)
        self.deep = nn.Conv2d(2 * width, 2 * width, 3, 1, 1)

    def forward(self, pixel_values):
        x = F.relu(self.stem(pixel_values))
        x = F.relu(self.deep(F.relu(self.down(x))) + self.short(x))
        return x, x.mean((2, 3), keepdim=True)


def livelier(model):
    """Random weights of the usual size give vectors that are all alike; larger ones tell inputs apart."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1:
                parameter.mul_(1.6)
            elif name.endswith("bias"):
                parameter.normal_(0, 0.2)
    return model.eval()


def export(model, file, inputs, outputs, axes):
    """`inputs`: name to example. `axes`: name to the names of its dynamic axes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            model, tuple(inputs.values()), str(file), input_names=list(inputs), output_names=outputs,
            dynamic_axes={name: dict(enumerate(names)) if isinstance(names, list) else names
                          for name, names in axes.items()},
            opset_version=OPSET, do_constant_folding=True)
