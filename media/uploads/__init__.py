"""Resumable uploads of originals (tus 1.0.0): nothing sent is lost, whatever the line does."""
