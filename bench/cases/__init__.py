"""Named cases of offers: what an experienced village cadre would offer, as data."""
