"""Who may see and name the people of a party, and read and change its record.

A party sees its own alone: pages find it by whom one acts for.
"""

from portal.accounts.access import acts_for_party, administers_party, is_secretary, speaks_for_party

PERMISSIONS = {
    "people:see": ((acts_for_party,),),
    "people:name": ((administers_party,),),
    "record:read": ((acts_for_party,),),
    "record:change": ((speaks_for_party,), (administers_party,)),
    "record:oversee": ((is_secretary,),),
}
