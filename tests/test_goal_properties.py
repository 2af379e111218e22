"""What the arithmetic of goals promises for all numbers and dates, not only for those of its examples.

The modules of ``perf_goals/tools`` import nothing of Odoo, so they are loaded by their path. Where a property holds up
to rounding only, the test says how much that is. The examples are the same in each run, so that no run fails by chance.
"""

import importlib.util
import math
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

TOOLS = Path(__file__).resolve().parents[1] / "addons" / "perf_goals" / "tools"
ROUNDED = 2e-6  # weighted means are rounded to six decimals; two of them differ by so much at most
TOLERANCE = 1e-9  # of a score: far above what floats lose, far below what anybody sees
CENT = 1e-5  # of a value with two decimals

settings.register_profile(
    "goals",
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("goals")


def _load(name):
    """A module of the arithmetic, by its path."""
    spec = importlib.util.spec_from_file_location(f"perf_goals_{name}", TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = ("chart", "clarity", "exposure", "metric", "numbers", "period", "progress", "realism")
tools = SimpleNamespace(**{name: _load(name) for name in NAMES})
progress = tools.progress

finite = st.floats(allow_nan=False, allow_infinity=False)
numbers = st.floats(min_value=-1e14, max_value=1e14, allow_subnormal=False)  # what key results take, see LIMIT
plain = st.integers(-1_000_000, 1_000_000).map(lambda number: number / 100)  # two decimals, as people type
caps = st.floats(min_value=1.0, max_value=2.0)
scores = st.floats(min_value=0.0, max_value=2.0)
percents = st.floats(min_value=0.0, max_value=200.0)
weights = st.one_of(st.just(0.0), st.floats(min_value=1e-6, max_value=1e6))
known_pairs = st.lists(st.tuples(percents, weights), min_size=1, max_size=12)
pairs = st.lists(st.tuples(st.none() | percents, weights), max_size=12)
days = st.dates(min_value=date(1970, 1, 1), max_value=date(2099, 12, 31))
commitments = st.sampled_from(sorted(progress.ACHIEVED))


def not_equal(strategy):
    """Pairs of different numbers: start and target."""
    return st.tuples(strategy, strategy).filter(lambda pair: pair[0] != pair[1])


# ----------------------------------------------------------------------------------------------------------------------
# Score of a key result
# ----------------------------------------------------------------------------------------------------------------------


@given(current=finite, ends=not_equal(finite), cap=caps)
@example(current=1e308, ends=(-1e308, 1e308), cap=1.0)
@example(current=1e300, ends=(0.0, 5e-324), cap=1.2)
def test_score_stays_between_nothing_and_the_cap(current, ends, cap):
    """Whatever finite numbers come in, what counts lies between 0 and the cap."""
    assert 0.0 <= progress.clamp(progress.raw_score(current, *ends), cap) <= cap


@given(ends=not_equal(finite))
def test_start_is_nothing_and_target_is_all(ends):
    """At the start the score is 0 and at the target 1, exactly."""
    start, target = ends
    assume(math.isfinite(target - start))
    assert progress.raw_score(start, start, target) == 0.0
    assert progress.raw_score(target, start, target) == 1.0


@given(current=numbers, ends=not_equal(numbers))
def test_falling_targets_score_as_rising_ones(current, ends):
    """Turned upside down, all three negated, the score is the very same."""
    start, target = ends
    assert progress.raw_score(current, start, target) == progress.raw_score(-current, -start, -target)


@given(current=plain, ends=not_equal(plain))
def test_the_way_back_is_the_rest_of_the_way(current, ends):
    """With start and target exchanged the score is what is missing to 1, up to rounding."""
    start, target = ends
    there, back = progress.raw_score(current, start, target), progress.raw_score(current, target, start)
    assert there + back == pytest.approx(1.0, rel=1e-9, abs=1e-9 * max(1.0, abs(there)))


@given(first=numbers, second=numbers, ends=not_equal(numbers), cap=caps)
def test_score_rises_toward_the_target(first, second, ends, cap):
    """A value further in the direction of the target never has a lower score."""
    start, target = ends
    near, far = sorted((first, second), reverse=target < start)
    raw = [progress.raw_score(value, start, target) for value in (near, far)]
    assert raw[0] <= raw[1]
    assert progress.clamp(raw[0], cap) <= progress.clamp(raw[1], cap)


@given(score=finite, cap=caps)
def test_counting_twice_changes_nothing(score, cap):
    """What was kept in its bounds stays as it is, and a higher cap never takes anything away."""
    kept = progress.clamp(score, cap)
    assert progress.clamp(kept, cap) == kept
    assert progress.clamp(score, 1.0) <= kept


@given(old=scores, new=scores)
def test_small_steps_are_no_slips(old, new):
    """A step forward or back of up to half the way is never asked about, one of clearly more always is."""
    if abs(new - old) <= progress.FAR:
        assert not progress.is_far(old, new)
    elif abs(new - old) > progress.FAR + 1e-6:
        assert progress.is_far(old, new)


# ----------------------------------------------------------------------------------------------------------------------
# Weighted mean
# ----------------------------------------------------------------------------------------------------------------------


@given(pairs=pairs, factor=st.floats(min_value=1e-3, max_value=1e3))
def test_only_the_relation_of_weights_counts(pairs, factor):
    """All weights times the same number give the same mean, up to rounding."""
    mean = progress.weighted_mean(pairs)
    scaled = progress.weighted_mean([(value, weight * factor) for value, weight in pairs])
    assert (scaled is None) == (mean is None)
    assert scaled is None or scaled == pytest.approx(mean, abs=ROUNDED)


@given(pairs=pairs, others=st.lists(weights, max_size=5), data=st.data())
def test_what_has_no_value_does_not_count(pairs, others, data):
    """Entries without a value change nothing, wherever they stand and whatever they weigh."""
    more = data.draw(st.permutations([*pairs, *((None, weight) for weight in others)]))
    known = [pair for pair in more if pair[0] is not None]
    assert progress.weighted_mean(more) == progress.weighted_mean(known)
    assert (progress.weighted_mean(more) is None) == (not known)


@given(pairs=known_pairs)
def test_mean_lies_between_least_and_most(pairs):
    """The mean is nowhere beyond the values that it is made of, up to rounding."""
    values = [value for value, _weight in pairs]
    assert min(values) - ROUNDED <= progress.weighted_mean(pairs) <= max(values) + ROUNDED


@given(pairs=known_pairs)
def test_mean_is_the_weighted_mean(pairs):
    """It is the sum of value times weight over the sum of weights; the plain mean when all weigh nothing."""
    total = math.fsum(weight for _value, weight in pairs)
    if total:
        expected = math.fsum(value * weight for value, weight in pairs) / total
    else:
        expected = math.fsum(value for value, _weight in pairs) / len(pairs)
    assert progress.weighted_mean(pairs) == pytest.approx(expected, abs=ROUNDED)


@given(pairs=known_pairs, data=st.data())
def test_order_does_not_count(pairs, data):
    """The mean is the same in any order, up to rounding."""
    mixed = data.draw(st.permutations(pairs))
    assert progress.weighted_mean(mixed) == pytest.approx(progress.weighted_mean(pairs), abs=ROUNDED)


@given(pairs=known_pairs, index=st.integers(0, 11), gain=st.floats(min_value=0.0, max_value=100.0))
def test_more_of_one_is_never_less_of_all(pairs, index, gain):
    """A part that does better never lowers the mean."""
    index %= len(pairs)
    better = [(value + gain * (place == index), weight) for place, (value, weight) in enumerate(pairs)]
    assert progress.weighted_mean(better) >= progress.weighted_mean(pairs) - ROUNDED


# ----------------------------------------------------------------------------------------------------------------------
# Outcome, expected share, health, talk
# ----------------------------------------------------------------------------------------------------------------------

OUTCOMES = ("missed", "partial", "achieved")
HEALTHS = ("off_track", "at_risk", "on_track")


@given(first=scores, second=scores, commitment=commitments)
def test_outcome_is_never_worse_with_more(first, second, commitment):
    """The higher of two scores has the same outcome or a better one."""
    low, high = (OUTCOMES.index(progress.outcome(score, commitment)) for score in sorted((first, second)))
    assert low <= high


@given(score=scores)
def test_aspirational_goals_are_judged_no_harder(score):
    """What would do for a committed goal does for an aspirational one."""
    committed, aspirational = (OUTCOMES.index(progress.outcome(score, name)) for name in ("committed", "aspirational"))
    assert committed <= aspirational


@given(first=scores, second=scores, expected=st.none() | st.floats(0.0, 1.0), silent=st.integers(0, 120))
def test_health_is_never_worse_with_more(first, second, expected, silent):
    """The higher of two scores at the same moment has the same health or a better one."""
    words = [progress.health(score, expected, silent, 14) for score in sorted((first, second))]
    if silent > 28:
        assert words == ["stale", "stale"]
    else:
        assert HEALTHS.index(words[0]) <= HEALTHS.index(words[1])


@given(score=scores, first=st.floats(0.0, 1.0), second=st.floats(0.0, 1.0))
def test_health_is_never_better_later(score, first, second):
    """The same score is worth no more when more of the period has passed."""
    early, late = (progress.health(score, share, 0, 14) for share in sorted((first, second)))
    assert HEALTHS.index(late) <= HEALTHS.index(early)


@given(score=scores, expected=st.floats(0.0, 1.0))
def test_who_keeps_pace_is_on_track(score, expected):
    """At or above what the days passed would let expect, a goal is on track."""
    assume(score >= expected)
    assert progress.health(score, expected, 0, 14) == "on_track"


@given(start=days, length=st.integers(0, 2000), first=days, second=days)
def test_expected_share_rises_from_nothing_to_all(start, length, first, second):
    """It lies between 0 and 1, never falls, and is 1 from the last day on."""
    end = start + timedelta(days=length)
    early, late = (progress.expected_share(start, end, today) for today in sorted((first, second)))
    assert 0.0 <= early <= late <= 1.0
    assert progress.expected_share(start, end, end) == 1.0
    assert progress.expected_share(start, end, start) == (0.0 if length else 1.0)


@given(confidences=st.lists(st.integers(0, 10), max_size=8))
def test_a_talk_is_asked_for_by_the_last_three(confidences):
    """Only low confidence, or two falls in a row, ask for one; what was before the last three does not matter."""
    wanted = progress.needs_talk(confidences)
    assert wanted == progress.needs_talk(confidences[-3:])
    assert not wanted or confidences[-1] < progress.LOW_CONFIDENCE or sorted(confidences[-3:]) == confidences[:-4:-1]
    assert not confidences or wanted or confidences[-1] >= progress.LOW_CONFIDENCE


# ----------------------------------------------------------------------------------------------------------------------
# Ratio
# ----------------------------------------------------------------------------------------------------------------------


@given(top=st.none() | plain, bottom=st.none() | plain, factor=st.sampled_from([1, 100]))
def test_ratio_has_a_value_unless_there_is_nothing_to_relate(top, bottom, factor):
    """It is missing exactly when a part is missing or the bottom is nothing; times the bottom it is the top again."""
    found = tools.metric.ratio(top, bottom, factor)
    assert (found is None) == (top is None or not bottom)
    if found is not None:
        assert found * bottom == pytest.approx(factor * top, rel=1e-9, abs=1e-9)


@given(first=plain, second=plain, bottom=plain.filter(lambda number: number > 0))
def test_ratio_rises_with_its_top(first, second, bottom):
    """More of the top is never a lower ratio."""
    assert tools.metric.ratio(min(first, second), bottom) <= tools.metric.ratio(max(first, second), bottom)


# ----------------------------------------------------------------------------------------------------------------------
# Periods
# ----------------------------------------------------------------------------------------------------------------------

months = st.builds(
    lambda year, month, count: (date(year, month, 1), count),
    st.integers(1970, 2080),
    st.integers(1, 12),
    st.integers(1, 24),
)


def last_day(start, count):
    """Last day of that many months from the first of a month on."""
    years, month = divmod(start.month - 1 + count - 1, 12)
    year = start.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def month_count(start, end):
    """Number of months that a period touches."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


@given(start=days, length=st.integers(0, 2000))
def test_next_period_follows_without_a_gap(start, length):
    """It begins the day after, and ends no earlier than it begins; twice on it still does."""
    end = start + timedelta(days=length)
    for _turn in range(2):
        following = tools.period.next_period(start, end)
        assert following[0] == end + timedelta(days=1)
        assert following[1] >= following[0]
        start, end = following


@given(period=months)
def test_whole_months_stay_whole(period):
    """After whole months come as many whole months."""
    start, count = period
    found = tools.period.next_period(start, last_day(start, count))
    assert found[0].day == 1
    assert found[1] == last_day(found[0], count)
    assert month_count(*found) == count


@given(start=days, length=st.integers(0, 2000))
def test_other_periods_keep_their_days(start, length):
    """A period that is no whole months is followed by as many days."""
    end = start + timedelta(days=length)
    assume(start.day != 1 or (end + timedelta(days=1)).day != 1)
    found = tools.period.next_period(start, end)
    assert found[1] - found[0] == end - start


@given(start=days, length=st.integers(0, 400), count=st.integers(0, 8))
def test_earlier_periods_lie_before_without_a_gap(start, length, count):
    """There are as many as asked for, each ends the day before the later one begins."""
    found = tools.period.earlier_periods(start, start + timedelta(days=length), count)
    assert len(found) == count
    later = start
    for first, last in found:
        assert first <= last == later - timedelta(days=1)
        later = first


@given(period=months, count=st.integers(1, 8))
def test_earlier_months_lead_back_to_the_period(period, count):
    """For whole months, as many steps forward from the earliest period give the period again."""
    start, length = period
    end = last_day(start, length)
    found = tools.period.earlier_periods(start, end, count)[-1]
    assert month_count(*found) == length
    for _step in range(count):
        found = tools.period.next_period(*found)
    assert found == (start, end)


# ----------------------------------------------------------------------------------------------------------------------
# Numbers as they are typed
# ----------------------------------------------------------------------------------------------------------------------


@given(value=st.floats(min_value=-999_999_999_999_999, max_value=999_999_999_999_999))
def test_shown_numbers_are_read_again(value):
    """What a box shows is read as the same number, up to the fifteen digits that are shown."""
    shown = tools.numbers.shown_number(value)
    assert tools.numbers.parse_number(shown) == pytest.approx(value, rel=1e-14, abs=0)
    assert tools.numbers.shown_number(tools.numbers.parse_number(shown)) == shown


@given(cents=st.integers(-(10**13), 10**13))
def test_comma_and_blanks_are_read_as_people_write(cents):
    """A comma is a decimal sign as a point is, and blanks between thousands don't matter."""
    text = f"{cents / 100:.2f}"
    wanted = float(text)
    assert tools.numbers.parse_number(text.replace(".", ",")) == wanted
    assert tools.numbers.parse_number(f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",")) == wanted
    assert tools.numbers.parse_number(f" {cents / 100:,.2f} ") == wanted


@given(
    value=st.one_of(
        st.sampled_from([math.nan, math.inf, -math.inf, True, False, None, b"1", [], {}, 1j, ""]),
        st.sampled_from(
            ["nan", "NaN", "-nan", "inf", "-inf", "Infinity", "+infinity", "1e400", "1e15", "-1e15", "1" * 41]
        ),
        st.floats(min_value=1e15, allow_infinity=True),
        st.floats(max_value=-1e15, allow_infinity=True),
        st.integers(min_value=10**15),
        st.integers(max_value=-(10**15)),
        st.text(alphabet="abcxyz_%/-+", min_size=1, max_size=60),
    )
)
@example(value=10**400)
def test_what_is_no_ordinary_number_is_refused(value):
    """Not-a-number, infinity, absurd sizes and words all end in the same refusal, never in another error."""
    with pytest.raises(ValueError, match=r"^not a number$"):
        tools.numbers.parse_number(value)


@given(text=st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text):
    """A text is read as an ordinary number or refused; nothing else comes out."""
    try:
        found = tools.numbers.parse_number(text)
    except ValueError:
        return
    assert math.isfinite(found)
    assert abs(found) < tools.numbers.LIMIT


# ----------------------------------------------------------------------------------------------------------------------
# Fair exposure
# ----------------------------------------------------------------------------------------------------------------------


@given(worked=plain, full=plain)
def test_exposure_is_a_share(worked, full):
    """It lies between 0 and 1, and is 1 for who works all of the period or more."""
    share = tools.exposure.exposure(worked, full)
    assert 0.0 <= share <= 1.0
    assert worked < full or share == 1.0 or worked < 0


@given(first=plain, second=plain, full=plain)
def test_exposure_rises_with_the_time_worked(first, second, full):
    """More time worked is never a smaller share."""
    low, high = sorted((first, second))
    assert tools.exposure.exposure(low, full) <= tools.exposure.exposure(high, full)


@given(ends=not_equal(plain), share=st.floats(0.0, 1.0))
def test_adjusted_target_lies_between_start_and_target(ends, share):
    """Whichever way the target lies, the adjusted one is between start and target, up to rounding."""
    start, target = ends
    found = tools.exposure.adjusted_target(start, target, share)
    assert min(ends) - CENT <= found <= max(ends) + CENT
    assert found - start == pytest.approx((target - start) * share, abs=CENT)


@given(ends=not_equal(plain))
def test_full_exposure_is_the_full_target(ends):
    """Who works all of the period has the target as it was agreed, to the last digit."""
    assert tools.exposure.adjusted_target(*ends, 1.0) == ends[1]


@given(current=plain, ends=not_equal(plain), first=st.floats(0.001, 1.0), second=st.floats(0.001, 1.0), cap=caps)
def test_absence_never_lowers_a_score(current, ends, first, second, cap):
    """For the same value, who worked less of the period has the same score or a higher one."""
    start, target = ends
    less, more = (
        progress.clamp(progress.raw_score(current, start, tools.exposure.adjusted_target(start, target, share)), cap)
        for share in sorted((first, second))
    )
    full = progress.clamp(progress.raw_score(current, start, target), cap)
    assert full <= more + TOLERANCE
    assert more <= less + TOLERANCE


# ----------------------------------------------------------------------------------------------------------------------
# Realism of targets
# ----------------------------------------------------------------------------------------------------------------------

REALISMS = ("reached", "ordinary", "stretch", "beyond")
values = st.lists(plain, max_size=8)


@given(own=values, peers=values, first=plain, second=plain, lower=st.booleans())
def test_a_harder_target_is_never_called_easier(own, peers, first, second, lower):
    """Of two targets the one further on has the same label or a harder one; without enough figures neither has one."""
    history = tools.realism.History(tuple(own), tuple(peers))
    easy, hard = sorted((first, second), reverse=lower)
    found = [tools.realism.realism(target, history, lower) for target in (easy, hard)]
    if len(own) + len(peers) < tools.realism.ENOUGH:
        assert found == [None, None]
    else:
        assert REALISMS.index(found[0]) <= REALISMS.index(found[1])


@given(own=values, peers=values, target=plain, lower=st.booleans(), data=st.data())
def test_realism_is_the_same_upside_down_and_in_any_order(own, peers, target, lower, data):
    """Negated, with the better side exchanged, the label is the same; so it is in any order of the periods."""
    history = tools.realism.History(tuple(own), tuple(peers))
    found = tools.realism.realism(target, history, lower)
    negated = tools.realism.History(tuple(-value for value in own), tuple(-value for value in peers))
    assert tools.realism.realism(-target, negated, not lower) == found
    mixed = tools.realism.History(tuple(data.draw(st.permutations(own))), tuple(data.draw(st.permutations(peers))))
    assert tools.realism.realism(target, mixed, lower) == found


@given(own=values, peers=values, target=plain)
def test_labels_keep_their_word(own, peers, target):
    """Beyond is what nobody reached; already reached is what the person reached each time."""
    found = tools.realism.realism(target, tools.realism.History(tuple(own), tuple(peers)))
    if found == "beyond":
        assert all(value < target for value in (*own, *peers))
    if found == "reached":
        assert all(value >= target for value in own or peers)
    if found in ("ordinary", "stretch"):
        assert any(value >= target for value in (*own, *peers))


@given(rows=st.lists(st.tuples(st.none() | plain, st.integers(0, 3)), max_size=8))
def test_trimming_only_takes_what_was_before_the_first_record(rows):
    """The latest figures stay in their order; with no record at all nothing is left."""
    kept = tools.realism.trim(rows)
    assert list(kept) == [value for value, _count in rows if value is not None][: len(kept)]
    assert any(count for _value, count in rows) or not kept
    assert tools.realism.trim([*rows, (0.0, 0)]) == kept


@given(found=st.lists(plain, max_size=12))
def test_summary_is_in_order(found):
    """Least, middle and most are in this order and belong to the values."""
    figures = tools.realism.summary(found)
    assert (figures is None) == (not found)
    if figures:
        count, low, middle, high = figures
        assert count == len(found)
        assert low <= middle <= high
        assert {low, high} <= set(found)


# ----------------------------------------------------------------------------------------------------------------------
# Clarity and chart
# ----------------------------------------------------------------------------------------------------------------------


@given(
    name=st.none() | st.text(max_size=200),
    description=st.none() | st.text(max_size=200),
    results=st.lists(st.tuples(st.none() | st.text(max_size=20), plain, plain), max_size=4),
    has_end=st.booleans(),
    within=st.booleans(),
)
def test_clarity_is_all_less_what_is_missing(name, description, results, has_end, within):
    """Each point of a hundred is either given or explained."""
    score, missing = tools.clarity.clarity(name, description, results, has_end, within)
    assert 0 <= score <= 100
    assert score + sum(tools.clarity.POINTS[key] for key in missing) == 100


@given(
    start=days,
    length=st.none() | st.integers(0, 1000),
    today=days,
    points=st.lists(st.tuples(days, st.floats(-50.0, 250.0)), max_size=6),
)
def test_chart_stays_in_its_frame(start, length, today, points):
    """Every line and dot lies inside the picture, whatever the dates and values."""
    end = start + timedelta(days=length) if length is not None else False
    figure = tools.chart.chart(start, end, today, 0, sorted(points))
    size = figure["size"]
    for x, y in figure["dots"]:
        assert size["left"] <= x <= size["right"]
        assert size["top"] <= y <= size["base"]
    assert figure["today"] is None or size["left"] <= figure["today"] <= size["right"]
    assert bool(figure["actual"]) == bool(points)
