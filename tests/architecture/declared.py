"""What the house allows beside its rules, each with its reason. A line that nothing needs any more fails its test."""

from typing import NamedTuple


class Beside(NamedTuple):
    """A module that is no standard floor: the floor at whose height it stands, and what it is for."""

    floor: str
    reason: str


STANDARD = [
    {"apps"},
    {"urls"},
    {"views"},
    {"reactions", "tasks"},
    {"actions", "forms", "exports", "imports"},
    {"rules"},
    {"figures"},
    {"queries"},
    {"models"},
    {"events", "states"},
]
"""The floors of a room, from top to bottom, as docs/house.md says; what stands side by side is a set."""

NO_FLOORS = {"__init__", "migrations", "management", "templates", "static"}
"""What every room may have and what is not a floor."""

EXTRA_FLOORS = {
    "accounts": {
        "converters": Beside("urls", "the field of a person that an address may name"),
        "adapters": Beside("views", "what the sign-in library asks of us: sessions, second factor, language"),
        "backends": Beside("views", "looks a person up at sign-in, by phone number or address"),
        "sessions": Beside("queries", "reads sessions of the framework and whose they are, in one statement a page"),
        "duties": Beside("views", "middleware: what a person must do before anything else"),
        "listeners": Beside("reactions", "the second factor's library tells what happened by signals alone"),
        "lockout": Beside("queries", "reads how many failed attempts there were, and until when an account is closed"),
        "web": Beside("views", "who stands at the door: the actor of a request"),
        "devices": Beside("states", "the name of a browser and a system from what a browser says of itself"),
        "contacts": Beside("states", "phone numbers and addresses in their one normal form"),
        "passwords": Beside("states", "one-time passwords that can be read aloud"),
        "permissions": Beside("states", "roles as readable lists of permissions"),
        "privacy": Beside("states", "which fields are personal, and how they are masked"),
        "settings": Beside("states", "what the sign-in libraries are told"),
    },
    "members": {
        "change": Beside("states", "where each room says what a change of term asks of it"),
        "sealing": Beside("figures", "the seal of a frozen term, and what no longer fits it"),
        "standing": Beside("figures", "what of the roll a term had on a day"),
    },
    "deadlines": {
        "calendar": Beside("states", "counts working days; arithmetic over a list of days"),
        "days": Beside("states", "one day of the calendar"),
        "due": Beside("states", "a due date that explains itself"),
        "periods": Beside("states", "the lengths that rooms declare"),
    },
    "documents": {
        "numbers": Beside("actions", "numbers without gaps: it locks and writes a series for other rooms' actions"),
        "uploads": Beside("forms", "what comes in with a form, checked"),
        "owners": Beside("rules", "who sees a file is told by the room of its subject, which registers here"),
        "letters": Beside("states", "sets official letters and dossiers from plain data"),
        "accept": Beside("states", "what a file may be: name, size, type and content agree"),
        "content": Beside("states", "looks into files of each kind"),
        "names": Beside("states", "file names made safe"),
        "store": Beside("states", "the files folder outside the web root"),
    },
    "notices": {
        "stream": Beside("views", "the process that tells open pages at once"),
        "telling": Beside("actions", "writes notices and wakes channels, for reactions and actions alike"),
        "channels": Beside("actions", "brings a notice out by e-mail, and keeps how that went"),
        "topics": Beside("states", "what a page may watch, of rooms below, and by which ticket"),
        "gateways": Beside("states", "what takes a short message to a phone: files, or a gateway over https"),
        "board": Beside("states", "which open pages belong to whom, in the memory of the stream"),
        "source": Beside("states", "the stream's one connection that listens"),
        "settings": Beside("states", "what the mail library is told"),
        "wording": Beside("states", "the words of each kind of notice"),
    },
    "portal": {
        "context": Beside("views", "what every page shows around itself"),
    },
    "proposals": {
        "standing": Beside(
            "figures", "what a change of term asks of proposals: what is open, sealed, and was on a day"
        ),
        "turns": Beside("states", "who has the ball in each state, and which period then runs"),
    },
    "duties": {
        "collecting": Beside("actions", "keeps what the ledger says of each member; reactions and the rebuild call it"),
        "standing": Beside("figures", "what a change of term asks of duty: what is open, and the years' seals"),
        "sealing": Beside("figures", "the seal of a frozen year, and what no longer fits it"),
        "sealed": Beside("states", "a score as the plain values that are sealed, and back"),
        "readings": Beside("queries", "what ledger entries say of members"),
        "words": Beside("states", "why things counted as they did, and points as people write them"),
        "telling": Beside("states", "a scheme told in sentences, whole"),
        "trying": Beside("queries", "two schemes on the same year"),
        "clauses": Beside("queries", "what a scheme asks of one credit and takes of many, as SQL"),
        "tally": Beside("queries", "the score of many members in one statement"),
        "quality": Beside("queries", "what became of what a member did, as a pure function of facts and entries"),
        "scoring": Beside("states", "the score as a pure function of a scheme and facts"),
        "schemes": Beside("states", "schemes as documents: format, reading with faults, those that are shipped"),
    },
    "meetings": {
        "kinds": Beside("states", "the kinds of occasion that every assembly begins with"),
        "standing": Beside("figures", "what a change of term is told of meetings: minutes that are not issued"),
        "now": Beside("queries", "what a person can do now: each area registers what is its own, one page asks"),
        "seating": Beside("states", "who sits where, as a pure function of a hall, people and an order"),
        "counting": Beside("states", "votes counted, and what they come to under each rule; arithmetic alone"),
        "door": Beside(
            "states", "what is reckoned at the door, without a row: attendance, codes, the fence, the tally"
        ),
    },
    "reports": {
        "entries": Beside("exports", "how the entries of the ledger are listed"),
        "subjects": Beside("queries", "what entries of the ledger speak of, and who is told of it"),
        "payloads": Beside("exports", "what an entry recorded, in words"),
        "showing": Beside("exports", "how the rows behind a figure are listed"),
        "prose": Beside("states", "a report's text, whose sentences bind figures"),
    },
}

OWN_PLANS = {
    "cli": """
        main
        chinese managed
        check db demo duties establish figures import_ ledger run setup similar worker
        faults places
        product
        output
        endings
        """,
    "demo": (
        "agendas build callings cases charges city duties floor forums gatherings keys lives"
        " outcomes phrases plenary reviews stage topics"
    ),
    "ui": """
        apps
        urls
        views
        jinja errors lists pages renderer
        bound
        context selection drawings
        filters sheets plans rows
        cells
        icons show addresses keyset counting fields widgets shelf verbs
        """,
    "texts": """
        guidance strokes
        words parts names
        likeness redact tables
        dictionary folding numbering surnames
        terms
        """,
    "spine": """
        apps
        worker
        tasks web
        ledger
        action figure
        event
        batch
        errand
        constraint
        lifecycle
        rule clock models choices
        """,
    "engine": """
        wsgi
        urls
        settings processes
        preparation
        production health policy logs soundness catalogues collector
        database
        postmaster
        postgres watch
        environment prepared writes connections
        language
        """,
}
"""The rooms that have no floors: their modules from top to bottom; those on one line stand side by side."""

OTHER_RULES = {
    "members.fits_roll": "asks of a row alone, not of an actor, whether it agrees with the roll",
}
"""Public functions of `rules` that are neither may_ nor is_."""

NAMED_ELSEWHERE = {
    "xieshang/engine/connections/base.py": "Django looks for a connection in a module of this name",
}
"""Files whose names are not ours to choose, with the reason."""

IRREGULAR = {
    "chosen",
    "drawn",
    "frozen",
    "given",
    "held",
    "left",
    "reset",
    "sent",
    "set",
    "taken",
    "undone",
    "upheld",
    "withdrawn",
}
"""Past tenses that do not end in -ed."""

WRITES = {
    "xieshang.duties.collecting": {
        "writes.insert_missing": "read from the ledger, which is the deed",
        "writes.update_by": "an entry of the ledger undid it",
        "Credit.objects.filter(assembly=assembly).delete": "all are read anew from the ledger at once",
        "Grade.objects.bulk_create": "counted from credits, for lists: no deed",
        "Grade.objects.filter(of_year=opened, member__person=person).update": "the same, of one member",
    },
    "xieshang.accounts.duties": {
        "UserSession.objects.filter(session_key=request.session.session_key).update": "a device was seen: no deed",
    },
    "xieshang.documents.numbers": {
        "NumberSeries.objects.bulk_create": "the next number, taken under a lock inside another room's action",
    },
    "xieshang.notices.telling": {
        "Notice.objects.bulk_create": "notices are owed to an entry, which is the deed",
        "Notice.objects.bulk_update": "what a later entry has made void no longer asks",
        "Delivery.objects.bulk_create": "deliveries belong to their notice",
    },
    "xieshang.notices.channels": {
        "writes.update": "how sending went, kept by the worker while it holds the row",
    },
}
"""Writes outside actions: module, call, reason."""

CLOCKS = {
    "xieshang.accounts.adapters": "the sign-in library keeps real time",
    "xieshang.accounts.duties": "when a device was last seen: sessions live in real time",
    "xieshang.accounts.sessions": "sessions end in real time, whatever the product's clock says",
    "xieshang.accounts.lockout": "failed attempts are kept by a library, in real time",
    "xieshang.accounts.views.own": "sessions end in real time, whatever the product's clock says",
    "xieshang.spine.errand": "when the worker did an errand, whatever the clock it acts at",
    "xieshang.demo": "lays the demo city's years out so that they end today",
}
"""Modules, or whole rooms, that ask for real time."""

SIGNALS = {
    "xieshang.accounts.listeners": "the second factor's library tells what happened in no other way",
}
"""Modules that listen to signals of a library."""


class Reach(NamedTuple):
    """Through which model a row is reached, and why; an empty name: no page shows it to anybody."""

    through: str
    reason: str


REACHED = {
    "accounts.Scope": Reach("accounts.Grant", "a place is shown where a role is held in it"),
    "accounts.SecondFactor": Reach("accounts.Grant", "shown with the roles of an assembly, to who grants them"),
    "deadlines.CalendarDay": Reach("", "the working-day calendar of the country is nobody's secret"),
    "deadlines.Deadline": Reach("proposals.Proposal", "the days of a case are shown on its page"),
    "deadlines.Period": Reach("", "how long a step may take is a regulation"),
    "documents.NumberSeries": Reach("", "a counter: no page shows it"),
    "documents.File": Reach("proposals.Proposal", "owners.may_see asks the room of the subject"),
    "members.Assembly": Reach("members.Member", "shown on the roll; names and terms of an assembly are public"),
    "members.Term": Reach("members.Member", "shown on the roll"),
    "members.Session": Reach("members.Member", "shown on the roll, and as the year of a case"),
    "members.Sector": Reach("members.Member", "shown on the roll"),
    "members.Organ": Reach("members.Member", "shown on the roll"),
    "members.Post": Reach("members.Member", "shown with the member who holds it"),
    "duties.Credit": Reach("members.Member", "shown in the record of the member, and to who reads all records"),
    "duties.Exemption": Reach("members.Member", "shown in the record"),
    "meetings.Kind": Reach("meetings.Meeting", "named on each occasion; who sets them asks a rule"),
    "meetings.Series": Reach("meetings.Meeting", "the occasions that were drawn up together"),
    "meetings.Sitting": Reach("meetings.Meeting", "a half-day of the occasion"),
    "meetings.Attendee": Reach("meetings.Meeting", "a line of the roster"),
    "meetings.Appearance": Reach("meetings.Meeting", "shown as attendance is"),
    "meetings.Attendance": Reach("meetings.Meeting", "shown with the roster"),
    "meetings.Device": Reach("meetings.Meeting", "shown to who looks after the door"),
    "meetings.DoorRecord": Reach("meetings.Meeting", "behind an attendance"),
    "meetings.Item": Reach("meetings.Meeting", "shown with the agenda"),
    "meetings.Turn": Reach("meetings.Meeting", "shown with the item"),
    "meetings.Minutes": Reach("meetings.Meeting", "shown with the occasion"),
    "meetings.MinutesVersion": Reach("meetings.Meeting", "shown with the minutes"),
    "meetings.Option": Reach("meetings.Meeting", "a part of the vote"),
    "meetings.Cast": Reach("meetings.Meeting", "that somebody voted"),
    "meetings.Ballot": Reach("meetings.Meeting", "shown as a result alone"),
    "meetings.Count": Reach("meetings.Meeting", "shown to who counts"),
    "meetings.Plan": Reach("meetings.Meeting", "shown with the occasion"),
    "meetings.Seat": Reach("meetings.Meeting", "shown with the plan"),
    "meetings.Template": Reach("", "what an occasion begins with, offered to who draws one up"),
    "meetings.Feed": Reach("", "a person's own: the address is the key"),
    "proposals.Stage": Reach("proposals.Proposal", "the states a case was in, shown with it"),
    "proposals.Suggestion": Reach("proposals.Proposal", "a part of the text"),
    "proposals.Sketch": Reach("proposals.Proposal", "finds similar cases, which are then asked for"),
    "proposals.CaseWords": Reach("proposals.Proposal", "finds cases by their words, among those that may be seen"),
    "proposals.PublicWords": Reach("proposals.Proposal", "finds published cases by their words"),
    "proposals.CoSigner": Reach("proposals.Proposal", "shown on the case, and to who is asked"),
    "proposals.Assignment": Reach("proposals.Proposal", "shown on the case"),
    "proposals.Talk": Reach("proposals.Proposal", "shown on the case"),
    "proposals.Reply": Reach("proposals.Proposal", "shown on the case"),
    "proposals.ReplyDraft": Reach("proposals.Proposal", "shown with its form, to its bureau alone"),
    "proposals.Answer": Reach("proposals.Proposal", "a part of the reply"),
    "proposals.Topic": Reach("proposals.Call", "shown with its call"),
    "proposals.Supporter": Reach("proposals.Proposal", "shown on the case"),
    "proposals.LikenessDecision": Reach("proposals.Proposal", "shown on the case to whoever reviews"),
    "proposals.Plan": Reach("proposals.Proposal", "shown on the case"),
    "proposals.Pause": Reach("proposals.Proposal", "shown on the case"),
    "proposals.Petition": Reach("proposals.Proposal", "shown on the case to its bureau and the office"),
    "proposals.JointOpinion": Reach("proposals.Proposal", "shown on the case"),
    "proposals.ProposedAssignment": Reach("proposals.Proposal", "shown on the case to the office, and to its bureau"),
    "proposals.Delivery": Reach("proposals.Proposal", "shown on the case to the office and its bureau"),
    "proposals.FollowUp": Reach("proposals.Proposal", "shown on the case"),
    "proposals.KeyCase": Reach("proposals.Proposal", "shown on the case"),
    "proposals.KeyOpinion": Reach("proposals.Proposal", "a part of the key case"),
    "proposals.KeyVisit": Reach("proposals.Proposal", "a part of the key case"),
    "proposals.Nomination": Reach("proposals.AwardRound", "a part of the round: queries.nominations_seen_by"),
    "proposals.Mark": Reach("proposals.AwardRound", "shown with the nomination to whom rules.may_see_marks allows"),
    "proposals.BulkItem": Reach("proposals.Proposal", "a case of a bulk, which its clerk sees"),
    "proposals.Practice": Reach("", "how an assembly goes about it is a regulation"),
    "proposals.ColumnMapping": Reach("", "names of columns: no page lists them, the import looks its own up"),
    "proposals.Feedback": Reach("proposals.Proposal", "shown on the case to whom rules.may_read_feedback allows"),
    "spine.Entry": Reach("proposals.Proposal", "the timeline of a case"),
    "spine.Seal": Reach("", "read by `xieshang ledger verify` alone"),
    "spine.Errand": Reach("", "read by the worker alone"),
}
"""Models without a `visible_to` of their own."""

CHINESE = {
    "xieshang.deadlines.imports": ["the headings of the file that an office fills in"],
    "xieshang.meetings.forms.roster": ["splits a list of names by the Chinese comma"],
    "xieshang.meetings.queries.order": ["the parties after which sectors are called"],
    "xieshang.members.imports.words": ["the peoples and parties as offices write them"],
    "xieshang.proposals.imports.words": [
        "the headings of the file, and its kinds and fields of work, as assemblies write them"
    ],
    "xieshang.proposals.imports.endings": ["how a case number is written"],
    "xieshang.proposals.imports.reading": ["splits a list of words by the Chinese comma"],
    "xieshang.proposals.exports.letters": ["official letters are in Chinese whatever language their reader has chosen"],
    "xieshang.proposals.exports.case": ["the file of a case is in Chinese whatever language its reader has chosen"],
    "xieshang.proposals.exports.beside": ["the same, what it says beside text, charges and replies"],
    "xieshang.proposals.exports.attachments": ["the same, what it says of its attachments"],
    "xieshang.documents.letters.enclosing": ["the same, why an attachment is not bound"],
    "xieshang.meetings.queries.minutes": ["minutes are in Chinese whatever language their reader has chosen"],
    "xieshang.meetings.exports.minutes": ["minutes are in Chinese whatever language their reader has chosen"],
    "xieshang.meetings.exports.seats": ["what is printed is in Chinese whatever language its reader has chosen"],
    "xieshang.documents.letters.setting": ["names of fonts"],
    "xieshang.documents.letters.word": ["names of fonts"],
    "xieshang.duties.queries.reports": ["duty reports are in Chinese whatever language their reader has chosen"],
    "xieshang.duties.exports": ["certificates are in Chinese whatever language their reader has chosen"],
    "xieshang.proposals.queries.suggesting": ["words that any title has, as texts in Chinese have them"],
    "xieshang.cli.chinese": ["the Chinese of sentences that click has in English"],
    "xieshang.ui.show": ["how dates are written in Chinese, beside how they are in English"],
    "xieshang.engine.settings": ["the languages, each in its own"],
    "xieshang/ui/templates/ui/frame.html": ["协商", "中文"],
}
"""Modules that hold Chinese as data, with the reason; and pages, with the words that stay Chinese in any language."""
