"""What a choice is called is what Django calls it, in whatever language is spoken."""

import pytest
from django.utils.translation import override

from xieshang.proposals.models import Proposal, Reply
from xieshang.proposals.states import Ground, State
from xieshang.spine.choices import shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_choice_is_called_as_its_field_says(language: str) -> None:
    with override(language):
        for state in State:
            proposal = Proposal(state=state, ground=Ground.EMPTY)
            assert shown(proposal, "state") == proposal.get_state_display() == str(state.label)
        assert shown(proposal, "ground") == proposal.get_ground_display()


def test_a_value_that_is_no_choice_is_called_by_itself() -> None:
    """Nothing chosen is called nothing."""
    assert (shown(Proposal(ground=""), "ground"), shown(Reply(reply_class="Z"), "reply_class")) == ("", "Z")
