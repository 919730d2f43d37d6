"""Who may do what with rounds and reactions. Whether a round is open is asked in the verb, with its `now`."""

from portal.accounts.access import acts_for_party, is_anyone, is_secretary

PERMISSIONS = {
    # IN 6.3: reactions of everyone are taken in.
    "reaction:give": ((is_anyone,),),
    # ZL 1.5: what a party read is visible; any colleague can say so.
    "round:mark-read": ((acts_for_party,),),
    "reaction:read": ((is_secretary,),),
    "round:open": ((is_secretary,),),
    "round:manage": ((is_secretary,),),
}
