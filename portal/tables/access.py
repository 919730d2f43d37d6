"""Who may do what with tables."""

from portal.accounts.access import acts_for_party, is_board_staff, is_secretary

PERMISSIONS = {
    "table:request": ((acts_for_party,),),
    "table:oversee": ((is_secretary,), (is_board_staff,)),
    "table:compose": ((is_secretary,),),
}
