"""What the desk's names are called on the pages of the quizzes."""

from __future__ import annotations

from typing import Any

from quizgen.desk import State
from quizgen.store.quiz import StoredQuiz
from quizgen.web.i18n import gettext
from quizgen.web.i18n import lazy_gettext as _

STATES: dict[str, Any] = {
    State.DRAFT: _("下書き"),
    State.IN_REVIEW: _("確認待ち"),
    State.APPROVED: _("承認済み"),
    State.SCHEDULED: _("公開予約"),
    State.PUBLISHED: _("公開中"),
    State.CORRECTED: _("訂正して公開中"),
    State.SUSPENDED: _("承認停止"),
    State.REJECTED: _("却下"),
    State.WITHDRAWN: _("取り下げ"),
}
STATE_TAGS: dict[str, str] = {
    State.IN_REVIEW: "tag--accent",
    State.APPROVED: "tag--good",
    State.SCHEDULED: "tag--good",
    State.PUBLISHED: "tag--good",
    State.CORRECTED: "tag--good",
    State.SUSPENDED: "tag--warn",
    State.REJECTED: "tag--bad",
    State.WITHDRAWN: "tag--bad",
}

# What was done, as the page says afterwards.
DONE: dict[str, Any] = {
    "submit": _("確認に出しました。"),
    "take_over": _("引き継ぎました。作成者はあなたになりました。"),
    "send_back": _("差し戻しました。"),
    "reject": _("却下しました。"),
    "approve": _("承認しました。"),
    "schedule": _("公開を予約しました。"),
    "unschedule": _("公開の予約を取りやめました。"),
    "publish": _("公開しました。"),
    "withdraw": _("取り下げました。"),
    "undo": _("直前の操作を取り消しました。"),
    "arrange": _("保存しました。"),
    "embargo": _("保存しました。"),
    "edit": _("保存しました。"),
}

# What the history calls it.
DEEDS: dict[str, Any] = {
    "create": _("新規作成"),
    "import": _("取り込み"),
    "edit": _("編集"),
    "arrange": _("担当・面・日付の変更"),
    "embargo": _("解禁時刻の変更"),
    "take_over": _("引き継ぎ"),
    "submit": _("確認に出す"),
    "send_back": _("差し戻し"),
    "approve": _("承認"),
    "reject": _("却下"),
    "schedule": _("公開予約"),
    "unschedule": _("予約の取りやめ"),
    "publish": _("公開"),
    "suspend": _("記事が更新された"),
    "withdraw": _("取り下げ"),
    "undo": _("取り消し"),
}

SEVERITIES: dict[str, Any] = {"blocking": _("要修正"), "warning": _("注意")}

PARTS: dict[str, Any] = {
    "stem": _("問題文"),
    "choices": _("選択肢"),
    "explanation": _("解説"),
    "ruby": _("読み"),
    "difficulty": _("難しさ"),
    "state": _("状態"),
    "section": _("面"),
    "date": _("日付"),
    "assignee": _("担当"),
    "author": _("作成者"),
    "approver": _("承認者"),
    "publish_at": _("公開時刻"),
    "embargo_until": _("解禁時刻"),
    "reason": _("理由"),
}

LIKENESS: dict[str, Any] = {
    "same_quiz": _("同じ記事で同じ答え"),
    "same_key": _("最近の同じ答え"),
    "same_article": _("同じ記事"),
    "same_story": _("似た話題"),
}

FORMATS: dict[str, Any] = {
    "jsonl": _("JSON Lines"),
    "csv": _("CSV(表計算)"),
    "gift": _("GIFT(Moodle)"),
    "html": _("印刷用ページ"),
}


def place_name(place: str) -> str:
    """Name the place of a finding: "choices/2" is the third choice."""
    part, _slash, number = place.partition("/")
    if number:
        return gettext("選択肢%(n)s", n=int(number) + 1)
    return str(PARTS.get(part, gettext("クイズ全体")))


def why_not(step: str, quiz: StoredQuiz, who: str) -> str:
    """Say why a person may not take a step that the state allows."""
    if step != "approve":
        return gettext("この操作はできません。")
    if who == quiz.author:
        return gettext("あなたが作成したので、ほかの人が承認します。")
    if who == quiz.edited_by:
        return gettext("あなたが最後に編集したので、ほかの人が承認します。")
    return gettext("クイズに向かない記事で、作成者がいません。1人が引き継いでから、別の人が承認します。")
