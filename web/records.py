"""Who did what, when: the history of everything."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from quizgen.store.timeline import doers, kinds, timeline
from quizgen.web.access import require
from quizgen.web.i18n import lazy_gettext as _
from quizgen.web.quizzes_names import DEEDS, PARTS
from quizgen.web.services import services
from quizgen.web.word_form import LABELS

blueprint = Blueprint("records", __name__, url_prefix="/records")

_AT_ONCE = 50
# The names that histories keep, as people read them; what is not here is shown as it is.
WHAT = {
    "add": _("追加"),
    "import": _("取り込み"),
    "update": _("変更"),
    "change": _("変更"),
    "edit": _("変更"),
    "block": _("使用禁止"),
    "unblock": _("禁止を解除"),
    "delete": _("削除"),
    "undo": _("取り消し"),
    "merge": _("統合"),
    "retire": _("過去のものにする"),
    "activate": _("切り替え"),
    "roll back": _("前の版に戻す"),
    "build": _("作成を依頼"),
    "cancel": _("中止"),
    "verify": _("検査"),
    "link": _("リンクを発行"),
    "set password": _("パスワードを設定"),
    "log in": _("ログイン"),
    "log out": _("ログアウト"),
    "log out everywhere": _("全端末からログアウト"),
    "add token": _("トークンを発行"),
    "revoke token": _("トークンを無効化"),
}
KIND = {
    "word": _("言葉"),
    "user": _("利用者"),
    "quiz": _("クイズ"),
    "article": _("記事"),
    "index": _("索引"),
    "job": _("ジョブ"),
}
# The fields of what is neither a word nor a quiz.
_FIELDS = {
    "role": _("役割"),
    "display_name": _("表示名"),
    "language": _("言語"),
    "active": _("有効"),
    "label": _("名前"),
    "scope": _("権限"),
    "current": _("使用中の版"),
    "stored": _("保管した記事も使う"),
    "keep": _("残す版の数"),
    "recall": _("再現率"),
    "version": _("版"),
    "content": _("クイズの内容"),
    "corrections": _("訂正"),
    "overrides": _("確認した指摘"),
}


@blueprint.get("")
@require("editor")
def index() -> str:
    """Show the latest deeds, filtered."""
    chosen = {name: request.args.get(name, "") for name in ("kind", "who", "subject")}
    page = max(request.args.get("page", 1, type=int), 1)
    store = services().store
    found = timeline(store, **chosen, limit=_AT_ONCE + 1, offset=(page - 1) * _AT_ONCE)
    return render_template(
        "records/index.html",
        deeds=found[:_AT_ONCE],
        more=len(found) > _AT_ONCE,
        page=page,
        chosen=chosen,
        people=doers(store),
        kinds=kinds(store),
        what_names={**DEEDS, **WHAT},
        kind_names=KIND,
        field_names={**_FIELDS, **PARTS, **LABELS},
    )
