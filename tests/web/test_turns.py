"""Whose turn it is: in order, bounded, never lost."""

from __future__ import annotations

import threading
import time

import pytest

from quizgen.web.turns import Busy, Turns
from tests.waiting import until


def test_those_who_wait_come_in_the_order_of_asking_one_at_a_time() -> None:
    turns, order, inside = Turns(1, 10, 10.0), list[int](), list[int]()

    def work(number: int) -> None:
        with turns.turn():
            inside.append(1)
            assert len(inside) == 1
            order.append(number)
            inside.pop()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    with turns.turn():
        for waiting, thread in enumerate(threads):
            thread.start()
            until(lambda waiting=waiting: turns.waiting == waiting + 1)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_full_line_refuses_at_once_and_says_when_to_come_again() -> None:
    turns = Turns(1, 1, 10.0)
    with turns.turn():
        waiter = threading.Thread(target=lambda: turns.turn().__enter__())
        waiter.start()
        until(lambda: turns.waiting == 1)
        with pytest.raises(Busy) as refused, turns.turn():
            pass
        assert refused.value.retry_after == 5
    waiter.join()


def test_who_is_patient_comes_behind_all_others() -> None:
    turns, order = Turns(1, 10, 10.0), list[str]()

    def work(name: str, patient: bool) -> None:
        with turns.turn(patient=patient):
            order.append(name)

    asked = [("patient", True), ("first", False), ("second", False)]
    threads = [threading.Thread(target=work, args=one) for one in asked]
    with turns.turn():
        for waiting, thread in enumerate(threads):
            thread.start()
            until(lambda waiting=waiting: turns.waiting == waiting + 1)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == ["first", "second", "patient"]


def test_in_a_full_line_who_is_patient_makes_room() -> None:
    turns, told = Turns(1, 1, 10.0), list[str]()

    def work(name: str, patient: bool) -> None:
        try:
            with turns.turn(patient=patient):
                told.append(f"{name} came")
        except Busy:
            told.append(f"{name} refused")

    with turns.turn():
        patient = threading.Thread(target=work, args=("patient", True))
        patient.start()
        until(lambda: turns.waiting == 1)
        other = threading.Thread(target=work, args=("other", False))
        other.start()
        patient.join()
        assert (told, turns.waiting) == (["patient refused"], 1)
    other.join()
    assert told == ["patient refused", "other came"]


def test_who_waited_too_long_gives_up_and_leaves_the_line() -> None:
    turns = Turns(1, 5, 0.01)
    with turns.turn():
        with pytest.raises(Busy), turns.turn():
            pass
        assert turns.waiting == 0
    with turns.turn():
        pass


def test_a_turn_is_given_back_by_who_fails() -> None:
    turns = Turns(1, 5, 0.01)
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    with turns.turn():
        pass


def test_under_a_crowd_no_turn_is_lost() -> None:
    turns, done, refused = Turns(2, 4, 0.002), list[int](), list[int]()

    def work() -> None:
        for _ in range(30):
            try:
                with turns.turn():
                    time.sleep(0.001)
                    done.append(1)
            except Busy:
                refused.append(1)

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) + len(refused) == 360
    assert refused
    with turns.turn(), turns.turn():
        pass
