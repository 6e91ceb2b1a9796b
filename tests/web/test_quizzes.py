"""The pages of the quizzes: found, reviewed, approved, handed out, taken in."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from quizgen.web import WebSettings
from tests.desk.quizzes import BODY, quiz, with_choices
from tests.web.people import Visitor, log_in
from tests.web.quizzes import DAY, approved, desk_of, in_review, keep_article

STEP = "/quizzes/q1/steps/"


@pytest.fixture
def author(app: Flask) -> Visitor:
    return log_in(app, "editor", "sato")


@pytest.fixture
def second(app: Flask) -> Visitor:
    return log_in(app, "editor", "ota")


def take(visitor: Visitor, step: str, version: int, status: int = 302, **form: Any) -> str:
    answer = visitor.post(f"{STEP}{step}", {"version": str(version), **form})
    assert answer.status_code == status, answer.text
    return answer.text


def state(app: Flask, quiz_id: str = "q1") -> str:
    return str(desk_of(app, "").get(quiz_id).state)


class TestList:
    def test_it_is_found_by_what_is_asked(self, app: Flask, author: Visitor) -> None:
        in_review(app, "q1")
        desk_of(app, "ota").create(quiz("q2", stem="［　　］を食べた。"), section="生活", day="2026-11-20")
        for query, ids in (
            ("", {"q1", "q2"}),
            ("?text=食べた", {"q2"}),
            ("?section=生活", {"q2"}),
            ("?author=sato", {"q1"}),
            ("?state=in_review", {"q1"}),
            ("?first_date=2026-11-21", {"q1"}),
            ("?last_date=2026-11-21", {"q2"}),
            ("?key=海風電鉄", {"q1", "q2"}),
            ("?text=無い言葉", set()),
        ):
            page = author.get(f"/quizzes{query}").text
            assert {name for name in ("q1", "q2") if f'/quizzes/{name}"' in page} == ids, query

    def test_states_are_counted_within_the_other_conditions(self, app: Flask, author: Visitor) -> None:
        in_review(app, "q1")
        desk_of(app, "ota").create(quiz("q2"))
        page = " ".join(author.get("/quizzes?author=sato").text.split())
        assert "確認待ち <b>1</b>" in page
        assert "下書き <b>" not in page

    def test_it_comes_in_pages(self, app: Flask, author: Visitor) -> None:
        for number in range(31):
            desk_of(app, "sato").create(quiz(f"n{number}"))
        assert "1 / 2ページ" in author.get("/quizzes").text
        last = author.get("/quizzes?page=2").text
        assert "/quizzes/n0" in last
        assert "/quizzes/n30" not in last

    def test_who_has_one_open_is_shown_to_others(self, app: Flask, author: Visitor, second: Visitor) -> None:
        in_review(app)
        author.get("/quizzes/q1/edit")
        assert "satoさんが編集中" in second.get("/quizzes").text
        assert "satoさんが編集中" in second.get("/quizzes/q1").text
        assert "satoさんが編集中" not in author.get("/quizzes").text

    def test_markup_in_a_quiz_is_text(self, app: Flask, author: Visitor) -> None:
        in_review(app, stem="［　　］<script>alert(1)</script>", explanation="<img src=x>")
        for path in ("/quizzes", "/quizzes/q1", "/quizzes/q1/edit", f"/quizzes/day/{DAY}"):
            page = author.get(path).text
            assert "<script>alert" not in page
            assert "<img" not in page


class TestReview:
    def test_it_shows_all_that_a_person_needs_to_decide(self, app: Flask, second: Visitor) -> None:
        keep_article(app)
        in_review(app)
        in_review(app, "q2", stem="前日の［　　］の話。")
        page = second.get("/quizzes/q1").text
        for text in ("丘上電車", "同じ記事で同じ答え", "確認に出す", "海風電鉄、港町に新駅", "承認する", "記事の全文"):
            assert text in page, text
        assert "<mark>海風電鉄は10日、新しい駅を来年春に開くと発表した。</mark>" in page

    def test_a_reader_sees_it_and_has_no_steps(self, app: Flask) -> None:
        in_review(app)
        reader = log_in(app, "reader")
        assert "承認する" not in reader.get("/quizzes/q1").text
        assert reader.post(f"{STEP}submit", {"version": "2"}).status_code == 403

    def test_the_author_is_told_that_somebody_else_approves(self, app: Flask, author: Visitor) -> None:
        in_review(app)
        assert "ほかの人が承認します" in author.get("/quizzes/q1").text
        assert "ほかの人が承認します" in take(author, "approve", 2, 422)
        assert state(app) == "in_review"

    def test_what_is_not_there_is_404(self, second: Visitor) -> None:
        for path in ("/quizzes/none", "/quizzes/none/edit", "/quizzes/none/compare", "/quizzes/day/tomorrow"):
            assert second.get(path).status_code == 404
        assert second.post("/quizzes/none/steps/submit", {"version": "1"}).status_code == 404


class TestSteps:
    def test_from_draft_to_readers_and_back(self, app: Flask, author: Visitor, second: Visitor) -> None:
        desk_of(app, "sato").create(quiz())
        take(author, "submit", 1, assignee="ota")
        take(second, "send_back", 2, reason="短く")
        assert "短く" in author.get("/quizzes/q1").text
        take(author, "submit", 3)
        take(second, "approve", 4)
        take(second, "publish", 5)
        assert state(app) == "published"
        take(second, "withdraw", 6, 422, reason=" ")
        take(second, "withdraw", 6, reason="誤報")
        assert state(app) == "withdrawn"

    def test_a_rejection_has_its_reason_and_can_be_undone(self, app: Flask, second: Visitor) -> None:
        in_review(app)
        assert "理由を書いてください" in take(second, "reject", 2, 422)
        take(second, "reject", 2, reason="古い話題")
        assert "古い話題" in second.get("/quizzes/q1").text
        take(second, "undo", 3)
        assert state(app) == "in_review"

    def test_publication_is_set_in_the_newsrooms_time(self, app: Flask, second: Visitor) -> None:
        approved(app)
        assert "公開時刻が過ぎています" in take(second, "schedule", 3, 422, publish_at="2020-01-01T09:00")
        take(second, "schedule", 3, publish_at="2099-01-02T09:00")
        kept = desk_of(app, "").get("q1")
        assert kept.publish_at == datetime(2099, 1, 2, 0, 0, tzinfo=UTC)
        assert 'value="2099-01-02T09:00"' in second.get("/quizzes/q1").text
        take(second, "unschedule", 4)
        assert state(app) == "approved"

    def test_an_embargo_keeps_it_from_readers(self, app: Flask, second: Visitor) -> None:
        approved(app)
        take(second, "embargo", 3, embargo_until="2099-01-02T09:00")
        assert "解禁時刻の前" in take(second, "publish", 4, 422)
        assert "解禁時刻より後" in take(second, "schedule", 4, 422, publish_at="2099-01-01T09:00")
        assert "解禁前の1問" in second.get(f"/quizzes/day/{DAY}").text
        take(second, "embargo", 4, embargo_until="")
        take(second, "publish", 5)

    def test_unreadable_times_are_named(self, app: Flask, second: Visitor) -> None:
        approved(app)
        assert "時刻を読み取れません: morgen" in take(second, "schedule", 3, 422, publish_at="morgen")

    def test_section_day_and_assignee_are_set(self, app: Flask, second: Visitor) -> None:
        in_review(app)
        take(second, "arrange", 2, section="社会", day="2026-12-01", assignee="ota")
        kept = desk_of(app, "").get("q1")
        assert (kept.section, kept.date, kept.assignee) == ("社会", "2026-12-01", "ota")

    def test_what_stands_against_it_is_set_aside_with_a_reason(self, app: Flask, second: Visitor) -> None:
        desk = desk_of(app, "sato")
        desk.create(with_choices("海風電鉄", "山里電鉄", "山里電鉄", "丘上電車"))
        desk.submit("q1", 1)
        page = second.get("/quizzes/q1").text
        assert "同じ語です" in page
        assert "要修正の点を残して承認する" in page
        assert "要修正の点があります" in take(second, "approve", 2, 409)
        assert state(app) == "in_review"
        take(second, "approve", 2, override="承知の上")
        assert "承知の上" in second.get("/quizzes/q1").text

    def test_a_step_on_an_old_version_shows_what_changed(self, app: Flask, second: Visitor) -> None:
        in_review(app)
        desk_of(app, "sato").save("q1", {"explanation": "新しい解説。"}, 2)
        page = take(second, "approve", 2, 409)
        assert "satoさんが変更しました" in page
        assert "<ins" in page
        assert "新しい解説。" in page
        assert state(app) == "in_review"

    def test_a_step_that_the_state_does_not_know_is_refused(self, app: Flask, second: Visitor) -> None:
        in_review(app)
        assert "今の状態ではできません" in take(second, "publish", 2, 409)
        assert second.post(f"{STEP}suspend", {"version": "2"}).status_code == 404

    def test_a_form_without_its_token_is_refused(self, app: Flask, second: Visitor) -> None:
        in_review(app)
        assert second.client.post(f"{STEP}approve", data={"version": "2"}).status_code == 400
        assert state(app) == "in_review"

    class TestAlone:
        @pytest.fixture
        def settings(self) -> WebSettings:
            return WebSettings(login_limit="1000 per minute", second_person=False)

        def test_a_newsroom_may_lift_the_rule_of_two_persons(self, app: Flask, author: Visitor) -> None:
            in_review(app)
            take(author, "approve", 2)
            assert state(app) == "approved"


FORM = {
    "stem": "きのう［　　］が発表した。",
    "explanation": "解説。",
    "answer": "0",
    **{f"choice-{n}": name for n, name in enumerate(("海風電鉄", "山里電鉄", "川辺鉄道", "谷間交通"))},
    "reading-0": "うみかぜでんてつ",
}


class TestEditing:
    def test_texts_choices_and_readings_are_saved(self, app: Flask, author: Visitor) -> None:
        in_review(app)
        assert author.post("/quizzes/q1/edit", {**FORM, "version": "2"}).status_code == 302
        content = desk_of(app, "").get("q1").content
        assert (content["key"], content["answer"], content["stem"]) == ("海風電鉄", 0, "きのう［　　］が発表した。")
        assert content["ruby"] == {"海風電鉄": "うみかぜでんてつ"}
        assert content["distractors"][0]["entry_id"] == "山里電鉄|company"

    def test_an_unusable_text_is_refused_and_stays_in_the_form(self, app: Flask, author: Visitor) -> None:
        in_review(app)
        answer = author.post("/quizzes/q1/edit", {"version": "2", "stem": "あ" * 3000, "explanation": "残る"})
        assert answer.status_code == 422
        assert "残る" in answer.text
        assert desk_of(app, "").get("q1").version == 2

    def test_a_correction_says_what_was_corrected(self, app: Flask, author: Visitor) -> None:
        approved(app)
        desk_of(app, "ota").publish("q1", 3)
        answer = author.post("/quizzes/q1/edit", {"version": "4", "explanation": "直した。"})
        assert answer.status_code == 422
        assert "何を訂正したかを書いてください" in answer.text
        author.post("/quizzes/q1/edit", {"version": "4", "explanation": "直した。", "reason": "数字の誤り"})
        assert state(app) == "in_review"

    def test_who_saves_second_sees_both_and_the_beginning(self, app: Flask, author: Visitor, second: Visitor) -> None:
        in_review(app)
        second.post("/quizzes/q1/edit", {"version": "2", "explanation": "大田の解説。"})
        answer = author.post("/quizzes/q1/edit", {**FORM, "version": "2"})
        assert answer.status_code == 409
        for text in ("大田の解説。", "解説。", "きのう", "両方が変えました", "もとの版", "otaさんが先に保存しました"):
            assert text in answer.text, text
        assert desk_of(app, "").get("q1").content["explanation"] == "大田の解説。"
        form = {**FORM, "version": "3", "take-stem": "mine", "take-explanation": "theirs"}
        assert author.post("/quizzes/q1/edit", form).status_code == 302
        content = desk_of(app, "").get("q1").content
        assert (content["stem"], content["explanation"]) == ("きのう［　　］が発表した。", "大田の解説。")

    def test_work_that_a_page_kept_by_itself_is_compared_with_what_was_saved(
        self, app: Flask, author: Visitor, second: Visitor
    ) -> None:
        in_review(app)
        assert author.get("/quizzes/q1/compare").status_code == 302
        desk_of(app, "sato").autosave("q1", {"explanation": "書きかけ。"}, 2)
        second.post("/quizzes/q1/edit", {"version": "2", "explanation": "大田の解説。"})
        page = author.get("/quizzes/q1/compare").text
        for text in ("書きかけ。", "大田の解説。", "もとの版"):
            assert text in page
        assert author.get("/quizzes/q1/edit").headers["Location"].endswith("/quizzes/q1/compare")
        author.post("/quizzes/q1/draft/discard")
        assert "大田の解説。" in author.get("/quizzes/q1/edit").text

    def test_unsaved_work_is_in_the_form_again(self, app: Flask, author: Visitor) -> None:
        in_review(app)
        desk_of(app, "sato").autosave("q1", {"explanation": "書きかけ。"}, 2)
        page = author.get("/quizzes/q1/edit").text
        assert "書きかけ。</textarea>" in page
        assert "書きかけを捨てる" in page


class TestChangedArticle:
    def test_its_quizzes_are_listed_and_their_approval_is_suspended(self, app: Flask, second: Visitor) -> None:
        keep_article(app)
        approved(app)
        assert "確かめるべき変更はありません" in second.get("/quizzes/articles/changed").text
        keep_article(app, BODY.replace("4200人", "2400人").replace("来年春", "再来年春"))
        page = second.get("/quizzes/articles/changed").text
        for text in ("承認停止", "このクイズの文が変わりました", "2400人", "4200人", "再来年春"):
            assert text in page, text
        review = second.get("/quizzes/q1").text
        assert "承認が止まっています" in review
        assert "再来年春" in review
        assert "承認された0問" in second.get(f"/quizzes/day/{DAY}").text
        take(second, "approve", desk_of(app, "").get("q1").version, override="文は別に確かめた")
        assert "確かめるべき変更はありません" in second.get("/quizzes/articles/changed").text
        assert state(app) == "approved"


class TestFiles:
    def test_a_day_is_handed_out_in_every_format(self, app: Flask, second: Visitor) -> None:
        approved(app)
        in_review(app, "q2")
        for name in ("jsonl", "csv", "gift"):
            answer = second.get(f"/quizzes/day/{DAY}/export.{name}")
            assert answer.headers["Content-Disposition"] == f'attachment; filename="quizzes-{DAY}.{name}"'
            assert "海風電鉄" in answer.text
        assert [
            json.loads(line)["id"] for line in second.get(f"/quizzes/day/{DAY}/export.jsonl").text.split("\n")[:-1]
        ] == ["q1"]
        printed = second.get(f"/quizzes/day/{DAY}/export.html")
        assert "問1" in printed.text
        assert "script-src" not in printed.headers["Content-Security-Policy"]
        assert second.get(f"/quizzes/day/{DAY}/export.exe").status_code == 404
        assert "承認前などの1問は入りません" in second.get(f"/quizzes/day/{DAY}").text

    def upload(self, visitor: Visitor, data: bytes, name: str = "out.jsonl", day: str = "") -> Any:
        answer = visitor.post("/quizzes/batch/import", {"file": (io.BytesIO(data), name), "day": day})
        answer.request.environ["wsgi.input"].close()  # a large one is a file of the client's
        return answer

    def test_a_batch_comes_into_the_review_queue_once(self, app: Flask, author: Visitor) -> None:
        keep_article(app)
        lines = "\n".join(json.dumps(quiz(name), ensure_ascii=False) for name in ("b1", "b2")) + "\nbroken\n"
        answer = self.upload(author, gzip.compress(lines.encode()), "out.jsonl.gz", "2026-12-24")
        assert "2問を確認待ちに入れました" in answer.text
        assert "3行目: " in answer.text
        kept = desk_of(app, "").get("b1")
        assert (kept.state, kept.author, kept.date, kept.section) == ("in_review", "", "2026-12-24", "経済")
        assert "2問はもうある" in self.upload(author, lines.encode()).text

    def test_files_larger_than_a_request_are_taken(self, app: Flask, author: Visitor) -> None:
        line = json.dumps(quiz("big", explanation="あ" * 9000), ensure_ascii=False).encode() + b"\n"
        answer = self.upload(author, line * 120)
        assert answer.status_code == 200
        assert "1問を確認待ちに入れました" in answer.text

    def test_no_file_and_no_day_are_told(self, author: Visitor) -> None:
        assert author.post("/quizzes/batch/import", {}).status_code == 422
        assert self.upload(author, json.dumps(quiz()).encode(), day="heute").text.count("heute") > 0


def test_every_page_is_there_in_english(app: Flask, second: Visitor) -> None:
    approved(app)
    second.post("/language", {"language": "en", "next": "/"})
    assert "Approved" in second.get("/quizzes").text
    assert "What to do next" in second.get("/quizzes/q1").text
    assert "Changed articles" in second.get("/quizzes/articles/changed").text


def test_a_scheduled_quiz_shows_its_time(app: Flask, second: Visitor) -> None:
    made = approved(app)
    desk_of(app, "ota").schedule("q1", made.version, datetime.now(UTC) + timedelta(days=1))
    assert "公開 " in second.get("/quizzes").text
