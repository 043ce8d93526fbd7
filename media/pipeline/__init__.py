"""From an uploaded file to what a phone plays: probe, plan, run, write playlists. Imports no Django."""
