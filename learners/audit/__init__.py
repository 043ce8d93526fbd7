"""The auditor's desk: samples of entries, findings to look into, marks. Reads all rooms, changes nothing but marks."""
