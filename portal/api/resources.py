"""The one table of what the interface tells of: it makes the routes, openapi.json and the page that explains them."""

from portal.api import of_advice, of_contracts, of_decisions, of_documents, of_pilots, of_proposals, of_tables
from portal.api.resource import Resource

RESOURCES: tuple[Resource, ...] = (
    of_proposals.PROPOSALS, of_proposals.ROUNDS, of_proposals.REACTIONS, of_proposals.ANSWERS,
    of_tables.TABLES, of_tables.COMPOSITIONS, of_tables.MEETINGS, of_tables.MINUTES,
    of_decisions.VOTES, of_decisions.DECISIONS, of_decisions.AGREEMENTS, of_decisions.MEMBERS, of_decisions.PUBLICATIONS,
    of_proposals.SIGNALS, of_pilots.PILOTS, of_advice.ADVICE, of_advice.GROUPS, of_contracts.CONTRACTS, of_documents.ATTACHMENTS,
)
