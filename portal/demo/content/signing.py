"""What is said and done about signing in the demonstration. Invented."""

AGREEMENT = "afspraken-inkoopnetwerk"
NEW_PARAGRAPH = "Waar deze afspraken 'schriftelijk' zeggen, mag een partij het ook via de website van het netwerk doen."
REASON = ("De wet regelt dat partijen ook digitaal een bericht mogen sturen. Met dit lid geldt dat ook voor deze afspraken. "
          "Er verandert niets aan de rechten van een partij.")
CONSENT_FIRST = ("Beek", "Stein")
CONSENT_BY = "het college van burgemeester en wethouders"
SIGNER = "Wim Raven"
SIGNER_ROLE = "wethouder zorg"
ON_PAPER = "Zorgboerderij Zilverlinde"
PAPER_SIGNER = "Toos Hendrix"
