"""Words about people and their roles."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Role.contact": _l("contact person"),
    "Role.substitute": _l("substitute"),
    "Role.secretary": _l("secretary"),
    "Role.board_staff": _l("board staff"),
    "Role.administrator": _l("administrator"),
}
