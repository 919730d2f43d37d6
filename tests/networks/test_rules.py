"""A network's rules as data."""



from portal.networks.rules import Adoption, Order, Profile, anchor


def test_profile_is_that_of_in_unless_the_network_says_otherwise():
    assert Profile.of({}) == Profile()
    profile = Profile.of({"order": "zl", "adoption": "each", "absences_allowed": None, "unknown": {"more": [1]}})
    assert (profile.order, profile.adoption, profile.absences_allowed) == (Order.WORKED_OUT_THEN_ROUND, Adoption.EACH, None)


def test_anchor_is_readable_and_stays_the_same():
    assert anchor("4.3, lid 1") == "lid-4-3-lid-1"
    assert anchor("Artikel 2") == "lid-artikel-2"
