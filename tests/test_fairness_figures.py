"""The arithmetic of the fairness reports says what scipy says."""

import importlib.util
import random

import pytest
from conftest import ADDONS_PATH
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

TOOLS = ADDONS_PATH / "perf_appraisal" / "tools"
numbers = st.floats(min_value=1, max_value=5).map(lambda number: round(number, 3))


def load(name):
    """A module of the addon's tools, which need no Odoo."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


groups, raters = load("fairness_groups"), load("fairness_raters")


@given(st.integers(1, 80), st.integers(1, 80), st.data())
@settings(max_examples=300, deadline=None)
def test_exact_test(one, other, data):
    good, good_other = data.draw(st.integers(0, one)), data.draw(st.integers(0, other))
    expected = stats.fisher_exact([[good, one - good], [good_other, other - good_other]]).pvalue
    assert groups.fisher(good, one, good_other, other) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(st.floats(-20, 20), st.integers(1, 300))
@settings(max_examples=300, deadline=None)
def test_student_below(value, degrees):
    assert raters.student_below(value, degrees) == pytest.approx(stats.t.cdf(value, degrees), abs=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 3, 5, 11, 40, 200])
def test_student_quantile(degrees):
    assert raters.student_quantile(0.975, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-6)


@given(st.lists(numbers, min_size=3, max_size=30))
@settings(max_examples=200, deadline=None)
def test_interval(values):
    mean, deviation = stats.tmean(values), stats.tstd(values)
    low, high = raters.interval(mean, deviation, len(values))
    if deviation > 1e-6:
        expected = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=stats.sem(values))
        assert (low, high) == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.lists(numbers, min_size=2, max_size=12), min_size=2, max_size=8))
@settings(max_examples=200, deadline=None)
def test_moments_of_the_others(teams):
    everybody = [value for team in teams for value in team]
    sums = len(everybody), sum(everybody), sum(value**2 for value in everybody)
    own, rest = teams[0], [value for team in teams[1:] for value in team]
    count, mean, deviation = raters.rest_moments(len(own), stats.tmean(own), stats.tstd(own), sums)
    assert count == len(rest)
    assert mean == pytest.approx(stats.tmean(rest))
    assert deviation == pytest.approx(stats.tstd(rest), abs=1e-4)


@given(st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=2, max_size=9))
@settings(max_examples=200, deadline=None)
def test_intraclass_is_the_f_test(teams):
    """With teams of one size, ICC(k) = 1 - 1 / F and ICC(1) = (F - 1) / (F + k - 1), F of the analysis of variance."""
    inside = sum(stats.tvar(team) for team in teams)
    if inside < 1e-6:
        return
    ratio = float(stats.f_oneway(*teams).statistic)
    found = raters.intraclass([(4, stats.tmean(team), stats.tstd(team)) for team in teams])
    assert found["one"] == pytest.approx(max(0.0, (ratio - 1) / (ratio + 3)), abs=1e-6)
    assert found["mean"] == pytest.approx(max(0.0, 1 - 1 / ratio) if ratio else 0.0, abs=1e-6)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.1, 0.2, 0.3])
def test_part_of_variance(share):
    end = stats.norm.ppf(1 - share)
    assert raters.part_of_variance(share) == pytest.approx(stats.truncnorm.var(-end, end), rel=1e-6)


def test_spread_of_teams_is_found():
    """Of many teams whose means differ by a known spread, most of it is found whatever a few odd raters do."""
    dice = random.Random(11)
    for true in (0.0, 0.25, 0.5):
        means = [(dice.gauss(0, true) + dice.gauss(0, 0.6 / 12**0.5), 12) for _team in range(2000)]
        assert raters.team_spread(means, 0.6) == pytest.approx(true, abs=0.06)
        odd = [(5.0, 12)] * 60 + means
        assert raters.team_spread(odd, 0.6) == pytest.approx(true, abs=0.15)
