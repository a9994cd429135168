"""Free words put to a gap key: exactly, or as a shortlist for somebody who can judge."""
