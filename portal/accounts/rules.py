"""How long a log-in lasts, and in plain words with which browser it was done."""

import re
from datetime import timedelta
from enum import StrEnum

SESSION_LASTS = timedelta(hours=12)
"""From the log-in, whatever is done meanwhile."""
SESSIONS_KEPT = timedelta(days=90)
"""After that nobody needs to know that a log-in was there."""


class Language(StrEnum):
    """In which letters are written."""

    DUTCH = "nl"
    ENGLISH = "en"


class Browser(StrEnum):
    """What people call their browser."""

    CHROME = "chrome"
    EDGE = "edge"
    FIREFOX = "firefox"
    SAFARI = "safari"
    OTHER = "other"


class System(StrEnum):
    """What a browser runs on."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    ANDROID = "android"
    IOS = "ios"
    OTHER = "other"


# The first that fits: Edge also says that it is Chrome, Chrome that it is Safari, and Android that it is Linux.
_BROWSERS = (("Edg(e|A|iOS)?/", Browser.EDGE), ("Firefox/|FxiOS/", Browser.FIREFOX),
             ("Chrome/|CriOS/|Chromium/", Browser.CHROME), ("Safari/", Browser.SAFARI))
_SYSTEMS = (("Android", System.ANDROID), ("iPhone|iPad|iPod", System.IOS), ("Windows", System.WINDOWS),
            ("Macintosh|Mac OS X", System.MACOS), ("Linux|X11|CrOS", System.LINUX))


def browser_of(user_agent: str) -> Browser:
    return next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), Browser.OTHER)


def system_of(user_agent: str) -> System:
    return next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), System.OTHER)
