"""Who may bring spreadsheets in: client counts and contacts are the municipality's alone."""

from portal.accounts.access import is_secretary

PERMISSIONS = {"counts:upload": ((is_secretary,),), "register:import": ((is_secretary,),)}
