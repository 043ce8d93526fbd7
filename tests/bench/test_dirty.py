"""Lists with other faults than the samples: nothing wrong comes in unseen, nothing good stays out."""

import json

import pytest

from bench.dirty import read_clean, write_list
from bench.importing import area_of, import_file, imported, read_truth
from bench.scoring import Scorer
from learners.regions.reference import load_regions
from tests.shared import shared_path

# Each makes a file of another kind: text in two encodings, HTML, a workbook.
SEEDS = (4, 5, 6, 17)


@pytest.fixture
def clean(db):
    shared_path("data/dousha_truth.csv.gz")
    load_regions()
    return read_clean()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fault_of_another_list_is_repaired_or_reported(clean, tmp_path, seed):
    path, manifest_path, truth = write_list(tmp_path, seed, clean, size=40)
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    plan = import_file(path, area_of(manifest))
    score = Scorer(manifest, read_truth(truth), imported(plan)).run()
    assert (score.silently_wrong, score.wrongly_refused) == (0, 0), score.details


def test_a_list_is_the_same_for_the_same_seed(clean, tmp_path):
    (tmp_path / "again").mkdir()
    one, other = (write_list(folder, 4, clean, size=10)[0] for folder in (tmp_path, tmp_path / "again"))
    assert one.read_bytes() == other.read_bytes()
