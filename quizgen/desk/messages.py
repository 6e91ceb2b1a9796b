"""What the findings say, in Japanese and in English, one line each."""

from __future__ import annotations

from quizgen.desk.findings import Finding

MESSAGES: dict[str, tuple[str, str]] = {
    "no_blank": ("問題文に空欄がありません", "The stem has no blank"),
    "empty_stem": ("問題文が空です", "The stem is empty"),
    "empty_choice": ("選択肢が空です", "This choice is empty"),
    "empty_explanation": ("解説が空です", "The explanation is empty"),
    "alike_form": ("「{choice}」と「{other}」は同じ語です", "{choice} and {other} are the same word"),
    "alike_spelling": (
        "「{choice}」と「{other}」は同じ語の表記違いです",
        "{choice} and {other} are two spellings of one word",
    ),
    "alike_kana": ("「{choice}」と「{other}」はかな書きが違うだけです", "{choice} is {other} in other characters"),
    "alike_number": ("「{choice}」と「{other}」は同じ数です", "{choice} and {other} are the same number"),
    "alike_sound": ("「{choice}」と「{other}」は読みが同じです", "{choice} and {other} are read the same"),
    "also_correct_same_thing": (
        "「{choice}」は正解「{key}」の別名です",
        "{choice} is another name of the answer {key}",
    ),
    "also_correct_renamed": ("「{choice}」と正解「{key}」は新旧の名称です", "{choice} is the old or new name of {key}"),
    "also_correct_tied": (
        "記事では「{choice}」が正解「{key}」の別の呼び名です",
        "The article calls the answer {key} also {choice}",
    ),
    "also_correct_abbreviation": (
        "「{choice}」は正解「{key}」の略称かもしれません",
        "{choice} may abbreviate the answer {key}, or be short for it",
    ),
    "also_correct_contained": (
        "「{choice}」と正解「{key}」は一方が他方を含みます",
        "One of {choice} and the answer {key} holds the other",
    ),
    "also_correct_in_article": (
        "「{choice}」は記事に出てきます。正解になりえないか確かめてください",
        "{choice} stands in the article; make sure that it is wrong",
    ),
    "stands_out_length": ("「{choice}」だけ長さが目立ちます", "{choice} stands out by its length"),
    "stands_out_length_answer": (
        "正解「{choice}」だけ長さが目立ちます",
        "The answer {choice} stands out by its length",
    ),
    "stands_out_script": ("「{choice}」だけ文字の種類が違います", "{choice} alone is in another script"),
    "stands_out_script_answer": (
        "正解「{choice}」だけ文字の種類が違います",
        "The answer {choice} alone is in another script",
    ),
    "stands_out_kind": ("「{choice}」だけ種類の違う語です", "{choice} alone is another kind of thing"),
    "stands_out_kind_answer": (
        "正解「{choice}」だけ種類の違う語です",
        "The answer {choice} alone is another kind of thing",
    ),
    "given_away_stem": ("問題文に正解「{word}」が出ています", "The stem shows the answer {word}"),
    "given_away_name": (
        "問題文に正解の別名「{word}」が出ています",
        "The stem shows {word}, another name of the answer",
    ),
    "choice_in_stem": (
        "「{choice}」は問題文に出ているので除かれます",
        "{choice} stands in the stem, so it is ruled out",
    ),
    "given_away_by_quiz": (
        "同じ日の別の問題に正解「{word}」が出ています：{stem}",
        "Another quiz of the day shows the answer {word}: {stem}",
    ),
    "gives_quiz_away": (
        "問題文に同じ日の別の問題の正解「{word}」が出ています",
        "The stem shows {word}, the answer of another quiz of the day",
    ),
    "blocked_word": ("「{word}」は使用禁止の語です", "{word} is blocked"),
    "style_forbids": ("「{word}」は表記ルールで禁止されています", "The house style forbids {word}"),
    "sensitive_word": ("「{word}」は注意が必要な語です", "{word} is marked as sensitive"),
    "story": (
        "クイズに向かない記事です（{label}）。作成者以外の承認が必要です",
        "A story that is no game ({story}); another person has to approve it",
    ),
    "person_in_story": (
        "クイズに向かない記事では人名「{choice}」を使えません",
        "No person may be a choice in such a story: {choice}",
    ),
    "article_changed_stem": (
        "記事の訂正で、この問題の文が変わりました",
        "The article came again, and the sentence of this quiz has changed",
    ),
    "article_changed": (
        "記事が更新されました。変わった文を確かめてください",
        "The article came again with another text; read the changed sentences",
    ),
}
"""(Japanese, English) by message key; the names in braces are those of :attr:`Finding.values`."""


def describe(finding: Finding, language: str = "ja") -> str:
    """Write a finding's message in one line. ``language``: "ja", or anything else for English."""
    japanese, english = MESSAGES[finding.message]
    values = {name: " ".join(value.split()) for name, value in finding.values.items()}
    return (japanese if language == "ja" else english).format(**values)
