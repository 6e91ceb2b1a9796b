"""Editors at work on a served newsroom: ``python -m benchmarks.load [--editors 8 80] [--minutes 2] [--think 2]``.

For each number of editors ``quizgen serve`` is started on a fresh home, as operators start it, and every editor logs in
and works: opens the workbench, sends an article that nobody has sent before, looks at the candidates of more of its
words, swaps a choice, saves the quiz, looks at the list; between two steps he thinks, ``--think`` seconds on average.
The requests are those that the page's scripts make.

The table gives what editors waited for (p50, p95, p99) and, from the server's own log, its p95. *later* counts answers
503 with Retry-After, which are asked again as the page does; every other answer of 400 or more, and every answer that
does not come, is an error. At the end the quizzes that the server has are compared with those that it acknowledged.
Editors and server share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.served import PASSWORD, Served, fresh_article

_API = "/api/v1"
_SHOWN = 12
_TIMEOUT = 60.0
# A refused request is asked once more by the page; after that it is the editor who tries again.
_TRIES = 20
_LONGEST_WAIT = 10.0
_ROUTES = {
    "login": ("POST", "/login"),
    "workbench": ("GET", "/workbench/"),
    "article": ("POST", f"{_API}/articles/read"),
    "colours": ("POST", f"{_API}/categories"),
    "candidates": ("POST", f"{_API}/proposal"),
    "swap": ("POST", f"{_API}/quiz"),
    "save": ("POST", f"{_API}/quizzes"),
    "list": ("GET", "/quizzes"),
}
"""Kinds of requests, with what the server calls them. ``colours``: the page asks by itself, and nobody waits for it."""


@dataclass
class Counts:
    """What happened: ``seconds`` by kind of request, ``later`` by kind, errors in words, quizzes acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    later: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    errors: list[str] = field(default_factory=list)
    saved: set[str] = field(default_factory=set)


class Refused(Exception):
    """The server asked too often to come later."""


class Editor:
    """One editor with a browser of his own."""

    def __init__(self, url: str, name: str, number: int, think: float, counts: Counts) -> None:
        self._name = name
        self._number = number
        self._think = think
        self._counts = counts
        self._random = random.Random(number)
        self._client = httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, trust_env=False, verify=False)
        self._token = ""

    async def work(self, until: float) -> None:
        """Log in and make quizzes until a moment of :func:`time.monotonic`."""
        async with self._client:
            await self._pause()
            self._see(await self._client.get("/login"))
            form = {"name": self._name, "password": PASSWORD, "csrf_token": self._token}
            await self._ask("login", data=form)
            number = self._number
            while time.monotonic() < until:
                try:
                    await self._make_quiz(number)
                except Refused:
                    await self._pause()
                except (httpx.HTTPError, httpx.StreamError) as error:
                    self._counts.errors.append(f"{type(error).__name__}: {error}")
                    await self._pause()
                except Failed as error:
                    self._counts.errors.append(str(error))
                    await self._pause()
                number += 1000

    async def _make_quiz(self, number: int) -> None:
        self._see(await self._ask("workbench"))
        await self._pause()
        article = fresh_article(number)
        read = (await self._ask("article", json={"article": article, "options": {}, "k": _SHOWN})).json()
        colours = asyncio.create_task(self._colours(article))
        proposal = read["proposal"]
        for keyword in self._random.sample(read["keywords"], min(3, len(read["keywords"]))):
            await self._pause()
            start, end = keyword["best"]
            asked = {"article": article, "start": start, "end": end, "k": _SHOWN, "options": {}}
            found = (await self._ask("candidates", json=asked)).json()
            proposal = found if found["quiz"] is not None else proposal
        if proposal is not None and proposal["quiz"] is not None:
            await self._save(article, proposal)
        await colours
        await self._pause()
        await self._ask("list")

    async def _save(self, article: Mapping[str, Any], proposal: Mapping[str, Any]) -> None:
        await self._pause()
        others = [item["surface"] for item in proposal["candidates"] if item["surface"] not in proposal["chosen"]]
        chosen = [*proposal["chosen"][:-1], *others[:1]]
        asked = {"article": article, "start": proposal["start"], "end": proposal["end"], "distractors": chosen}
        quiz = (await self._ask("swap", json={**asked, "options": {}})).json()
        await self._pause()
        kept = ("surface", "entry_id", "category", "score")
        offered = [{name: item[name] for name in kept} for item in proposal["candidates"]]
        asked = {"quiz": quiz, "article": article, "offered": offered, "section": article["section"]}
        self._counts.saved.add((await self._ask("save", json=asked)).json()["quiz_id"])

    async def _colours(self, article: Mapping[str, Any]) -> None:
        """Ask what nobody waits for; without an answer the words keep the colours that they have."""
        try:
            await self._ask("colours", json={"article": article})
        except Refused:
            return
        except (httpx.HTTPError, Failed) as error:
            self._counts.errors.append(str(error))

    async def _ask(self, kind: str, **sent: Any) -> httpx.Response:
        """Send a request, again where the server asks for it; the time counts from the first try to the answer."""
        method, path = _ROUTES[kind]
        accept = "application/json" if path.startswith(_API) else "text/html"
        begun = time.monotonic()
        for _ in range(_TRIES):
            answer = await self._client.request(
                method, path, headers={"X-CSRFToken": self._token, "Accept": accept}, **sent
            )
            wait = answer.headers.get("Retry-After")
            if answer.status_code != 503 or wait is None:
                break
            self._counts.later[kind] += 1
            await asyncio.sleep(min(float(wait), _LONGEST_WAIT))
        else:
            raise Refused
        if answer.status_code >= 400:
            raise Failed(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        self._counts.seconds[kind].append(time.monotonic() - begun)
        return answer

    def _see(self, page: httpx.Response) -> None:
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        if found:
            self._token = found[1]

    async def _pause(self) -> None:
        await asyncio.sleep(min(self._random.expovariate(1 / self._think), 5 * self._think))


class Failed(Exception):
    """The server answered with an error."""


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editors", type=int, nargs="+", default=[8, 80])
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--think", type=float, default=2.0, help="seconds between two steps of an editor, on average")
    parser.add_argument("--generators", type=int, default=1, help="see web.toml")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for editors in arguments.editors:
        counts = Counts()
        with Served(editors, {"generators": arguments.generators}) as served:
            begun = time.monotonic()
            asyncio.run(_work(served, counts, begun + 60 * arguments.minutes, arguments.think))
            seconds = time.monotonic() - begun
            answers = served.answers()
            lost = counts.saved - _stored(served)
        by_route: dict[tuple[str, str], list[float]] = defaultdict(list)
        for answer in answers:
            if answer.status < 400:
                by_route[answer.method, answer.route].append(answer.seconds)
        print(f"\n{editors} editors, {arguments.think:g} s of thought between two steps, {seconds:.0f} s")
        _print_table(counts, by_route)
        requests = sum(map(len, counts.seconds.values()))
        print(
            f"{requests / seconds:.1f} requests/s, {60 * len(counts.saved) / seconds:.0f} quizzes saved a minute; "
            f"asked to come later: {sum(counts.later.values())}; errors: {len(counts.errors)}; "
            f"saved quizzes that are lost: {len(lost)}"
        )
        print(f"server: ready after {served.ready_after:.1f} s, {served.memory / 2**20:.0f} MB at most")
        asked = by_route[_ROUTES["candidates"]]
        if asked:
            print(f"candidates request, server time p95 with {editors} editors at once: {_in_ms(asked, 95):.0f} ms")
        for error in sorted(set(counts.errors))[:5]:
            print(f"  error: {error}")


async def _work(served: Served, counts: Counts, until: float, think: float) -> None:
    editors = [Editor(served.url, name, number, think, counts).work(until) for number, name in enumerate(served.people)]
    await asyncio.gather(*editors)


def _stored(served: Served) -> set[str]:
    """Return the identifiers of the quizzes that the server's API lists."""
    with httpx.Client(base_url=served.url, timeout=_TIMEOUT, trust_env=False) as client:
        page = client.get("/login").text
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token is not None
        client.post("/login", data={"name": served.people[0], "password": PASSWORD, "csrf_token": token[1]})
        found: set[str] = set()
        for number in range(1, 10_000):
            listed = client.get(f"{_API}/quizzes", params={"page": number, "page_size": 100}).raise_for_status().json()
            found.update(item["quiz_id"] for item in listed["items"])
            if not listed["more"]:
                break
        return found


def _print_table(counts: Counts, by_route: Mapping[tuple[str, str], Sequence[float]]) -> None:
    print(f"{'ms':12}{'requests':>9}{'p50':>8}{'p95':>8}{'p99':>8}{'server p95':>12}{'later':>7}")
    for kind, route in _ROUTES.items():
        times, told = counts.seconds[kind], by_route.get(route, ())
        figures = "".join(f"{_in_ms(times, share):8.0f}" for share in (50, 95, 99)) if times else f"{'-':>8}" * 3
        said = f"{_in_ms(told, 95):12.0f}" if told else f"{'-':>12}"
        print(f"{kind:12}{len(times):9}{figures}{said}{counts.later[kind]:7}")


def _in_ms(times: Sequence[float], share: int) -> float:
    """Return a percentile of seconds, in milliseconds."""
    if len(times) < 2:
        return 1000 * times[0]
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    main()
