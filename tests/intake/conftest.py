"""The real file, and wrong ones."""

from pathlib import Path

REAL = Path(__file__).parents[1] / "data" / "clients-per-provider.csv"
WRONG = ("KVK-nummer;Naam aanbieder;Domein;Financiering;Aantal cliënten\r\n"
         "92260466;Zorgboerderij Parelvisser;Jeugdwet;ZIN;12\r\n"
         "1234;Coöperatie Zee;Wlz;ZIN;-3\r\n").encode("cp1252")
