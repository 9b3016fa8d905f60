"""A WordPiece tokenizer: trained here, written as a Hugging Face tokenizer.json, and run here exactly as that file makes
the Hugging Face library run it.

Normalizer NFKC then lower case; pre-tokenizer BertPreTokenizer (split at white space, every punctuation mark alone);
model WordPiece (longest match first, "##" inside a word); template [CLS] text [SEP].
"""

import heapq
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict

PAD, UNK, CLS, SEP = 0, 1, 2, 3
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LONGEST_WORD = 100

_WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARKS = "".join(
    re.escape(chr(c))
    for c in range(sys.maxunicode + 1)
    if (c < 128 and chr(c).isprintable() and not chr(c).isalnum() and c != 32)
    or unicodedata.category(chr(c)).startswith("P")
)
_WORDS = re.compile(f"[{_MARKS}]|[^{_WHITE}{_MARKS}]+")


def normalise(text):
    text = unicodedata.normalize("NFKC", text)
    # letter by letter, as the library does: str.lower() of a whole text treats a final sigma differently
    return text.lower() if "\u03a3" not in text else "".join(c.lower() for c in text)


def words(text):
    return _WORDS.findall(normalise(text))


def learn(counts, size, alphabet_least=20, most_words=80_000):
    """Merges the most frequent neighbouring pieces of words until there are `size` pieces. `counts`: word to number."""
    letters = Counter()
    for word, n in counts.items():
        for c in word:
            letters[c] += n
    alphabet = {c for c, n in letters.items() if n >= alphabet_least}
    kept = [(w, n) for w, n in counts.items() if len(w) <= 40 and all(c in alphabet for c in w)]
    kept.sort(key=lambda row: (-row[1], row[0]))
    kept = kept[:most_words]
    splits = [[w[0]] + ["##" + c for c in w[1:]] for w, _ in kept]
    numbers = [n for _, n in kept]
    vocabulary = SPECIAL + sorted(alphabet) + sorted("##" + c for c in alphabet if unicodedata.category(c)[0] != "P")
    known = set(vocabulary)
    pairs, places = Counter(), defaultdict(set)
    for i, pieces in enumerate(splits):
        for pair in zip(pieces, pieces[1:]):
            pairs[pair] += numbers[i]
            places[pair].add(i)
    heap = [(-n, pair) for pair, n in pairs.items()]
    heapq.heapify(heap)
    while len(vocabulary) < size and heap:
        n, pair = heapq.heappop(heap)
        if -n != pairs[pair]:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        merged = pair[0] + pair[1][2:]
        if merged not in known:
            known.add(merged)
            vocabulary.append(merged)
        changed = set()
        for i in list(places[pair]):
            old = splits[i]
            new, at = [], 0
            while at < len(old):
                if at + 1 < len(old) and (old[at], old[at + 1]) == pair:
                    new.append(merged)
                    at += 2
                else:
                    new.append(old[at])
                    at += 1
            for gone in zip(old, old[1:]):
                pairs[gone] -= numbers[i]
                changed.add(gone)
            for come in zip(new, new[1:]):
                pairs[come] += numbers[i]
                places[come].add(i)
                changed.add(come)
            splits[i] = new
        pairs[pair] = 0
        for pair in changed:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
    return vocabulary


class Tokenizer:
    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
        self.number = {piece: i for i, piece in enumerate(vocabulary)}
        self.cache = {}

    def word(self, word):
        pieces = self.cache.get(word)
        if pieces is None:
            pieces = self.cache[word] = self._word(word)
        return pieces

    def _word(self, word):
        if len(word) > LONGEST_WORD:
            return [UNK]
        pieces, at = [], 0
        while at < len(word):
            end = len(word)
            while end > at:
                piece = self.number.get(("##" if at else "") + word[at:end])
                if piece is not None:
                    break
                end -= 1
            if end == at:
                return [UNK]
            pieces.append(piece)
            at = end
        return pieces

    def encode(self, text, most=None):
        """Piece numbers with [CLS] and [SEP]; at most `most` of them, those two included."""
        pieces = []
        for word in words(text):
            pieces += self.word(word)
            if most and len(pieces) >= most - 2:
                pieces = pieces[: most - 2]
                break
        return [CLS] + pieces + [SEP]

    def save(self, path):
        def special(i):
            return {"SpecialToken": {"id": SPECIAL[i], "type_id": 0}}

        def sequence(name):
            return {"Sequence": {"id": name, "type_id": 0}}

        document = {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {
                    "id": i, "content": piece, "single_word": False, "lstrip": False, "rstrip": False,
                    "normalized": False, "special": True,
                }
                for i, piece in enumerate(SPECIAL)
            ],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [special(CLS), sequence("A"), special(SEP)],
                "pair": [special(CLS), sequence("A"), special(SEP), sequence("B"), special(SEP)],
                "special_tokens": {
                    SPECIAL[i]: {"id": SPECIAL[i], "ids": [i], "tokens": [SPECIAL[i]]} for i in (CLS, SEP)
                },
            },
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {
                "type": "WordPiece",
                "unk_token": SPECIAL[UNK],
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": LONGEST_WORD,
                "vocab": self.number,
            },
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
