"""The portal as it is measured: without limits per address, for all load comes from one. Settings come from the environment."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from portal.application import create_app

app = create_app({"RATELIMIT_ENABLED": False})
