"""Tokens a second of the encoder, one sentence a call and in batches: python -m benchmarks.encoder [--encoder FOLDER].

Every sentence has 25 to 40 tokens and is put together from the clauses below with a fixed seed. Their tokens have
been met before, as most have in a running service; what a token costs at first sight stands in a line of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from quizgen.data import data_path
from quizgen.elmo import ElmoEncoder

CLAUSES = [
    "県 は 十 日 、 新しい 図書 館 の 設計 案 を 公表 し",
    "市 の 担当 者 は 雨 の 日 で も 歩き やすい 道 に する と 説明 し",
    "海 に 近い 工場 で は 部品 の 検査 を 人 の 目 から 機械 に 移し",
    "チーム は 三 点 を 追う 九 回 に 代打 の 一 打 で 同点 と し",
    "研究 班 は 湖 の 底 の 泥 から 古い 花粉 を 取り出し",
    "会社 は 秋 に 電車 の 本数 を 一 割 ほど 増やす 計画 を 立て",
    "商店 街 は 空い た 店 を 若い 料理 人 に 安く 貸し",
    "議会 は 橋 の 修理 に かかる 費用 を めぐっ て 夜 まで 話し合い",
]
ENDINGS = [
    "来年 の 春 まで に 結果 を まとめる 。",
    "多く の 住民 が 見守っ た 。",
    "近く の 町 に も 広がる と み られる 。",
]
BATCHES = (1, 8, 64, 128)


def sentences(count: int, seed: int = 0) -> list[list[str]]:
    """Make ``count`` sentences of 25 to 40 tokens."""
    draw = random.Random(seed)
    made: list[list[str]] = []
    while len(made) < count:
        first, second = draw.sample(CLAUSES, 2)
        tokens = f"{first} 、 {second} 、 {draw.choice(ENDINGS)}".split()
        if 25 <= len(tokens) <= 40:
            made.append(tokens)
    return made


def tokens_per_second(encoder: ElmoEncoder, texts: Sequence[list[str]], batch: int, seconds: float) -> float:
    """Encode ``texts`` in calls of ``batch`` for about ``seconds``; return tokens a second, boundaries not counted."""
    calls = [texts[start : start + batch] for start in range(0, len(texts) - batch + 1, batch)]
    done = 0
    begin = time.perf_counter()
    while (spent := time.perf_counter() - begin) < seconds:
        for call in calls:
            encoder.encode(call, batch_tokens=8192)
            done += sum(len(tokens) for tokens in call)
            if time.perf_counter() - begin > seconds:
                break
    return done / spent


def new_tokens_per_second(encoder: ElmoEncoder, count: int = 2000) -> float:
    """Return the speed of layer 0 for tokens of two to five characters that it has not met."""
    draw = random.Random(1)
    characters = [chr(code) for code in range(ord("一"), ord("一") + 3000)]
    tokens = ["".join(draw.choices(characters, k=draw.randint(2, 5))) for _ in range(count)]
    begin = time.perf_counter()
    encoder.token_vectors(tokens)
    return count / (time.perf_counter() - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", type=Path, default=data_path("encoder"), help="options.json and weights.hdf5")
    parser.add_argument(
        "--threads", type=int, default=None, help="threads to compute with; PyTorch's setting if absent"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each batch size")
    arguments = parser.parse_args()
    encoder = ElmoEncoder.load(
        arguments.encoder / "options.json", arguments.encoder / "weights.hdf5", threads=arguments.threads
    )
    print(f"{platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}, {encoder.threads} threads")
    print(f"encoder {encoder.identity[:12]}, {encoder.n_layers} layers of {encoder.width}")
    print(f"new tokens  {new_tokens_per_second(encoder):8.0f} tokens/s (layer 0 alone)")
    texts = sentences(256)
    encoder.encode(texts)
    for batch in BATCHES:
        print(f"batch {batch:5d} {tokens_per_second(encoder, texts, batch, arguments.seconds):8.0f} tokens/s")


if __name__ == "__main__":
    main()
