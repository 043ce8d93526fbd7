"""Reads tables of persons from the files that clerks have. Pure: knows neither Django nor the database."""
