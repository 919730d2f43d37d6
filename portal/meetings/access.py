"""Who may do what with meetings."""

from portal.accounts.access import acts_for_party, is_secretary

PERMISSIONS = {
    "meeting:prepare": ((is_secretary,),),
    "meeting:record": ((is_secretary,),),
    "meeting:answer": ((acts_for_party,),),
}
