"""Writes signatures.json beside this file: requests as the wire makes them, signed by botocore. Run it with any botocore 1.x."""

import datetime
import json
import pathlib

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CASES = [
    ("plain", "us-east-1", "https://sqs.us-east-1.amazonaws.com/", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None, "2026-07-12T09:30:00"),
    ("session", "eu-west-1", "https://sqs.eu-west-1.amazonaws.com/", "ASIAEXAMPLE", "secret", "IQoJb3JpZ2luX2VjE//+=token", "2026-12-31T23:59:59"),
    ("stand-in with a port", "eu-south-2", "http://127.0.0.1:8701/", "millrace", "millrace", None, "2027-01-01T00:00:00"),
    ("below a path", "us-west-2", "http://queues.example.org:9324/base%20path/sqs/", "a", "b", None, "2026-02-28T12:00:01"),
]
BODIES = [
    '{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/deltas","Entries":[{"Id":"0","MessageBody":"{\\"a\\":1}"}]}',
    '{"QueueUrl":"http://127.0.0.1:8701/000000000000/deltas","Entries":[{"Id":"0","MessageBody":"Grüße 漢字 🎉"}]}',
]


FIREHOSE_CASES = [
    ("firehose", "us-east-1", "https://firehose.us-east-1.amazonaws.com/", "ASIAEXAMPLE", "secret", "IQoJb3JpZ2luX2VjE//+=token", "2026-07-12T09:30:00"),
    ("firehose stand-in", "eu-west-1", "http://127.0.0.1:8701/", "millrace", "millrace", None, "2027-01-01T00:00:00"),
]
FIREHOSE_BODIES = ['{"DeliveryStreamName":"deltas","Records":[{"Data":"eyJhIjoxfQ=="},{"Data":"R3LDvMOfZQo="}]}']
SQS_HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "AmazonSQS.SendMessageBatch",
    "X-Amzn-Query-Mode": "true",
}
FIREHOSE_HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "Firehose_20150804.PutRecordBatch",
}


def signed(service, headers, region, url, access_key, secret_key, token, time, body):
    now = datetime.datetime.fromisoformat(time)
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now
    request = AWSRequest(method="POST", url=url, headers=dict(headers), data=body.encode())
    botocore.auth.SigV4Auth(Credentials(access_key, secret_key, token), service, region).add_auth(request)
    return request.headers["X-Amz-Date"], request.headers["Authorization"]


vectors = []
for service, headers, cases, bodies in (
    ("sqs", SQS_HEADERS, CASES, BODIES),
    ("firehose", FIREHOSE_HEADERS, FIREHOSE_CASES, FIREHOSE_BODIES),
):
    for name, region, url, access_key, secret_key, token, time in cases:
        for body in bodies:
            date, authorization = signed(service, headers, region, url, access_key, secret_key, token, time, body)
            vectors.append(
                {
                    "name": name,
                    "service": service,
                    "headers": {header.lower(): value for header, value in headers.items()},
                    "region": region,
                    "url": url,
                    "access_key": access_key,
                    "secret_key": secret_key,
                    "token": token,
                    "time": time + "Z",
                    "date": date,
                    "body": body,
                    "authorization": authorization,
                }
            )

text = json.dumps({"made_by": f"botocore {botocore.__version__}, make-signatures.py", "vectors": vectors}, ensure_ascii=False, indent=2)
pathlib.Path(__file__).with_name("signatures.json").write_text(text + "\n", encoding="utf-8")
