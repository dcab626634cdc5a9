"""Papers of a case: the reply as an official letter, the case as one file, the archive's package.

They are official papers, in Chinese whatever language their reader has chosen.
"""

from xieshang.proposals.exports.case import bound, many
from xieshang.proposals.exports.letters import letter_of, name_of, paper_of
from xieshang.proposals.exports.package import Packed, pack
from xieshang.proposals.exports.seen import Seen, reminders

__all__ = ["Packed", "Seen", "bound", "letter_of", "many", "name_of", "pack", "paper_of", "reminders"]
