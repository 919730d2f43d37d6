"""Who may do what with rounds and reactions. Whether a round is open is asked in the verb, with its `now`."""

from portal.accounts.access import is_anyone, is_secretary

PERMISSIONS = {
    # IN 6.3: reactions of everyone are taken in.
    "reaction:give": ((is_anyone,),),
    "reaction:read": ((is_secretary,),),
    "round:open": ((is_secretary,),),
    "round:manage": ((is_secretary,),),
}
