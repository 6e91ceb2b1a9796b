// Keeps the progress of builds and the log of one up to date while they go on; at the end the page is shown anew.

import { get } from "../api.js";
import { t } from "../text.js";

const pause = 1000;
const longestPause = 15000;
const steps = {
  model: t("モデルを読み込んでいます"),
  articles: t("記事を読んでいます"),
  windows: t("文脈を読み取っています"),
  senses: t("意味ごとにまとめています"),
  graph: t("検索用の図を作っています"),
  verify: t("検査しています"),
  publish: t("公開しています"),
  activate: t("切り替えています"),
};
const going = new Set(["queued", "running"]);

for (const place of document.querySelectorAll(".job-progress")) follow(place);

async function follow(place) {
  let state = null;
  for (let wait = pause; ; ) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      const job = await get(place.dataset.job);
      await lines();
      if (!going.has(job.state) || (state !== null && state !== job.state)) return window.location.reload();
      state = job.state;
      show(place, job);
      wait = pause;
    } catch {
      wait = Math.min(2 * wait, longestPause); // the server is away for a moment
    }
  }
}

function show(place, job) {
  const step = job.cancel_asked ? t("中止しています") : (steps[job.step] ?? job.step);
  const text = place.querySelector(".job-progress__step");
  if (text.textContent !== step) text.textContent = step; // is read aloud when it changes
  const many = job.total > 0;
  place.querySelector(".job-progress__count").textContent = many
    ? `${job.done.toLocaleString()} / ${job.total.toLocaleString()}`
    : job.done > 0
      ? job.done.toLocaleString()
      : "";
  const bar = place.querySelector("progress");
  bar.max = many ? job.total : 1;
  if (many) bar.value = job.done;
  else if (job.state === "queued") bar.value = 0;
  else bar.removeAttribute("value");
}

async function lines() {
  const log = document.getElementById("log");
  if (!log) return;
  const found = await get(`${log.dataset.lines}?${new URLSearchParams({ after: log.dataset.last })}`);
  for (const line of found.items) {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.dateTime = line.at;
    time.className = "muted nowrap";
    time.textContent = new Date(line.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    const text = document.createElement("span");
    text.textContent = steps[line.line] ?? line.message;
    item.append(time, " ", text);
    log.append(item);
    log.dataset.last = line.id;
  }
  if (found.items.length > 0) log.scrollTop = log.scrollHeight;
}
