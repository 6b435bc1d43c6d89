"""Takes the confirmation of a subscription from its queue and confirms it, by boto3. Usage: SQS-ENDPOINT SNS-ENDPOINT QUEUE-URL"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

QUEUES, TOPICS, QUEUE = sys.argv[1:]


def client(service, endpoint):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-west-2",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 0}),
    )


SQS, SNS = client("sqs", QUEUES), client("sns", TOPICS)


def refused(topic, token):
    try:
        SNS.confirm_subscription(TopicArn=topic, Token=token)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidParameter", error
        return
    raise AssertionError("it was taken")


received = []
for _ in range(15):
    received = received or SQS.receive_message(QueueUrl=QUEUE, WaitTimeSeconds=2).get("Messages", [])
message = json.loads(received[0]["Body"])
topic, token = message["TopicArn"], message["Token"]
refused(topic, token[:-1] + ("1" if token.endswith("0") else "0"))
refused(topic + "x", token)
first = SNS.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"]
assert first == SNS.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"]
assert first.startswith(topic + ":"), first
SQS.delete_message(QueueUrl=QUEUE, ReceiptHandle=received[0]["ReceiptHandle"])
print(message["SubscriptionId"])
