"""The ten subjects, tariffs as people write them, and the days of a term."""

from datetime import date
from decimal import Decimal

import pytest

from portal.contracts.rules import (
    STEPS,
    WRITTEN,
    Content,
    ContractPhase,
    ContractReminder,
    ContractState,
    ContractSubject,
    EndGround,
    Facts,
    Provider,
    Tariff,
    check_end,
    check_term,
    contract_phase,
    contract_reminder,
    contract_step,
    extended,
    missing,
    missing_subjects,
    notice_by,
    read_indicators,
    read_tariffs,
    remind_on,
)
from portal.core.errors import Refused
from portal.core.transitions import Unmet, guard, steps_from

BEGIN, END = date(2026, 1, 1), date(2027, 12, 31)
WHOLE = Content("Begeleiding", "Raamovereenkomst", ("Beek",), (Provider("De Boot", "90000001"),),
                {subject.value: "Tekst" for subject in WRITTEN}, BEGIN, END, tariffs=(Tariff("Begeleiding", "uur", Decimal("61.20")),))


def refusal(act, *arguments, **options):
    with pytest.raises(Refused) as refused:
        act(*arguments, **options)
    return refused.value.code, refused.value.field


def changed(**changes):
    return Content.of(WHOLE.to_data() | changes)


def test_subjects_are_the_letters_of_the_article():
    assert "".join(ContractSubject) == "abcdefghij"
    assert "".join(WRITTEN) == "cdefghi"


def test_each_of_the_ten_subjects_is_filled_or_named_as_missing():
    assert missing(WHOLE) == () and not missing_subjects(WHOLE)
    for subject in WRITTEN:
        without = changed(texts={one: "Tekst" for one in WRITTEN if one != subject} | {subject.value: "  "})
        assert missing(without) == (Unmet(f"contract:missing-{subject.value}"),)
        assert missing_subjects(without) == {subject}
    assert missing_subjects(changed(municipalities=[])) == {ContractSubject.MUNICIPALITIES}
    assert missing_subjects(changed(providers=[])) == {ContractSubject.PROVIDERS}
    for lack in ({"ends_on": None}, {"begins_on": None}, {"tariffs": []}):
        assert missing_subjects(changed(**lack)) == {ContractSubject.TERM}
    assert len(missing(Content("Leeg"))) == 11


def test_fingerprint_is_of_everything_that_is_signed():
    assert Content.of(WHOLE.to_data()) == WHOLE and Content.of(WHOLE.to_data()).fingerprint == WHOLE.fingerprint
    others = [changed(title="Anders"), changed(municipalities=["Stein"]), changed(ends_on="2028-12-31"), changed(notice_months=3),
              changed(tariffs=[{"service": "Begeleiding", "unit": "uur", "amount": "61.21"}])]
    assert len({row.fingerprint for row in [WHOLE, *others]}) == 6


@pytest.mark.parametrize(("written", "amount"), [
    ("61,20", "61.20"), ("61.20", "61.20"), ("€ 61,2", "61.20"), ("1.234,50", "1234.50"), ("1.234", "1234.00"), ("61", "61.00")])
def test_amounts_are_read_as_people_write_them(written, amount):
    assert read_tariffs(f"Begeleiding; uur; {written}") == (Tariff("Begeleiding", "uur", Decimal(amount)),)
    assert read_tariffs(f"\n  Begeleiding\tuur\t{written}\n")[0].amount == Decimal(amount)


@pytest.mark.parametrize(("text", "code"), [
    ("Begeleiding; uur", "contract:tariffs-line"), ("Begeleiding;; 61,20", "contract:tariffs-line"), ("a; b; c; d", "contract:tariffs-line"),
    ("Begeleiding; uur; veel", "contract:amount"), ("Begeleiding; uur; -5", "contract:amount"), ("Begeleiding; uur; 1,234", "contract:amount"),
    ("Begeleiding; uur; ²", "contract:amount"), ("Begeleiding; uur; 99999999", "contract:amount"), ("a; b; 1\n" * 201, "contract:too-many-lines")])
def test_other_lines_are_refused_at_the_field(text, code):
    assert refusal(read_tariffs, text) == (code, "tariffs")


def test_refusal_names_the_line():
    with pytest.raises(Refused) as refused:
        read_tariffs("Begeleiding; uur; 61,20\n\nDagbesteding; dag")
    assert refused.value.data == {"line": 3}
    assert refusal(read_indicators, "Doelen; 75 procent") == ("contract:indicators-line", "indicators")


def test_tariff_goes_back_to_the_line_that_it_came_from():
    assert read_tariffs(read_tariffs("Begeleiding; uur; 1.234,50")[0].line)[0].amount == Decimal("1234.50")


def test_extension_is_of_whole_months():
    assert extended(date(2027, 12, 31), 12) == date(2028, 12, 31)
    assert extended(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert extended(date(2026, 6, 14), 3) == date(2026, 9, 14)


def test_reminders_come_before_the_last_day_of_notice():
    assert notice_by(END, 6) == date(2027, 6, 30) and remind_on(END, 6) == date(2027, 3, 31)
    found = {day: contract_reminder(END, 6, day) for day in (
        date(2027, 3, 30), date(2027, 3, 31), date(2027, 6, 15), date(2027, 6, 16), date(2027, 6, 30), date(2027, 7, 1), END, date(2028, 1, 1))}
    assert list(found.values()) == [None, ContractReminder.AHEAD, ContractReminder.AHEAD, ContractReminder.LAST_CALL,
                                    ContractReminder.LAST_CALL, ContractReminder.LAPSED, ContractReminder.LAPSED, None]


def test_term_is_not_turned_round():
    check_term(BEGIN, BEGIN, 0, 0)
    check_term(None, END, 0, 12)
    assert refusal(check_term, END, BEGIN, 0, 0) == ("contract:ends-before-begin", "ends_on")
    assert refusal(check_term, BEGIN, END, 1, 0) == ("contract:extension-months", "extension_months")


def test_end_keeps_the_term_of_notice_unless_both_agree():
    def end(last_day, ground):
        return check_end(last_day, ground, begins_on=BEGIN, ends_on=END, notice_months=6, today=date(2026, 3, 20))

    end(date(2026, 9, 20), EndGround.PROVIDER)
    end(date(2026, 3, 20), EndGround.TOGETHER)
    end(END, EndGround.EXPIRES)
    assert refusal(end, date(2026, 9, 19), EndGround.PROVIDER) == ("contract:notice-term", "last_day")
    assert refusal(end, date(2026, 9, 19), EndGround.MUNICIPALITY) == ("contract:notice-term", "last_day")
    assert refusal(end, date(2026, 3, 19), EndGround.TOGETHER) == ("contract:last-day", "last_day")
    assert refusal(end, date(2028, 1, 1), EndGround.TOGETHER) == ("contract:last-day", "last_day")
    assert refusal(end, date(2027, 12, 30), EndGround.EXPIRES) == ("contract:expires-on", "last_day")


def test_notice_in_the_last_months_is_for_the_last_day():
    check_end(END, EndGround.PROVIDER, begins_on=BEGIN, ends_on=END, notice_months=6, today=date(2027, 11, 1))


@pytest.mark.parametrize(("today", "is_ended", "phase"), [
    (date(2025, 12, 31), False, ContractPhase.COMING), (BEGIN, False, ContractPhase.IN_FORCE), (END, False, ContractPhase.IN_FORCE),
    (BEGIN, True, ContractPhase.ENDING), (date(2028, 1, 1), False, ContractPhase.OVER), (date(2028, 1, 1), True, ContractPhase.OVER)])
def test_phase_follows_from_the_days(today, is_ended, phase):
    assert contract_phase(BEGIN, END, today, is_ended=is_ended) == phase


def test_steps_leave_only_their_own_states():
    known = {state: {step.name for step in steps_from(STEPS, state)} for state in ContractState}
    assert known == {
        ContractState.DRAFT: {"send", "withdraw"}, ContractState.SENT: {"revise", "refuse", "countersign", "withdraw"},
        ContractState.SIGNED: {"extend", "end"}, ContractState.REFUSED: {"revise", "withdraw"}, ContractState.WITHDRAWN: set(),
        ContractState.ENDED: set()}


@pytest.mark.parametrize(("name", "state", "facts", "code"), [
    ("send", ContractState.DRAFT, Facts(missing=(Unmet("contract:missing-c"),)), "contract:missing-c"),
    ("countersign", ContractState.SENT, Facts(unsigned=("De Boot",)), "contract:unsigned"),
    ("countersign", ContractState.SENT, Facts(without_mandate=("Beek",)), "contract:mandates"),
    ("countersign", ContractState.SENT, Facts(without_consent=("Beek",)), "contract:consents"),
    ("extend", ContractState.SIGNED, Facts(), "contract:no-extension"),
    ("send", ContractState.SENT, Facts(), "step:not-from-here")])
def test_step_says_what_is_needed_first(name, state, facts, code):
    assert refusal(guard, contract_step(name), state, facts, "reden")[0] == code


@pytest.mark.parametrize("name", ["revise", "refuse", "withdraw", "extend", "end"])
def test_these_steps_need_a_reason(name):
    step = contract_step(name)
    assert refusal(guard, step, next(iter(step.sources)), Facts(extensions_left=1), " ")[0] == "step:reason-missing"
