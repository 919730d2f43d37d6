"""Who may see and name the people of a party."""

from portal.accounts.access import acts_for_party, administers_party

PERMISSIONS = {
    "people:see": ((acts_for_party,),),
    "people:name": ((administers_party,),),
}
