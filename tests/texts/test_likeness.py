"""Likeness of two texts: exact, estimated from sketches, and shown as shared passages."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts import real
from xieshang.texts import folding, likeness

chinese = st.text(st.sampled_from("关于加强农村养老服务体系建设的若干建议，。 12a㎏"), max_size=120)

ESSAY = "近年来，我市老龄化程度不断加深，农村空巢老人占比超过四成，村级养老设施严重不足。"

SKETCH_OF_ESSAY = [-1951505411, -1807494701, -1760884806, -1711471402]


@given(chinese, chinese)
def test_jaccard_is_symmetric_and_between_0_and_1(a: str, b: str) -> None:
    """It does not matter which text is compared with which."""
    assert likeness.jaccard(a, b) == likeness.jaccard(b, a)
    assert 0 <= likeness.jaccard(a, b) <= 1


@given(chinese)
def test_a_text_with_a_letter_is_wholly_like_itself(text: str) -> None:
    """1 on itself, and 0 where there is nothing to compare."""
    assert likeness.jaccard(text, text) == (1 if folding.letters(text) else 0)


@given(chinese)
def test_form_makes_no_difference(text: str) -> None:
    """Spacing, punctuation and width are not content."""
    assert likeness.jaccard(text, f" {text}。") == likeness.jaccard(text, text)
    assert likeness.sketch(text.replace("1", "１")) == likeness.sketch(text)


def test_jaccard_counts_shared_shingles_over_all() -> None:
    """一二三四五六 and 二三四五六七 have one shingle in common of three."""
    assert likeness.jaccard("一二三四五六", "二三四五六七") == 1 / 3


def test_a_text_shorter_than_a_shingle_is_one_shingle() -> None:
    """Short texts are alike when they are the same, and only then."""
    assert likeness.shingles("养老") == {"养老"}
    assert likeness.jaccard("养老", "养老。") == 1
    assert likeness.jaccard("养老", "养生") == 0


def test_a_sketch_is_the_same_for_ever() -> None:
    """Sketches are stored: these numbers may never change."""
    assert likeness.sketch(ESSAY, size=4) == SKETCH_OF_ESSAY
    assert likeness.sketch("") == []


@given(st.lists(st.text("甲乙丙丁戊己庚辛", min_size=5, max_size=5), min_size=1, max_size=30), st.randoms())
def test_a_sketch_knows_no_order(sentences: list[str], random: Random) -> None:
    """Paragraphs in another order, set apart by a word of their own, leave the sketch as it was."""
    pool = likeness.shingles("".join(sentences))
    shuffled = sorted(pool)
    random.shuffle(shuffled)
    one_by_one = {value for shingle in shuffled for value in likeness.sketch(shingle)}
    assert likeness.sketch("".join(sentences)) == sorted(one_by_one)[: likeness.SKETCH]


@given(chinese)
def test_a_sketch_is_sorted_unique_and_fits_the_column(text: str) -> None:
    """Ascending signed 32-bit integers, no more than asked for."""
    sketch = likeness.sketch(text, size=16)
    assert sketch == sorted(set(sketch))
    assert len(sketch) == min(16, len(likeness.shingles(text)))
    assert all(-(2**31) <= value < 2**31 for value in sketch)


@given(chinese, chinese, chinese, chinese)
def test_shared_passages_are_in_both_texts_at_their_offsets(head_a: str, head_b: str, common: str, tail: str) -> None:
    """Each passage says the same in both, is long enough, and overlaps no other; the longest comes first."""
    a, b = head_a + common + tail, head_b + common
    passages = likeness.shared(a, b, at_least=6)
    said = [folding.letters(a[p.start_a : p.end_a]) for p in passages]
    assert said == [folding.letters(b[p.start_b : p.end_b]) for p in passages]
    assert all(len(words) >= 6 for words in said)
    assert [len(words) for words in said] == sorted(map(len, said), reverse=True)
    assert apart([(p.start_a, p.end_a) for p in passages])
    assert apart([(p.start_b, p.end_b) for p in passages])


def apart(spans: list[tuple[int, int]]) -> bool:
    """Whether no span begins before another has ended."""
    ordered = sorted(spans)
    return all(end <= start for (_, end), (start, _) in pairwise(ordered))


@given(chinese, chinese)
def test_a_long_common_passage_is_always_found(head: str, tail: str) -> None:
    """Whatever stands around it, in whatever form it is written."""
    text = f"{head}{ESSAY}"
    passages = likeness.shared(text, f"{ESSAY.replace('，', ' , ')}{tail}")
    said = [folding.letters(text[passage.start_a : passage.end_a]) for passage in passages]
    assert any(folding.letters(ESSAY) in words for words in said)


def test_passages_are_longest_first_with_offsets_in_both() -> None:
    """Two passages that changed places are both found."""
    a = "甲乙丙丁戊己庚辛壬癸子丑！　天地玄黄宇宙洪荒日月盈昃辰宿"
    b = "天地玄黄，宇宙洪荒，日月盈昃，辰宿。甲乙丙丁戊己庚辛壬癸子丑"
    assert likeness.shared(a, b) == [(14, 28, 0, 17), (0, 12, 18, 30)]


def test_texts_with_nothing_in_common_share_no_passage() -> None:
    """No passage is made up."""
    assert likeness.shared("天地玄黄宇宙洪荒日月盈昃", "甲乙丙丁戊己庚辛壬癸子丑") == []
    assert likeness.shared("", ESSAY) == []


def test_a_passage_ends_on_whole_characters() -> None:
    """㎏ is two letters and one character: a passage does not end within it."""
    a, b = "农村养老服务设施建设共十二㎏", "农村养老服务设施建设共十二k"
    assert likeness.shared(a, b) == [(0, 13, 0, 13)]


@real.needs_real_file
def test_the_published_coefficients_come_out_to_the_last_digit() -> None:
    """The normalisation is the one they were computed with."""
    bodies = real.bodies()
    computed = [
        (one, other, coefficient, f"{likeness.jaccard(bodies[one], bodies[other]):.{len(coefficient) - 2}f}")
        for one, other, coefficient in real.published_pairs()
        if coefficient
    ]
    assert len(computed) == 4
    assert [published for *_, published, _ in computed] == [ours for *_, ours in computed]


@real.needs_real_file
def test_the_sketches_alone_lead_to_every_similar_pair_and_to_no_other() -> None:
    """Candidates by a tenth of the sketch, kept by the exact coefficient: the three listed pairs over 0.3."""
    bodies = real.bodies()
    sketches = {number: set(likeness.sketch(text)) for number, text in bodies.items()}
    candidates = [pair for pair in combinations(sketches, 2) if worth_comparing(sketches, *pair)]
    alike = {pair for pair in candidates if likeness.jaccard(*(bodies[number] for number in pair)) >= likeness.ALIKE}
    listed = {(one, other) for one, other, value in real.published_pairs() if value and float(value) > likeness.ALIKE}
    assert len(candidates) < 10
    assert alike == listed == {("0544", "0615"), ("0111", "0272"), ("0018", "0021")}


def worth_comparing(sketches: dict[str, set[int]], one: str, other: str) -> bool:
    """What an index over hashes would find: enough in common."""
    return len(sketches[one] & sketches[other]) >= likeness.least_common(sketches[one])


@pytest.mark.parametrize(("size", "least"), [(48, 4), (20, 2), (9, 1), (1, 1), (0, 1)])
def test_a_candidate_has_a_tenth_of_the_sketch(size: int, least: int) -> None:
    """And at least one hash, where the text is short."""
    assert likeness.least_common(range(size)) == least
