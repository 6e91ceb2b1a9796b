// What the library's names are called on the page.

import { t } from "../text.js";

const categories = {
  person: t("人物"),
  place: t("地名"),
  organization: t("組織"),
  company: t("企業"),
  team: t("チーム"),
  product: t("製品・サービス"),
  work: t("作品"),
  event: t("出来事・行事"),
  facility: t("施設"),
  nationality: t("国籍・民族"),
  language: t("言語"),
  award: t("賞"),
  law: t("法令"),
  term: t("用語"),
  number: t("数"),
};

const channels = {
  static: t("ふだんの使われ方"),
  context: t("文脈"),
  slot: t("文の中の位置"),
  topic: t("話題"),
  class: t("小分類"),
  type: t("大分類"),
  familiarity: t("知名度"),
  script: t("文字の種類"),
  characters: t("同じ文字"),
  ending: t("末尾の文字"),
  beginning: t("先頭の文字"),
  length: t("長さ"),
};

const warnings = {
  never_read: t("記事で使われた例がありません"),
  stands_out: t("地域・リーグ・時代・書き方が答えと違い、浮いて見えます"),
  no_reading: t("読みがわかりません"),
  key_person_in_story: t("事件・事故などの記事の人物は、問うことも選択肢にすることもできません"),
  person_in_story: t("事件・事故などの記事なので、人物は選択肢にできません"),
  typed: t("手で入力"),
  key: t("答えと同じ言葉です"),
  same_thing: t("答えの別の呼び名です"),
  contained: t("答えと一方が他方を含みます"),
  abbreviation: t("答えの略称か、正式名称です"),
  in_stem: t("問題文に出てきます"),
  blocked: t("使わないことにした言葉です"),
  sensitive: t("注意が要る言葉です"),
  forbidden: t("社の表記で使わない言葉です"),
  excluded: t("このクイズから除いた言葉です"),
  category: t("答えと種類が違います"),
  not_at_date: t("記事の日付の時点では、なくなっているか、まだありません"),
  ruled_out: t("出題文のほかの語と食い違います"),
  duplicate: t("同じものを指す候補がほかにあります"),
};

export const categoryName = (category) => categories[category] ?? t("その他");
export const channelName = (channel) => channels[channel] ?? channel;
export const warningText = (warning) => warnings[warning] ?? warning;

/** The class of a category's colours. */
export const categoryStyle = (category) => `cat-${category in categories ? category : "other"}`;

/** What speaks most for a candidate: the channels that add most to its score, each with its share, best first. */
export function reasons(candidate, weights, most = 3) {
  const given = Object.entries(candidate.channels ?? {}).map(([name, value]) => ({
    name,
    value,
    share: value * (weights[name] ?? 0),
  }));
  const total = given.reduce((sum, item) => sum + Math.max(item.share, 0), 0);
  if (!total) return [];
  return given
    .filter((item) => item.share / total >= 0.04)
    .sort((one, other) => other.share - one.share || one.name.localeCompare(other.name))
    .slice(0, most)
    .map((item) => ({ ...item, share: item.share / total }));
}
