"""Words of what the municipality and one party have with each other."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "interest:since-ahead": _l("This day is still to come. Disclose the interest when it is there."),
    "interest:end-ahead": _l("This day is still to come. Record the end when the interest no longer plays."),
    "interest:end-before-since": _l("The interest began on %(since)s. Give a later day."),
    "interest:ended": _l("It was recorded already that this interest no longer plays, since %(ended_on)s."),
    "recusal:public": _l("Takes no part in this subject because of a disclosed interest."),
}
