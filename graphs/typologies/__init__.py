"""Screening for published typologies of money laundering: leads with their reasons, no evidence.

Each rule is a small function over the payments as columns; what it looks for stands in
`typologies.toml`. A lead says what was seen, and what innocent thing to look at first.
"""
