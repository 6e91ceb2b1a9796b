// The neighbourhood of the key as a picture, with a table that says the same.

import { t } from "../text.js";
import { draw, make } from "./dom.js";
import { categoryName } from "./labels.js";
import { placed } from "./picture_labels.js";

const narrowest = 280;
const roles = {
  key: t("この記事での答え"),
  candidate: t("候補"),
  sense: t("同じ言葉の別の意味"),
  neighbour: t("別の意味の仲間"),
};

/** Return the picture of a neighbourhood, `room` pixels wide; words in `chosen` are choices now. */
export function pictureOf(neighbourhood, chosen, room) {
  const { points, kept } = neighbourhood;
  if (!points.length) return [make("p", { class: "muted" }, t("数には、意味の近さの図がありません。"))];
  const items = points.map((point) => ({ ...point, isChosen: point.role === "candidate" && chosen.has(point.surface) }));
  return [
    make("p", { class: "small" }, sentence(items)),
    svg(items, Math.max(room, narrowest)),
    legend(),
    make("p", { class: "small muted" }, t("近い言葉ほど近くに置いています(違いの%(share)s％を表しています)。", { share: Math.round(kept * 100) })),
    table(items),
  ];
}

function sentence(items) {
  const key = items[0];
  const senses = items.filter((item) => item.role === "sense");
  const here = categoryName(key.category);
  if (!senses.length) return t("「%(word)s」を、この記事では「%(here)s」と読みました。", { word: key.surface, here });
  const others = [...new Set(senses.map((item) => categoryName(item.category)))].join("、");
  return t("「%(word)s」を、この記事では「%(here)s」と読みました。辞書にはほかに「%(others)s」の意味があります。", {
    word: key.surface,
    here,
    others,
  });
}

function svg(items, width) {
  const height = Math.round(Math.min(Math.max(width * 0.75, 320), 440));
  const picture = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("言葉の近さの図。下の表に同じ内容があります。"), class: "picture" });
  for (const { item, x, y, label } of placed(items, width, height)) {
    const style = `picture__point picture__point--${item.role}${item.isChosen ? " picture__point--chosen" : ""}`;
    if (label.isFar) picture.append(draw("line", { class: "picture__lead", x1: x, y1: y, x2: label.x + label.width / 2, y2: label.y - 4 }));
    picture.append(shape(item.role, x, y, style));
    const text = draw("text", { class: `picture__label picture__label--${item.role}`, x: label.x, y: label.y });
    text.textContent = label.text;
    picture.append(text);
  }
  return picture;
}

function shape(role, x, y, style) {
  if (role === "key") return draw("path", { class: style, d: `M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}Z` });
  if (role === "candidate") return draw("circle", { class: style, cx: x, cy: y, r: 6 });
  const size = role === "sense" ? 14 : 10;
  return draw("rect", { class: style, x: x - size / 2, y: y - size / 2, width: size, height: size });
}

function legend() {
  return make(
    "ul",
    { class: "picture__legend small", "aria-hidden": "true" },
    ...Object.entries(roles).map(([role, name]) => {
      const sign = draw("svg", { viewBox: "0 0 20 20", width: 18, height: 18 });
      sign.append(shape(role, 10, 10, `picture__point picture__point--${role}`));
      return make("li", {}, sign, name);
    }),
  );
}

function table(items) {
  const rows = items.map((item) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, item.surface),
      make("td", {}, roles[item.role] + (item.isChosen ? t("(選択中)") : "")),
      make("td", {}, categoryName(item.category)),
      make("td", { class: "number" }, String(Math.round(item.similarity * 100))),
    ),
  );
  const head = [t("言葉"), t("役割"), t("種類"), t("近さ")].map((name) => make("th", { scope: "col" }, name));
  return make(
    "details",
    { class: "picture__table" },
    make("summary", {}, t("表で見る")),
    make("div", { class: "table-frame" }, make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows))),
  );
}
