"""Forms of working groups: the assignment, people, papers, more time, the draft of the advice, and closing."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from portal.advice.forms import DAY_FORMATS, NETWORK, ChoiceField
from portal.core.access import Actor
from portal.core.database import Work
from portal.core.errors import Refused
from portal.core.forms import (
    MAX_TEXT,
    DayField,
    DocumentField,
    FileNeeded,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    email_address,
    required,
)
from portal.core.language import gettext, say
from portal.groups.models import WorkingGroup
from portal.groups.operations import Assignment, add_paper
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.proposals.models import Proposal
from portal.tables.models import PhysicalTable


class FoundForm(Form):
    """What the group is for, who set it up, and until when."""

    name = StringField(_l("What is the working group called?"), [required(_l("Give the working group a name.")), at_most(120)],
                       description=_l("Short, and without the word working group: 'Families at the border'."))
    table = ChoiceField(_l("Who sets it up?"), validate_choice=False)
    proposal = ChoiceField(_l("Which proposal is it about?"), validate_choice=False,
                           description=_l("Only proposals that the table gave to a working group stand here."))
    assignment = TextAreaField(_l("What is the assignment?"), [required(_l("Write down what the group must find out or make.")), at_most(MAX_TEXT), NoBsn()],
                               description=_l("Bounded: which question must be answered at the end?"))
    limits = TextAreaField(_l("What does not belong to it?"), [at_most(MAX_TEXT), NoBsn()])
    ends_on = DayField(_l("By which day does it advise?"), [required(_l("Give the day by which it advises, such as 01-03-2026."))], format=DAY_FORMATS)

    def __init__(self, tables: Sequence[PhysicalTable], proposals: Sequence[Proposal], **data: Any) -> None:
        super().__init__(data=data)
        self.tables, self.proposals = {str(row.id): row for row in tables}, {str(row.id): row for row in proposals}
        self.table.choices = [*((key, row.name) for key, row in self.tables.items()), (NETWORK, say("group:by-network"))]
        self.proposal.choices = [("", gettext("A subject of its own")),
                                 *((key, f"{row.number}: {row.title}") for key, row in self.proposals.items())]
        self.table.flags.required = self.proposal.flags.required = True

    @property
    def given(self) -> Assignment:
        """What the verb takes. Raises Refused for a table or a proposal that is not there."""
        if self.table.data not in dict(self.table.choices):
            raise Refused("group:no-such-table", field="table")
        if (self.proposal.data or "") not in dict(self.proposal.choices):
            raise Refused("group:proposal-not-given", field="proposal")
        return Assignment(self.name.data, self.assignment.data, self.ends_on.data, self.limits.data or "",
                          self.tables.get(self.table.data), self.proposals.get(self.proposal.data or ""))


class MemberForm(Form):
    """Who takes part, and for whom."""

    party = PartyField(_l("For which party?"))
    organisation = StringField(_l("Or for which other organisation?"), [at_most(120)],
                               description=_l("Only when it is no party: a council of inhabitants, a school. This name comes on the site."))
    person_name = StringField(_l("Name of the person"), [required(_l("Give the name of the person.")), at_most(120)],
                              description=_l("Only the group and the municipality see this name."))
    email = StringField(_l("E-mail address"), [required(_l("Give the e-mail address.")), at_most(254), email_address()])
    is_leader = BooleanField(_l("This person leads the group"))

    def __init__(self, parties: Candidates) -> None:
        super().__init__()
        self.party.offer(parties, gettext("No party: another organisation"))
        self.party.flags.required = True

    @property
    def who(self) -> dict[str, Any]:
        """What the verb takes, but the party itself."""
        return {"organisation": self.organisation.data or "",
                "person_name": self.person_name.data, "email": self.email.data, "is_leader": self.is_leader.data}


class ExtendForm(Form):
    """More time, and why."""

    ends_on = DayField(_l("Until which day?"), [required(_l("Give the day by which it advises, such as 01-03-2026."))], format=DAY_FORMATS)
    reason = TextAreaField(_l("Why does it need more time?"), [required(_l("Give the reason: it comes on the site.")), at_most(1000), NoBsn()])


class CloseForm(Form):
    """Why the group is closed."""

    reason = TextAreaField(_l("What did the table do with the advice, or why does the group stop?"),
                           [required(_l("Give the reason: it comes on the site.")), at_most(MAX_TEXT), NoBsn()])


class DraftForm(VersionedForm):
    """The advice that is being written."""

    text = TextAreaField(_l("The advice, with the reasons"), [at_most(MAX_TEXT), NoBsn()],
                         description=_l("The group and the municipality read this. The secretary delivers it to the table and the network."))
    minority = TextAreaField(_l("What does a minority think?"), [at_most(MAX_TEXT), NoBsn()])


    @classmethod
    def of(cls, group: WorkingGroup) -> "DraftForm":
        """With what was written until now."""
        return cls(data={"text": group.draft, "minority": group.draft_minority, "version": str(group.version)})


class Readers(StrEnum):
    """Who may read a paper."""

    EVERYONE = "everyone"
    MEMBERS = "members"


class OwnPaperForm(Form):
    """A document that a member brings."""

    document = DocumentField(_l("Document"), [FileNeeded(_l("Choose a document."))],
                             description=_l("A PDF, Word or Excel file, or a picture. At most 10 MB."))
    title = StringField(_l("What is it called on the page?"), [at_most()], description=_l("Left empty, the name of the file stands there."))

    def lay(self, work: Work, group: WorkingGroup, *, is_public: bool = False, actor: Actor) -> None:
        """Put the document with the group."""
        document = self.document.keep(work.session)
        assert document  # noqa: S101 - the form asks for it
        add_paper(work.session, group, document=document, title=self.title.data or "", is_public=is_public, actor=actor, now=work.now)


class PaperForm(OwnPaperForm):
    """A document that the secretary adds."""

    readers = RadioField(_l("Who may read it?"), [required(_l("Choose who may read it."))], kind=Readers)
