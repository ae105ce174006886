from __future__ import annotations

from maild.transport.imap.suspects import REST_FOR, Suspects


class Monotonic:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_mails_above_suspicion_are_read_together() -> None:
    assert Suspects(Monotonic()).groups([1, 2, 3]) == [[1, 2, 3]]


def test_after_a_break_each_of_the_mails_is_read_alone() -> None:
    suspects = Suspects(Monotonic())
    suspects.broke([1, 2])
    assert suspects.groups([1, 2, 3]) == [[3], [1], [2]]


def test_nothing_to_read_is_no_group() -> None:
    assert Suspects(Monotonic()).groups([]) == []


def test_a_mail_that_could_be_read_is_above_suspicion_again() -> None:
    suspects = Suspects(Monotonic())
    suspects.broke([1, 2])
    suspects.cleared([1])
    assert suspects.groups([1, 2]) == [[1], [2]]


def test_a_mail_at_which_the_connection_broke_three_times_rests_for_an_hour() -> None:
    clock = Monotonic()
    suspects = Suspects(clock)
    told = [suspects.broke([7]) for _ in range(3)]
    assert told == [[], [], [7]]
    assert suspects.rests(7)
    clock.seconds += REST_FOR
    assert not suspects.rests(7)


def test_a_line_that_breaks_again_and_again_blames_no_mail_of_many() -> None:
    suspects = Suspects(Monotonic())
    for _ in range(10):
        assert suspects.broke([1, 2]) == []
    assert not suspects.rests(1)


def test_after_its_rest_a_mail_has_three_tries_again() -> None:
    clock = Monotonic()
    suspects = Suspects(clock)
    for _ in range(3):
        suspects.broke([7])
    clock.seconds += REST_FOR
    assert suspects.broke([7]) == []
