import pytest

from courses.models import Industry, IndustryAlias
from courses.picture_names import PICTURE_NAMES
from courses.reference import DATA, Loaded, load_industries, read_csv

pytestmark = pytest.mark.django_db


def test_it_loads_the_classes_of_the_standard():
    load_industries()
    assert Industry.objects.get(pk="0142").parent.parent_id == "01"


def test_a_local_product_hangs_below_its_class():
    load_industries()
    mushroom = Industry.objects.get(name="香菇")
    assert (mushroom.code, mushroom.parent_id, mushroom.class_code) == ("0142/香菇", "0142", "0142")


def test_another_name_finds_the_product():
    load_industries()
    assert IndustryAlias.objects.get(name="冬菇").industry.name == "香菇"


def test_loading_twice_changes_nothing():
    first = load_industries()
    assert load_industries() == Loaded(same=first.added)


def test_a_changed_name_is_set_right():
    load_industries()
    Industry.objects.filter(pk="0142").update(name="菇")
    assert load_industries().changed == 1
    assert Industry.objects.get(pk="0142").name == "食用菌种植"


def test_an_industry_of_the_countys_own_stays():
    Industry.objects.create(code="0142/鸡枞", name="鸡枞", is_product=True)
    load_industries()
    assert Industry.objects.filter(name="鸡枞").exists()


def test_no_two_products_share_a_name_or_another_name():
    rows = read_csv(DATA / "products.csv")
    names = [name for row in rows for name in [row["name"], *filter(None, row["aliases"].split(";"))]]
    assert len(names) == len(set(names))


def test_every_picture_of_a_product_is_one_that_can_be_drawn():
    pictures = {row["picture"] for row in read_csv(DATA / "products.csv")} - {""}
    assert pictures <= set(PICTURE_NAMES)
