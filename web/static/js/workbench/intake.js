// Where an article comes from: pasted, a file, or the archive.

import { ApiError } from "../api.js";
import { t } from "../text.js";
import { toast } from "../toast.js";
import { make } from "./dom.js";
import { debounced } from "./latest.js";

const shortest = 20;

/** `take(article)` is called with every article that comes. */
export function startIntake(asking, take) {
  const field = (id) => document.getElementById(id);
  const paste = field("paste");
  const pasted = () => {
    const body = paste.value.replace(/\r\n?/g, "\n");
    if (!body.trim()) {
      paste.focus();
      toast(t("本文を貼り付けてください。"), "error");
      return;
    }
    take({ body, title: field("paste-title").value.trim() || null, date: field("paste-date").value || null });
  };

  field("paste-form").addEventListener("submit", (event) => {
    event.preventDefault();
    pasted();
  });
  paste.addEventListener("paste", () => {
    // The field holds the text only after this event.
    setTimeout(() => {
      if (paste.value.trim().length >= shortest) pasted();
    });
  });
  paste.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) pasted();
  });
  field("file").addEventListener("change", (event) => upload(asking, event.target, take));
  startArchive(asking, take);
}

async function upload(asking, input, take) {
  const [file] = input.files;
  if (!file) return;
  try {
    const { article, encoding } = await asking.upload(file);
    if (encoding !== "UTF-8") toast(t("%(encoding)sとして読みました。文字化けがないか確かめてください。", { encoding }));
    take(article);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "error");
  } finally {
    input.value = "";
  }
}

function startArchive(asking, take) {
  const form = document.getElementById("archive-form");
  const list = document.getElementById("archive-list");
  const more = document.getElementById("archive-more");
  const query = document.getElementById("archive-query");
  let page = 1;
  let first = true;

  const show = async (next) => {
    const source = new FormData(form).get("source");
    const found = await asking.find(query.value.trim(), source, next).catch((error) => {
      toast(error.message, "error");
      return null;
    });
    if (!found) return;
    page = next;
    if (next === 1) list.replaceChildren();
    if (first && source === "archive" && !found.items.length) {
      // A fresh newsroom has no archive yet: begin with the samples.
      first = false;
      form.elements.source.value = "samples";
      show(1);
      return;
    }
    first = false;
    for (const item of found.items) list.append(row(item));
    if (!list.children.length) list.append(make("li", { class: "muted" }, t("記事が見つかりません。")));
    more.hidden = !found.more;
  };

  const row = (item) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "intake__article", click: () => open(item.id) },
        make("span", { class: "intake__title" }, item.title || item.begins),
        make("span", { class: "small muted" }, [item.date, item.section].filter(Boolean).join("　")),
      ),
    );
  const open = async (id) => {
    try {
      take(await asking.article(id));
    } catch (error) {
      toast(error.message, "error");
    }
  };

  const search = debounced(() => show(1), 250);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search.now();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "source") search.now();
  });
  query.addEventListener("input", (event) => {
    if (!event.isComposing) search();
  });
  more.addEventListener("click", () => show(page + 1));
  show(1);
}
