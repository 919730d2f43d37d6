"""Deciding: submission with reasons, the municipal boards, the agreement's new version, who takes part (IN 9)."""
