"""A page as somebody in Dhaka sees it, checked to be sound."""

from django.urls import reverse

from tests.html import check_html

DHAKA = {"tz": "Asia/Dhaka"}


def read(client, name, *args, **query) -> str:
    response = client.get(reverse(name, args=args), DHAKA | query)
    assert response.status_code == 200
    page = response.content.decode()
    assert check_html(page) == []
    return page
