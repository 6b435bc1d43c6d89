"""What S3, STS and Firehose do, asked by boto3.

Usage: suite_boto3.py ENDPOINT STREAM; the stream delivers at once, to a bucket of the same name.
Prints a line for each behaviour and exits with 1 where one does not hold.
"""

import io
import sys
import time

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, STREAM = sys.argv[1:3]
KEYS = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "secret"}


def client(service, keys=KEYS):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 0}, connect_timeout=10, read_timeout=30, s3={"addressing_style": "path"}),
        **keys,
    )


def assumed(**more):
    got = client("sts").assume_role(
        RoleArn="arn:aws:iam::000000000000:role/reader", RoleSessionName="boto3", ExternalId="partner-7",
        Tags=[{"Key": "dataset", "Value": "sp-traffic"}], **more,
    )["Credentials"]
    return {
        "aws_access_key_id": got["AccessKeyId"],
        "aws_secret_access_key": got["SecretAccessKey"],
        "aws_session_token": got["SessionToken"],
    }


ROLE = assumed()
S3, FIREHOSE = client("s3", ROLE), client("firehose", ROLE)


def same(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        same(error.response["Error"]["Code"], code)
    else:
        raise AssertionError(f"not refused with {code}")


def read(bucket, key, **more):
    return S3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


def assumed_role_is_who_its_credentials_say():
    same(client("sts", ROLE).get_caller_identity()["Arn"], "arn:aws:sts::000000000000:assumed-role/reader/boto3")


def wrong_secret_is_refused_by_all():
    wrong = dict(ROLE, aws_secret_access_key="wrong")
    refused("InvalidClientTokenId", client("sts", wrong).get_caller_identity)
    refused("InvalidAccessKeyId", client("s3", wrong).list_buckets)
    refused("UnrecognizedClientException", client("firehose", wrong).list_delivery_streams)


def objects_are_put_got_listed_and_deleted():
    bucket = f"boto3-{int(time.time() * 1000)}"
    S3.create_bucket(Bucket=bucket)
    S3.head_bucket(Bucket=bucket)
    key, body = "a b/ü+%/x?.json", "Grüße 🎉".encode()
    S3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", Metadata={"colour": "blue"})
    S3.upload_fileobj(io.BytesIO(b"x" * 100_000), bucket, "uploaded")
    same(read(bucket, key), body)
    same(read(bucket, "uploaded", Range="bytes=-3"), b"xxx")
    head = S3.head_object(Bucket=bucket, Key=key)
    same((head["ContentLength"], head["ContentType"], head["Metadata"]), (len(body), "application/json", {"colour": "blue"}))
    pages = S3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1})
    same([one["Key"] for page in pages for one in page["Contents"]], [key, "uploaded"])
    S3.delete_object(Bucket=bucket, Key=key)
    refused("NoSuchKey", S3.get_object, Bucket=bucket, Key=key)
    refused("404", S3.head_object, Bucket=bucket, Key=key)


def records_become_an_object():
    put = FIREHOSE.put_record_batch(DeliveryStreamName=STREAM, Records=[{"Data": b'{"a":1}'}, {"Data": "{\"b\":\"ü\"}".encode()}])
    same(put["FailedPutCount"], 0)
    for _ in range(200):
        found = S3.list_objects_v2(Bucket=STREAM).get("Contents", [])
        if found:
            break
        time.sleep(0.025)
    same(read(STREAM, found[0]["Key"]), '{"a":1}{"b":"ü"}'.encode())


def streams_are_made_described_and_deleted():
    name = f"boto3-{int(time.time() * 1000)}"
    made = FIREHOSE.create_delivery_stream(
        DeliveryStreamName=name,
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::000000000000:role/firehose",
            "BucketARN": f"arn:aws:s3:::{STREAM}",
            "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
        },
    )
    described = FIREHOSE.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    same((described["DeliveryStreamARN"], described["DeliveryStreamStatus"]), (made["DeliveryStreamARN"], "ACTIVE"))
    same(name in FIREHOSE.list_delivery_streams(Limit=100)["DeliveryStreamNames"], True)
    FIREHOSE.delete_delivery_stream(DeliveryStreamName=name)
    refused("ResourceNotFoundException", FIREHOSE.put_record, DeliveryStreamName=name, Record={"Data": b"late"})


BEHAVIOURS = [
    assumed_role_is_who_its_credentials_say,
    wrong_secret_is_refused_by_all,
    objects_are_put_got_listed_and_deleted,
    records_become_an_object,
    streams_are_made_described_and_deleted,
]


def main():
    print(f"boto3 {boto3.__version__}, botocore {botocore.__version__}")
    failed = 0
    for behaviour in BEHAVIOURS:
        name = behaviour.__name__.replace("_", " ")
        try:
            behaviour()
            print(f"holds: {name}")
        except Exception as error:  # every behaviour is asked, whatever one of them throws
            failed += 1
            print(f"FAILS: {name}: {type(error).__name__}: {error}")
    return 1 if failed else 0


sys.exit(main())
