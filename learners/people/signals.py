"""What this room tells the rooms above it."""

from django.dispatch import Signal

# An import of a register was applied; sent inside its transaction, so a receiver that raises undoes the import,
# and once for every part of a large one.
# entries: list[tuple[Person, str, dict]]: whom it concerns, `registered` or `register_changed`, and the payload
#   (no identity number, no phone, no bank account but masked);
#   by: User | None; at: aware datetime; evidence: dict (file name, sha256).
register_applied = Signal()
