"""Sets the policy of the queue deltas as its owner, or sends to it as the publisher; prints what was answered."""

import sys

import boto3
from botocore.exceptions import ClientError

endpoint, what, text = sys.argv[1:]


def client(key):
    return boto3.client(
        "sqs", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="secret"
    )


owner = client("AKIAOWNER")
url = owner.get_queue_url(QueueName="deltas")["QueueUrl"]
if what == "set":
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
    print("set")
else:
    try:
        client("millrace-publisher").send_message(QueueUrl=url, MessageBody=text)
        print("taken")
    except ClientError as error:
        print(error.response["Error"]["Code"])
