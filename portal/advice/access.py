"""Who may do what with advice: everyone reads it, the secretary asks, records and responds."""

from portal.accounts.access import is_secretary

PERMISSIONS = {
    "advice:ask": ((is_secretary,),),
    "advice:record": ((is_secretary,),),
    "advice:respond": ((is_secretary,),),
}
