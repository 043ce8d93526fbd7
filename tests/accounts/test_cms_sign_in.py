"""The CMS has no door of its own: passwords are typed where wrong ones are counted."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD

pytestmark = pytest.mark.any_database


@pytest.mark.django_db
def test_the_cms_takes_no_password_of_its_own(client, cast):
    client.post("/cms/login/", {"username": "editor", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_sign_in_of_the_cms_leads_to_that_of_staff_and_back(client):
    response = client.get("/cms/login/", {"next": "/cms/pages/3/"})
    assert response.headers["Location"] == reverse("account_login") + "?next=%2Fcms%2Fpages%2F3%2F"
