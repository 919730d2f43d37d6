"""Who may bring spreadsheets in and read the post: client counts, contacts and messages are the municipality's alone."""

from portal.accounts.access import is_secretary

PERMISSIONS = {"counts:upload": ((is_secretary,),), "register:import": ((is_secretary,),), "post:handle": ((is_secretary,),)}
