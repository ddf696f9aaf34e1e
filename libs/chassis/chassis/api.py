"""flask-smorest with the suite's manners: strict in bodies and queries, problem documents, roles.

flask-smorest by default accepts unknown query fields and answers errors in a form of its own;
both are replaced here.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
import yaml
from flask import Flask
from marshmallow import RAISE, Schema, fields
from webargs.flaskparser import FlaskParser

from chassis.auth import ROLE_ATTRIBUTE

PROBLEM_CONTENT_TYPE = "application/problem+json"
AUDIENCE_ATTRIBUTE = "api_audience"
View = TypeVar("View", bound=Callable[..., Any])


class StrictParser(FlaskParser):
    """Unknown fields are refused wherever they stand."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012  as webargs has it
        "json": RAISE,
        "query": RAISE,
        "querystring": RAISE,
        "form": RAISE,
        "view_args": RAISE,
        "path": RAISE,
    }


class Blueprint(flask_smorest.Blueprint):
    """Routes whose OpenAPI operation says which role opens them."""

    ARGUMENTS_PARSER = StrictParser()

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        register = super().route(rule, **options)

        def document_and_register(view: View) -> View:
            _document(view)
            registered: View = register(view)
            return registered

        return document_and_register


class FieldErrorSchema(Schema):
    field = fields.String(required=True)
    rule = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """RFC 9457; some problems carry further facts, such as when a door opens again."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    message_id = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldErrorSchema), required=True)


class Api(flask_smorest.Api):
    """Leaves errors to `chassis.problems`, and describes them as what they are."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_responses(self) -> None:
        usual: str = self.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_CONTENT_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_error_handlers(self) -> None:
        return None


def audience(name: str) -> Callable[[View], View]:
    """Mark an operation that the gateway may offer to apps under /api/v1."""

    def mark(view: View) -> View:
        setattr(view, AUDIENCE_ATTRIBUTE, name)
        return view

    return mark


def create_api(app: Flask, title: str) -> Api:
    app.config.update(API_TITLE=title, API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = Api(app)
    scheme = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    api.spec.components.security_scheme("token", scheme)
    return api


def openapi_yaml(app: Flask) -> str:
    """The service's OpenAPI document, as committed under contracts/http."""
    api: Api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return yaml.safe_dump(api.spec.to_dict(), sort_keys=False, allow_unicode=True, width=100)


def _document(view: Any) -> None:
    """What `requires` and `audience` say, as vendor extensions of the operation."""
    marks = {
        "x-role": getattr(view, ROLE_ATTRIBUTE, None),
        "x-audience": getattr(view, AUDIENCE_ATTRIBUTE, None),
    }
    about = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
    about.update({name: value for name, value in marks.items() if value})
    about.setdefault("security", [{"token": []}])
