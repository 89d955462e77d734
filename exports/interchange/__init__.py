"""The case in the formats of other programs: for charts, for graphs and for other databases."""
