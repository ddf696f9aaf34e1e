"""Mechanisms that every service of the suite stands on; no business noun lives here."""
