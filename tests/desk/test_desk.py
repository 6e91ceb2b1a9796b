from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from quizgen.desk import STATES, STEPS, ApprovalBlocked, DeskSettings, Finding, Severity, State
from quizgen.desk.workflow import possible_steps
from quizgen.errors import QuizError, WorkflowError
from quizgen.store import QuizConflict, StoredQuiz
from quizgen.store.quiz import NewQuiz, QuizFilter
from tests.desk.conftest import NOW, DeskOf
from tests.desk.quizzes import quiz

BLOCKING = Finding("alike", Severity.BLOCKING, "choices/1", "alike_form", {"choice": "乙", "other": "乙"})
LATER = NOW + timedelta(hours=3)


def approved(desk_of: DeskOf) -> StoredQuiz:
    """A quiz by 佐藤 that 田中 has approved."""
    made = desk_of("佐藤").create(quiz())
    handed_in = desk_of("佐藤").submit(made.quiz_id, made.version)
    return desk_of("田中").approve(made.quiz_id, handed_in.version)


def published(desk_of: DeskOf) -> StoredQuiz:
    ready = approved(desk_of)
    return desk_of("田中").publish(ready.quiz_id, ready.version)


def test_a_quiz_goes_from_draft_to_readers(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz(), section="社会")
    assert (made.state, made.author, made.date, made.section, made.version) == (
        "draft",
        "佐藤",
        "2026-11-23",
        "社会",
        1,
    )
    handed_in = desk_of("佐藤").submit("q1", 1, assignee="田中")
    assert (handed_in.state, handed_in.assignee) == ("in_review", "田中")
    ready = desk_of("田中").approve("q1", 2)
    assert (ready.state, ready.approver, ready.public) == ("approved", "田中", None)
    out = desk_of("").publish("q1", 3)
    assert (out.state, out.published_at, out.public) == ("published", NOW, out.content)
    assert [event.what for event in desk_of("佐藤").history("q1")] == ["publish", "approve", "submit", "create"]


def test_the_author_does_not_approve_unless_the_newsroom_allows_it(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    with pytest.raises(WorkflowError, match="佐藤 made it, so another person has to approve it"):
        desk_of("佐藤").approve("q1", made.version)
    alone = DeskSettings(second_person=False)
    assert desk_of("佐藤", settings=alone).approve("q1", made.version).approver == "佐藤"


def test_whoever_changed_it_last_does_not_approve_either(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    changed = desk_of("田中").save("q1", {"explanation": "新しい駅の話。"}, made.version)
    for who, why in (("田中", "changed it last"), ("佐藤", "made it")):
        with pytest.raises(WorkflowError, match=why):
            desk_of(who).approve("q1", changed.version)
    taken = desk_of("田中").take_over("q1", changed.version)
    assert desk_of("佐藤").approve("q1", taken.version).state == "approved"


def test_a_story_that_is_no_game_needs_a_second_person_whatever_the_settings(desk_of: DeskOf) -> None:
    alone = DeskSettings(second_person=False)
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz(stories=["accident"])).version)
    with pytest.raises(WorkflowError, match="story that is no game"):
        desk_of("佐藤", settings=alone).approve("q1", made.version)
    assert desk_of("田中", settings=alone).approve("q1", made.version).state == "approved"


def test_a_story_known_only_by_the_checks_needs_a_second_person_too(desk_of: DeskOf) -> None:
    alone = DeskSettings(second_person=False)
    found = Finding("story", Severity.WARNING, "quiz", "story", {"story": "death", "label": "死亡"})
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    with pytest.raises(WorkflowError, match="story that is no game"):
        desk_of("佐藤", settings=alone, check=lambda quiz: [found]).approve("q1", made.version)


def test_a_story_that_a_program_made_into_a_quiz_needs_two_persons(desk_of: DeskOf) -> None:
    desk_of("").add_proposed([NewQuiz(content=quiz(stories=["accident"]))])
    with pytest.raises(WorkflowError, match="let one person take it over first"):
        desk_of("田中").approve("q1", 1)
    taken = desk_of("佐藤").take_over("q1", 1)
    assert desk_of("田中").approve("q1", taken.version).state == "approved"


def test_a_program_approves_nothing_and_publishes_nothing_that_nobody_approved(desk_of: DeskOf) -> None:
    desk_of("").add_proposed([NewQuiz(content=quiz())])
    with pytest.raises(WorkflowError, match="takes a person"):
        desk_of("").approve("q1", 1)
    with pytest.raises(WorkflowError, match="nobody has approved it"):
        desk_of("").publish("q1", 1)


def test_a_blocking_check_stands_against_approval_until_it_is_set_aside_with_a_reason(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    strict = desk_of("田中", check=lambda quiz: [BLOCKING])
    with pytest.raises(ApprovalBlocked, match=r"alike_form \(choices/1\)") as caught:
        strict.approve("q1", made.version)
    assert caught.value.findings == (BLOCKING,)
    with pytest.raises(ApprovalBlocked):
        strict.approve("q1", made.version, override="  ")
    ready = strict.approve("q1", made.version, override="別の駅の名")
    (kept,) = ready.overrides
    assert (kept["message"], kept["reason"], kept["who"]) == ("alike_form", "別の駅の名", "田中")


def test_a_warning_stands_against_nothing(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    warning = replace(BLOCKING, severity=Severity.WARNING)
    assert desk_of("田中", check=lambda quiz: [warning]).approve("q1", made.version).overrides == ()


def test_editing_an_approved_quiz_takes_the_approval_back(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    changed = desk_of("佐藤").save("q1", {"choices": ["山里電鉄", "海風電鉄", "湖畔鉄道", "丘上電車"]}, ready.version)
    assert (changed.state, changed.approver) == ("in_review", "")
    assert changed.content["distractors"][1] == {
        "surface": "湖畔鉄道", "reading": "", "entry_id": "", "category": "", "score": 0.0, "warnings": [],
    }  # fmt: skip


def test_saving_what_is_there_already_changes_nothing(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    assert desk_of("佐藤").save("q1", quiz(), ready.version) == ready


def test_where_a_quiz_comes_from_cannot_be_edited(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz(stories=["crime"]))
    data = {"stories": [], "source": {}, "id": "x", "key": "別", "stem": "［　　］と［　　］の話。"}
    changed = desk_of("佐藤").save("q1", data, made.version)
    assert (changed.quiz_id, changed.stories, changed.key) == ("q1", ("crime",), "海風電鉄")
    assert changed.content["blanks"] == [[0, 4], [5, 9]]


def test_the_second_to_save_is_told_what_the_first_changed(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz())
    first = desk_of("佐藤").save("q1", {"explanation": "一人目の解説。"}, made.version)
    with pytest.raises(QuizConflict, match="changed by 佐藤 since you read it") as caught:
        desk_of("田中").save("q1", {"explanation": "二人目の解説。"}, made.version)
    conflict = caught.value
    assert conflict.theirs == first
    assert conflict.mine.content["explanation"] == "二人目の解説。"
    assert conflict.base is not None
    assert conflict.base["content"]["explanation"] == quiz()["explanation"]
    assert desk_of("田中").get("q1") == first


def test_a_step_from_a_stale_page_is_a_conflict(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz())
    desk_of("佐藤").submit("q1", made.version)
    with pytest.raises(QuizConflict):
        desk_of("田中").reject("q1", made.version, "古い話")


@pytest.mark.parametrize("reason", ["", "  "])
def test_rejecting_takes_a_reason(desk_of: DeskOf, reason: str) -> None:
    made = desk_of("佐藤").create(quiz())
    with pytest.raises(WorkflowError, match="needs a reason"):
        desk_of("田中").reject("q1", made.version, reason)
    turned_down = desk_of("田中").reject("q1", made.version, "古い話")
    assert (turned_down.state, turned_down.reason) == ("rejected", "古い話")
    assert desk_of("佐藤").submit("q1", turned_down.version).reason == ""


def test_a_scheduled_quiz_is_published_when_its_time_has_come(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    desk_of("田中").schedule("q1", ready.version, LATER)
    assert desk_of("").publish_due() == ()
    (out,) = desk_of("", now=lambda: LATER).publish_due()
    assert (out.state, out.published_at) == ("published", LATER)
    assert desk_of("", now=lambda: LATER).publish_due() == ()


def test_an_unscheduled_quiz_is_not_published_by_itself(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    planned = desk_of("田中").schedule("q1", ready.version, LATER)
    back = desk_of("田中").unschedule("q1", planned.version)
    assert (back.state, back.publish_at) == ("approved", None)
    assert desk_of("", now=lambda: LATER).publish_due() == ()


def test_nothing_is_published_under_embargo(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    held = desk_of("田中").set_embargo("q1", ready.version, LATER)
    with pytest.raises(WorkflowError, match="under embargo until"):
        desk_of("田中").publish("q1", held.version)
    with pytest.raises(WorkflowError, match="choose a later time"):
        desk_of("田中").schedule("q1", held.version, NOW)
    assert desk_of("田中", now=lambda: LATER).publish("q1", held.version).state == "published"


def test_times_without_a_zone_are_refused(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    with pytest.raises(QuizError, match="expected a time with its zone"):
        desk_of("田中").schedule("q1", ready.version, datetime(2026, 11, 24))


def test_a_correction_reaches_readers_when_it_is_approved(desk_of: DeskOf) -> None:
    out = published(desk_of)
    with pytest.raises(WorkflowError, match="say what the correction is"):
        desk_of("佐藤").save("q1", {"explanation": "正しくは再来年春。"}, out.version)
    proposed = desk_of("佐藤").save("q1", {"explanation": "正しくは再来年春。"}, out.version, reason="開業の年を訂正")
    assert (proposed.state, proposed.public) == ("in_review", out.public)
    corrected = desk_of("田中").approve("q1", proposed.version)
    assert (corrected.state, corrected.public) == ("corrected", corrected.content)
    (note,) = corrected.corrections
    assert (note["note"], note["who"], note["approver"]) == ("開業の年を訂正", "佐藤", "田中")


def test_a_correction_that_is_turned_down_leaves_readers_what_they_have(desk_of: DeskOf) -> None:
    out = published(desk_of)
    proposed = desk_of("佐藤").save("q1", {"explanation": "別の解説。"}, out.version, reason="解説を変更")
    kept = desk_of("田中").reject("q1", proposed.version, "元のままでよい")
    assert (kept.state, kept.content, kept.public) == ("published", out.content, out.public)
    assert kept.approver == "田中"


def test_a_withdrawn_quiz_stays_withdrawn(desk_of: DeskOf) -> None:
    out = published(desk_of)
    gone = desk_of("佐藤").withdraw("q1", out.version, "前提が誤り")
    assert (gone.state, gone.reason, gone.withdrawn_at) == ("withdrawn", "前提が誤り", NOW)
    assert possible_steps(gone) == ()
    with pytest.raises(WorkflowError, match="possible now: nothing"):
        desk_of("佐藤").save("q1", {"explanation": "別"}, gone.version, reason="直した")
    with pytest.raises(WorkflowError, match="cannot be undone"):
        desk_of("佐藤").undo("q1", gone.version)


def test_undo_goes_back_step_by_step(desk_of: DeskOf) -> None:
    desk = desk_of("佐藤")
    made = desk.create(quiz())
    one = desk.save("q1", {"explanation": "一"}, made.version)
    two = desk.save("q1", {"explanation": "二"}, one.version)
    now = desk.arrange("q1", two.version, section="経済")
    for section, explanation in (("", "二"), ("", "一"), ("", quiz()["explanation"])):
        now = desk.undo("q1", now.version)
        assert (now.section, now.content["explanation"]) == (section, explanation)
    with pytest.raises(WorkflowError, match="nothing to undo"):
        desk.undo("q1", now.version)
    again = desk.save("q1", {"explanation": "三"}, now.version)
    assert desk.undo("q1", again.version).content == made.content


def test_undo_never_gives_an_approval(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    changed = desk_of("佐藤").save("q1", {"explanation": "別"}, ready.version)
    back = desk_of("佐藤").undo("q1", changed.version)
    assert (back.content, back.state, back.approver) == (ready.content, "in_review", "")


def test_an_approval_can_be_taken_back_by_undo(desk_of: DeskOf) -> None:
    ready = approved(desk_of)
    back = desk_of("田中").undo("q1", ready.version)
    assert (back.state, back.approver) == ("in_review", "")


def test_every_step_leads_only_where_the_table_says(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz())
    for state in STATES:
        standing = replace(made, state=state)
        possible = set(possible_steps(standing))
        assert possible == {step.name for step in STEPS.values() if state in step.sources}
    assert {step.target for step in STEPS.values()} - {None} <= set(State)
    assert "publish" not in possible_steps(replace(made, state="in_review"))
    assert "reject" not in possible_steps(replace(made, state="suspended", public=made.content))


def test_steps_say_why_this_person_may_not_take_them(desk_of: DeskOf) -> None:
    handed_in = desk_of("佐藤").submit("q1", desk_of("佐藤").create(quiz()).version)
    assert desk_of("田中").steps(handed_in)["approve"] is None
    refused = desk_of("佐藤").steps(handed_in)["approve"]
    assert refused is not None
    assert "another person" in refused


def test_the_same_quiz_made_twice_is_one_and_another_of_its_id_is_refused(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz())
    assert desk_of("田中").create(quiz()) == made
    with pytest.raises(QuizError, match="it is there already"):
        desk_of("田中").create(quiz(explanation="別"))
    unnamed = desk_of("田中").create({name: value for name, value in quiz().items() if name != "id"})
    assert unnamed.quiz_id not in ("", "q1")


def test_proposed_quizzes_wait_for_review_and_come_only_once(desk_of: DeskOf) -> None:
    new = [NewQuiz(content=quiz("q1"), author="だれか"), NewQuiz(content=quiz("q2")), NewQuiz(content=quiz("q2"))]
    added = desk_of("").add_proposed(new)
    assert [(item.quiz_id, item.state, item.author) for item in added.quizzes] == [
        ("q1", "in_review", ""),
        ("q2", "in_review", ""),
    ]
    again = desk_of("").add_proposed(new)
    assert (again.quizzes, again.already) == ((), ("q1", "q2"))


def test_a_draft_is_kept_beside_the_saved_quiz_for_each_editor(desk_of: DeskOf) -> None:
    made = desk_of("佐藤").create(quiz())
    desk_of("佐藤").autosave("q1", {"stem": "［　　］の話"}, made.version)
    desk_of("佐藤").autosave("q1", {"stem": "［　　］の話。"}, made.version)
    desk_of("田中").autosave("q1", {"explanation": "田中の案"}, made.version)
    assert desk_of("佐藤").get("q1") == made
    draft = desk_of("佐藤").draft("q1")
    assert draft is not None
    assert (draft.content["stem"], draft.base_version) == ("［　　］の話。", 1)
    desk_of("佐藤").save("q1", {"stem": "［　　］の話。"}, made.version)
    assert desk_of("佐藤").draft("q1") is None
    desk_of("田中").discard_draft("q1")
    assert desk_of("田中").draft("q1") is None


def test_what_editors_took_and_threw_out_is_kept(desk_of: DeskOf) -> None:
    offered: list[dict[str, Any]] = [
        {"surface": name, "entry_id": f"{name}|company", "category": "company", "score": 0.7, "channels": {}}
        for name in ("山里電鉄", "湖畔鉄道")
    ]
    made = desk_of("佐藤").create(quiz(), offered=offered)
    data = {"choices": ["山里電鉄", "海風電鉄", "湖畔鉄道", "丘上電車"], "distractors": [offered[1]]}
    saved = desk_of("田中").save("q1", data, made.version, offered=offered)
    desk_of("田中").save("q1", {"explanation": "解説だけ"}, saved.version)
    first, second = desk_of("").repository.choices_made()
    assert [item["surface"] for item in first.chosen] == ["山里電鉄", "川辺鉄道", "丘上電車"]
    assert (second.who, second.key, [item["surface"] for item in second.removed]) == ("田中", "海風電鉄", ["川辺鉄道"])
    assert second.chosen[1] == {
        "surface": "湖畔鉄道",
        "entry_id": "湖畔鉄道|company",
        "category": "company",
        "score": 0.7,
    }
    assert list(desk_of("").repository.choices_made(after=first.id)) == [second]


def test_being_edited_by_is_shown_to_others_until_it_lapses(desk_of: DeskOf) -> None:
    desk_of("佐藤").create(quiz())
    assert desk_of("佐藤").open("q1").editing_by == "佐藤"
    assert desk_of("田中").open("q1").editing_by == "佐藤"
    desk_of("田中").close("q1")
    assert desk_of("田中").get("q1").editing_by == "佐藤"
    desk_of("佐藤").close("q1")
    assert desk_of("田中").open("q1").editing_by == "田中"
    lapsed = DeskSettings(editing_seconds=-1)
    desk_of("田中", settings=lapsed).open("q1")
    assert desk_of("佐藤").open("q1").editing_by == "佐藤"


def test_a_list_is_filtered_searched_and_paged(desk_of: DeskOf) -> None:
    for number in range(5):
        made = desk_of("佐藤" if number % 2 else "田中").create(
            quiz(f"q{number}", key=f"第{number}電鉄", choices=[f"第{number}電鉄", "乙", "丙", "丁"], answer=0),
            section="社会" if number < 3 else "経済",
            day=f"2026-11-2{number}",
        )
        if number == 4:
            desk_of("佐藤").arrange(made.quiz_id, made.version, assignee="鈴木")
    desk = desk_of("佐藤")

    def ids(**wanted: object) -> list[str]:
        return [item.quiz_id for item in desk.list(QuizFilter(**wanted)).quizzes]  # type: ignore[arg-type]

    assert ids() == ["q4", "q3", "q2", "q1", "q0"]
    assert ids(date="2026-11-22") == ["q2"]
    assert ids(first_date="2026-11-21", last_date="2026-11-22") == ["q2", "q1"]
    assert ids(section="経済") == ["q4", "q3"]
    assert ids(author="佐藤") == ["q3", "q1"]
    assert ids(assignee="鈴木") == ["q4"]
    assert ids(key="第３電鉄") == ["q3"]
    assert ids(text="第3 新シイ駅") == ["q3"]
    assert ids(text="100%") == []
    assert ids(states=("approved",)) == []
    page = desk.list(limit=2, offset=2)
    assert ([item.quiz_id for item in page.quizzes], page.total) == (["q2", "q1"], 5)
    assert desk.repository.counts(QuizFilter(section="社会")) == {"draft": 3}
