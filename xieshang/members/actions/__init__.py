"""What is done to assemblies, to the roll and with posts.

What is new comes as a row that is not yet written: `admit(Member(term=…, …), by=clerk)`. All of it
may be done in a batch, but for establishing an assembly, whose key its events need at once.
"""

from xieshang.members.actions.admitting import admit_person
from xieshang.members.actions.beginning import begin
from xieshang.members.actions.bodies import add_committee, add_sector, rename_sector
from xieshang.members.actions.changing import freeze_term, open_next_term, stay_open
from xieshang.members.actions.exporting import note_export
from xieshang.members.actions.founding import (
    close_term,
    convene,
    dissolve_organ,
    establish,
    form_organ,
    form_sector,
    open_term,
)
from xieshang.members.actions.importing import import_roll
from xieshang.members.actions.posts import appoint, relieve
from xieshang.members.actions.roll import admit, correct, leave, transfer

__all__ = [
    "add_committee",
    "add_sector",
    "admit",
    "admit_person",
    "appoint",
    "begin",
    "close_term",
    "convene",
    "correct",
    "dissolve_organ",
    "establish",
    "form_organ",
    "form_sector",
    "freeze_term",
    "import_roll",
    "leave",
    "note_export",
    "open_next_term",
    "open_term",
    "relieve",
    "rename_sector",
    "stay_open",
    "transfer",
]
