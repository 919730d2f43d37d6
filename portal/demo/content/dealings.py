"""What the municipality and one provider have with each other: who disclosed what, and stands aside because of it."""

ASIDE = "Coöperatie De Kersenbongerd"
"""It has an interest in the proposal "small-statement", and takes no part in it."""
ASIDE_FROM = "small-statement"
ASIDE_ABOUT = "Belang in een kantoor dat jaarrekeningen controleert"
ASIDE_TEXT = """Onze penningmeester is mede-eigenaar van een administratiekantoor in Gulpen. Dat kantoor controleert de jaarrekening
van zes kleine aanbieders in dit netwerk. Het voorstel over de accountantsverklaring raakt dus aan zijn inkomen."""
ASIDE_NOTE = "Wij praten en stemmen niet mee over de eigen verklaring."

OWN_ABOUT = "Onze bestuurder zit in de raad van toezicht van een woningcorporatie"
OWN_TEXT = """Onze bestuurder is lid van de raad van toezicht van woningcorporatie De Maasoever. De corporatie verhuurt panden voor
beschermd wonen, ook aan ons."""
OWN_ADDED = "De bestuurder is per 1 juli herbenoemd voor vier jaar. Het rooster van aftreden staat op de site van de corporatie."

NEW_BY = "Praktijk Roode Beek"
NEW_ABOUT = "Familieband met de eigenaar van een onderaannemer"
NEW_TEXT = """De broer van onze directeur is eigenaar van een vervoersbedrijf. Wij willen dat bedrijf dagbesteding laten vervoeren en
vragen ons af of dat mag."""
