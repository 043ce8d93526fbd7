"""Files that no honest trainer sends: made on the spot from tiny clips, the same ones on every run."""
