"""The assessor's pack: what the record holds of a page, and which questions of the two standards it answers."""
