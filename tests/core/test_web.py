"""Addresses of neighbouring pages: filters stay, whatever else stands in the address means nothing."""

from portal.core.web import page_address


def test_page_keeps_its_filters_and_nothing_that_means_something_else(app):
    with app.test_request_context("/voorstellen?stap=tafel&na=9&endpoint=x&_scheme=ftp&_external=1&_method=POST"):
        assert page_address(na=3) == "/voorstellen?stap=tafel&na=3"
