"""An invented prefecture, made by the database itself: register and ledger of the size asked for.

Its entries are in every way like ours but for their hashes, which are not chained: nothing here verifies.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass

from django.db import connection

COUNTIES, TOWNSHIPS, VILLAGES = int(os.environ.get("COUNTIES", "10")), 20, 25
HOUSEHOLDS_PER_VILLAGE, PERSONS_PER_HOUSEHOLD = 60, 4
CITY = "530600000000"

REGIONS = """
INSERT INTO learners_region (code, name, short_name, level, parent_id) VALUES
 ('530000000000', '云南省', '云南省', 'province', NULL), ('530600000000', '某市', '某市', 'city', '530000000000');
INSERT INTO learners_region SELECT '5306' || lpad(c::text, 2, '0') || '000000', '第' || c || '县', '第' || c || '县',
 'county', '530600000000' FROM generate_series(1, %(counties)s) c;
INSERT INTO learners_region SELECT substr(r.code, 1, 6) || lpad(t::text, 3, '0') || '000', t || '镇', t || '镇',
 'township', r.code FROM learners_region r, generate_series(100, 99 + %(townships)s) t WHERE r.level = 'county';
INSERT INTO learners_region SELECT substr(r.code, 1, 9) || lpad(v::text, 3, '0'), v || '村村民委员会', v || '村',
 'village', r.code FROM learners_region r, generate_series(200, 199 + %(villages)s) v WHERE r.level = 'township';
"""
HOUSEHOLDS = """
INSERT INTO learners_household (number, village_id, "group", kind, monitored, cause, cause_2, cause_3)
SELECT r.code || lpad(n::text, 4, '0'), r.code, (n %% 9 + 1) || '组', 'ordinary', '',
 CASE WHEN random() < 0.35 THEN 'skill' ELSE (ARRAY['illness', 'land', 'schooling', 'labour'])[1 + n %% 4] END, '', ''
FROM learners_region r, generate_series(1, %(homes)s) n WHERE r.level = 'village' ORDER BY r.code, n
"""
PERSONS = """
INSERT INTO learners_person (household_id, name, id_number_encrypted, id_number_hash, relation, sex, born_on,
 ethnic_group, education, health, labour, work, phone_encrypted, phone_hash, bank_encrypted, bank_hash)
SELECT h.id, '村民' || m, '', md5(h.id || '/' || m) || md5(m || '/' || h.id), CASE m WHEN 1 THEN '户主' ELSE '子女' END,
 CASE m %% 2 WHEN 1 THEN 'male' ELSE 'female' END,
 CASE WHEN m < 4 THEN date '1960-01-01' ELSE date '2006-01-01' END + (random() * 9000)::int, '汉族', 'junior',
 'healthy',
 CASE WHEN m < 4 AND random() < 0.85 THEN 'ordinary' ELSE 'none' END, '', '', '', '', ''
FROM learners_household h, generate_series(1, %(members)s) m ORDER BY h.id, m
"""
# Learners are 38%% of all: two courses each, of four lessons with questions; three in five courses are completed.
LEARNERS = """
CREATE UNLOGGED TABLE bench_learner AS
SELECT p.id, c AS turn, 1 + (random() * 60)::int + 100 * c AS course, random() < 0.6 AS completes,
 timestamptz '2024-01-05' + random() * interval '950 days' AS at
FROM (SELECT id FROM learners_person WHERE random() < 0.38) p, generate_series(0, 1) c
"""
# What is invented refers to what there is, and indexes are made quicker at the end than row by row.
WITHOUT_CHECKS = "SET session_replication_role = replica"
WITH_CHECKS = "SET session_replication_role = DEFAULT"
WITHOUT_INDEXES = "UPDATE pg_index SET indisready = false WHERE indrelid = 'learners_entry'::regclass"
WITH_INDEXES = "SET maintenance_work_mem = '512MB'; REINDEX TABLE learners_entry"
REGISTERED = """
INSERT INTO learners_entry (person_id, seq, kind, subject, payload, evidence, happened_at, recorded_at, previous_hash,
 hash) SELECT id, 1, 'registered', 'register', '{"name": "某人", "labour": "ordinary", "sheet": "花名册", "row": 1}',
 '{"file": "花名册.xlsx"}', timestamptz '2024-01-01', now(), repeat('0', 64), md5(id::text) || md5(id::text)
FROM learners_person
"""
LEARNED = """
INSERT INTO learners_entry (person_id, seq, kind, subject, payload, evidence, happened_at, recorded_at, previous_hash,
 hash)
SELECT l.id, 2 + l.turn * 10 + s, k.kind, k.kind || ':' || l.course * 10 + s,
 jsonb_build_object('course_id', l.course, 'course', '香菇栽培', 'lesson', '第' || s || '课', 'watched_ms', 240000),
 '{"report": "1c0e5cbe-7d4c-4a55-9d0f-0d0e3e4c5b6a"}', l.at + s * interval '9 hours', now(),
 md5(l.id::text || s) || md5(l.turn::text), md5(l.id::text || l.turn || s) || md5(s::text)
FROM bench_learner l, generate_series(0, 9) s,
 LATERAL (SELECT CASE WHEN s = 0 THEN 'course_started' WHEN s = 9 THEN 'course_completed'
  WHEN s %% 2 = 1 THEN 'lesson_completed' ELSE 'quiz_passed' END AS kind) k
WHERE s < 9 OR l.completes
"""


@dataclass(frozen=True)
class Built:
    households: int
    persons: int
    entries: int


def build(size: float) -> Built:
    """`size` of 1 is a whole prefecture; smaller ones have fewer households in each village."""
    values = {
        "counties": COUNTIES,
        "townships": TOWNSHIPS,
        "villages": VILLAGES,
        "homes": max(1, round(HOUSEHOLDS_PER_VILLAGE * size)),
        "members": PERSONS_PER_HOUSEHOLD,
    }
    with connection.cursor() as cursor:
        for statement in (WITHOUT_CHECKS, REGIONS, HOUSEHOLDS, PERSONS, LEARNERS, WITHOUT_INDEXES, REGISTERED, LEARNED):
            began = time.monotonic()
            cursor.execute(statement, values)
            first = statement.strip().splitlines()[0]
            print(f"{time.monotonic() - began:6.1f} s  {first}", file=sys.stderr, flush=True)
        for statement in (WITH_INDEXES, "DROP TABLE bench_learner", WITH_CHECKS, "VACUUM ANALYZE"):
            cursor.execute(statement)
        counts = []
        for table in ("learners_household", "learners_person", "learners_entry"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return Built(*counts)
