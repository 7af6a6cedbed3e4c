"""boto3 over botocore: clients from data files with stubbed answers, signing; resources late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import boto3
import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, ParamValidationError
from botocore.stub import Stubber


def session() -> boto3.Session:
    return boto3.Session("AKID", "SECRET", region_name="eu-west-1")


def stubbed() -> dict[str, Any]:
    client = session().client("s3", config=Config(retries={"max_attempts": 0}))
    problems = []
    with Stubber(client) as stub:
        stub.add_response(
            "list_objects_v2",
            {"Contents": [{"Key": "a", "Size": 3}], "IsTruncated": False},
            {"Bucket": "shop"},
        )
        stub.add_client_error("get_object", "NoSuchKey", "none", 404)
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="shop")
        keys = [[one["Key"], one["Size"]] for page in pages for one in page["Contents"]]
        try:
            client.get_object(Bucket="shop", Key="b")
        except ClientError as error:
            problems += [str(error), isinstance(error, client.exceptions.NoSuchKey)]
    try:
        client.put_object(Bucket="shop", Key="k", ContentLength="long")
    except ParamValidationError as error:
        problems.append(len(str(error).splitlines()))
    url = client.generate_presigned_url("get_object", {"Bucket": "shop", "Key": "a b"})
    return {"keys": keys, "problems": problems, "url": url.partition("?")[0]}


def signed() -> str:
    request = AWSRequest("GET", "https://example.amazonaws.com/", headers={"X-A": "1"})
    request.context["timestamp"] = "20240102T030405Z"
    auth = SigV4Auth(Credentials("AKID", "SECRET"), "service", "eu-west-1")
    return auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)


def work() -> dict[str, Any]:
    model = botocore.session.get_session().get_service_model("dynamodb")
    return {
        "version": [boto3.__version__, botocore.__version__],
        "stubbed": stubbed(),
        "signed": signed(),
        "shape": sorted(model.operation_model("GetItem").input_shape.members)[:3],
        "regions": "eu-west-1" in session().get_available_regions("sqs"),
    }


def late() -> dict[str, Any]:
    from boto3.dynamodb.conditions import Key
    from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
    from botocore.parsers import create_parser
    from dateutil.tz import tzutc

    table = session().resource("dynamodb").Table("items")
    serialized = TypeSerializer().serialize({"a": [1, "b", None]})
    bucket = session().resource("s3").Bucket("shop")
    waiter = session().client("ec2").get_waiter("instance_running")
    created = dt.datetime(2024, 1, 2, tzinfo=tzutc())
    return {
        "table": [type(table).__name__, type(table).__module__, table.table_name],
        "serialized": serialized,
        "back": str(TypeDeserializer().deserialize(serialized)["a"][0]),
        "condition": Key("id").eq(1).get_expression()["format"],
        "object": bucket.Object("k").key,
        "waiter": waiter.config.max_attempts,
        "parser": type(create_parser("query")).__name__,
        "created": created.isoformat(),
    }
