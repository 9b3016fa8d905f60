"""Three tokenizers as Hugging Face ships them, each twice: as a tokenizer.json, and as plain Python that gives the token
ids which that file must lead to. The Python is the reference, so it shares nothing with the library that reads the file.

WordPiece as BERT has it, byte-level BPE as RoBERTa has it, and BPE with an end-of-word mark as CLIP has it.
"""

import unicodedata
from collections import Counter

SENTENCES = """the pump is running hot and the pressure falls
an engineer looks at the bearing of pump seven
what a wonderful day, thank you so much!
this is the worst service I have ever had
a photo of a cat on a red sofa
two dogs run along the beach at sunset
the valve opens when the temperature rises above 90 degrees
readings were normal during the night shift
please replace the filter before it clogs again
a man rides a horse past an old stone bridge""".split("\n")


def is_letter(c):
    return unicodedata.category(c)[0] == "L"


def is_number(c):
    return unicodedata.category(c)[0] == "N"


def is_punctuation(c):
    return (33 <= ord(c) < 127 and not c.isalnum()) or unicodedata.category(c)[0] == "P"


def is_white(c):
    return c in "\t\n\x0b\x0c\r\x85\u2028\u2029" or unicodedata.category(c) == "Zs"


def is_chinese(c):
    return any(
        first <= ord(c) <= last
        for first, last in [
            (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
            (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
        ]
    )


def special(token, number):
    return {"id": number, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
            "normalized": False, "special": True}


# --- WordPiece --------------------------------------------------------------------------------------------------------


class WordPiece:
    """BERT's: lower case, no accents, spaces around Chinese characters, every punctuation mark alone, longest match."""

    SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    def __init__(self):
        letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        others = "!\"#$%&'()*+,-./:;<=>?@[]_|~" + "日本語中文今天气很好" + "привет" + "…€😀🙂"
        words = sorted({w for s in SENTENCES for w in "".join(c if c.isalnum() else " " for c in s.lower()).split()})
        pieces = ["##ing", "##ed", "##er", "##s", "##es", "##ly", "##tion", "un", "re", "temper", "##ature", "cafe"]
        vocabulary = self.SPECIAL + list(letters) + ["##" + c for c in letters] + list(others) + pieces + words
        self.ids = {}
        for token in vocabulary:
            self.ids.setdefault(token, len(self.ids))
        self.pad = 0

    def words(self, text):
        cleaned = ""
        for c in text:
            if c in "\t\n\r" or is_white(c):
                cleaned += " "
            elif c == "\ufffd" or unicodedata.category(c)[0] == "C":
                continue
            else:
                cleaned += f" {c} " if is_chinese(c) else c
        plain = "".join(c for c in unicodedata.normalize("NFD", cleaned) if unicodedata.category(c) != "Mn")
        lowered = "".join(c.lower() for c in plain)
        return "".join(f" {c} " if is_punctuation(c) else c for c in lowered).split()

    def pieces(self, word):
        if len(word) > 100:
            return ["[UNK]"]
        found, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            end = next((e for e in range(len(word), start, -1) if prefix + word[start:e] in self.ids), None)
            if end is None:
                return ["[UNK]"]
            found.append(prefix + word[start:end])
            start = end
        return found

    def encode(self, text, limit):
        pieces = [self.ids[p] for word in self.words(text) for p in self.pieces(word)]
        return [self.ids["[CLS]"]] + pieces[: limit - 2] + [self.ids["[SEP]"]]

    def file(self):
        def mark(token):
            return {"SpecialToken": {"id": token, "type_id": 0}}

        def text(name, type_id):
            return {"Sequence": {"id": name, "type_id": type_id}}

        pair = [mark("[CLS]"), text("A", 0), mark("[SEP]"), text("B", 1),
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]
        return {
            "version": "1.0",
            # As on the hub: these two are what the exporter last used, and not the model's limits.
            "truncation": {"max_length": 128, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": None,
                        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": [special(t, i) for i, t in enumerate(self.SPECIAL)],
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                           "strip_accents": None, "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {
                "type": "TemplateProcessing", "single": pair[:3], "pair": pair,
                "special_tokens": {t: {"id": t, "ids": [self.ids[t]], "tokens": [t]} for t in ["[CLS]", "[SEP]"]}},
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                      "max_input_chars_per_word": 100, "vocab": self.ids},
        }


# --- BPE over bytes ---------------------------------------------------------------------------------------------------


def byte_letters():
    """The printable letter that stands for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {b: chr(b) for b in plain}
    for b in range(256):
        letters.setdefault(b, chr(256 + len(letters) - len(plain)))
    return letters


LETTERS = byte_letters()
SUFFIXES = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]


def kind(c):
    return "L" if is_letter(c) else "N" if is_number(c) else " " if is_white(c) else "o"


def learn(words, count):
    """The most frequent neighbours of a list of words, each a tuple of symbols, merged one after the other."""
    merges = []
    words = Counter(words)
    for _ in range(count):
        pairs = Counter()
        for word, number in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += number
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        words = Counter({merged(word, best): number for word, number in words.items()})
    return merges


def merged(word, pair):
    result, i = [], 0
    while i < len(word):
        if tuple(word[i : i + 2]) == pair:
            result.append(word[i] + word[i + 1])
            i += 2
        else:
            result.append(word[i])
            i += 1
    return tuple(result)


def apply(word, ranks):
    while True:
        known = [pair for pair in zip(word, word[1:]) if pair in ranks]
        if not known:
            return word
        word = merged(word, min(known, key=ranks.get))


class ByteLevel:
    """RoBERTa's: a space belongs to the word after it, and what is not a letter of the vocabulary is spelt in bytes."""

    SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]

    def __init__(self, merges=150):
        symbols = [self.symbols(word) for sentence in SENTENCES for word in self.words(sentence)]
        self.merges = learn(symbols, merges)
        self.ranks = {pair: i for i, pair in enumerate(self.merges)}
        tokens = self.SPECIAL + [LETTERS[b] for b in range(256)] + [a + b for a, b in self.merges] + ["<mask>"]
        self.ids = {}
        for token in tokens:
            self.ids.setdefault(token, len(self.ids))
        self.pad = 1

    @staticmethod
    def words(text):
        found, i = [], 0
        while i < len(text):
            suffix = next((s for s in SUFFIXES if text.startswith(s, i)), None)
            if suffix:
                found.append(suffix)
                i += len(suffix)
                continue
            start = i
            if text[i] == " " and i + 1 < len(text) and kind(text[i + 1]) != " ":
                i += 1
            if kind(text[i]) != " ":
                wanted = kind(text[i])
                while i < len(text) and kind(text[i]) == wanted:
                    i += 1
            else:
                while i < len(text) and kind(text[i]) == " ":
                    i += 1
                if i < len(text) and i - start > 1:
                    i -= 1  # the last space belongs to what follows
            found.append(text[start:i])
        return found

    @staticmethod
    def symbols(word):
        return tuple(LETTERS[b] for b in word.encode())

    def encode(self, text, limit):
        ids = [self.ids[s] for word in self.words(text) for s in apply(self.symbols(word), self.ranks)]
        return [0] + ids[: limit - 2] + [2]

    def file(self):
        return {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [special(t, self.ids[t]) for t in [*self.SPECIAL, "<mask>"]],
            "normalizer": None,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
                               "trim_offsets": True, "add_prefix_space": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                      "end_of_word_suffix": "", "fuse_unk": False, "vocab": self.ids,
                      "merges": [f"{a} {b}" for a, b in self.merges]},
        }


class ClipWords:
    """CLIP's: lower case, digits one by one, the last letter of a word marked, padded with the mark of the end."""

    START, END = "<|startoftext|>", "<|endoftext|>"

    def __init__(self, merges=120):
        symbols = [self.symbols(word) for sentence in SENTENCES for word in self.words(sentence)]
        self.merges = learn(symbols, merges)
        self.ranks = {pair: i for i, pair in enumerate(self.merges)}
        letters = [LETTERS[b] for b in range(256)]
        tokens = letters + [c + "</w>" for c in letters] + [a + b for a, b in self.merges] + [self.START, self.END]
        self.ids = {}
        for token in tokens:
            self.ids.setdefault(token, len(self.ids))
        self.pad = self.ids[self.END]

    @staticmethod
    def words(text):
        text = "".join(c.lower() for c in unicodedata.normalize("NFC", text))
        found, i = [], 0
        while i < len(text):
            suffix = next((s for s in SUFFIXES if text.startswith(s, i)), None)
            start, wanted = i, kind(text[i])
            i += len(suffix) if suffix else 1
            while not suffix and wanted in "Lo" and i < len(text) and kind(text[i]) == wanted:
                i += 1
            if wanted != " ":
                found.append(text[start:i])
        return found

    @staticmethod
    def symbols(word):
        letters = [LETTERS[b] for b in word.encode()]
        return (*letters[:-1], letters[-1] + "</w>")

    def encode(self, text, limit):
        ids = [self.ids[s] for word in self.words(text) for s in apply(self.symbols(word), self.ranks)]
        return [self.ids[self.START]] + ids[: limit - 2] + [self.pad]

    def file(self):
        pattern = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
        return {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [special(t, self.ids[t]) for t in [self.START, self.END]],
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
                {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Removed", "invert": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}]},
            "post_processor": {"type": "RobertaProcessing", "sep": [self.END, self.pad],
                               "cls": [self.START, self.ids[self.START]], "trim_offsets": False,
                               "add_prefix_space": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": self.END, "continuing_subword_prefix": "",
                      "end_of_word_suffix": "</w>", "fuse_unk": False, "vocab": self.ids,
                      "merges": [f"{a} {b}" for a, b in self.merges]},
        }
