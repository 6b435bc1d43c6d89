"""What a queue does, asked by boto3, which checks the MD5 digests of all that it gets.

Usage: suite_boto3.py ENDPOINT [--only-common]
Prints a line for each behaviour and exits with 1 where one does not hold.
"""

import json
import sys
import threading
import uuid

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
ONLY_COMMON = "--only-common" in sys.argv[2:]


def client(region="us-east-1"):
    return boto3.client(
        "sqs",
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 0}, connect_timeout=10, read_timeout=30),
    )


SQS = client()


def queue(**attributes):
    return SQS.create_queue(QueueName=f"queue-{uuid.uuid4().hex}", Attributes=attributes)["QueueUrl"]


def receive(url, count=1, wait=1, **more):
    messages = []
    for _ in range(10):
        got = SQS.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=count - len(messages),
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
            **more,
        )
        messages += got.get("Messages", [])
        if len(messages) >= count:
            break
    return messages


def counts(url):
    got = SQS.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return [
        int(got[f"ApproximateNumberOfMessages{part}"]) for part in ("", "NotVisible", "Delayed")
    ]


def same(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        assert got.endswith(code), f"{got!r} instead of {code!r}"
    else:
        raise AssertionError(f"not refused with {code}")


def sent_message_is_received_and_deleted():
    url = queue()
    sent = SQS.send_message(QueueUrl=url, MessageBody="hello")
    same(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592")
    (message,) = receive(url)
    same((message["MessageId"], message["Body"]), (sent["MessageId"], "hello"))
    same(message["Attributes"]["ApproximateReceiveCount"], "1")
    SQS.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    same(counts(url), [0, 0, 0])


def unicode_arrives_as_it_was_sent():
    url = queue()
    body = "Grüße, 漢字 \"quoted\" <&> \t tab \n line + % = ; &amp;"
    SQS.send_message(QueueUrl=url, MessageBody=body)
    same(receive(url)[0]["Body"], body)


def carriage_returns_and_far_planes_arrive_as_they_were_sent():
    url = queue()
    SQS.send_message(QueueUrl=url, MessageBody="a\r\nb 🎉")
    same(receive(url)[0]["Body"], "a\r\nb 🎉")


def message_attributes_of_every_type_arrive():
    url = queue()
    attributes = {
        "text": {"DataType": "String", "StringValue": "Zürich"},
        "number": {"DataType": "Number", "StringValue": "-12.5"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xfe\xff"},
    }
    sent = SQS.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=attributes)
    (message,) = receive(url)
    same(message["MessageAttributes"], attributes)
    same(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])


def bad_entry_of_a_batch_fails_alone():
    url = queue()
    entries = [
        {"Id": "a", "MessageBody": "first"},
        {"Id": "b", "MessageBody": "bad \x01"},
        {"Id": "c", "MessageBody": "third"},
    ]
    sent = SQS.send_message_batch(QueueUrl=url, Entries=entries)
    same([entry["Id"] for entry in sent["Successful"]], ["a", "c"])
    (failed,) = sent["Failed"]
    same((failed["Id"], failed["Code"], failed["SenderFault"]), ("b", "InvalidMessageContents", True))
    messages = receive(url, 2)
    handles = [{"Id": f"d{at}", "ReceiptHandle": got["ReceiptHandle"]} for at, got in enumerate(messages)]
    deleted = SQS.delete_message_batch(QueueUrl=url, Entries=handles)
    same([entry["Id"] for entry in deleted["Successful"]], ["d0", "d1"])
    same(counts(url), [0, 0, 0])


def unknown_receipt_of_a_batch_fails_alone():
    url = queue()
    SQS.send_message(QueueUrl=url, MessageBody="one")
    handle = receive(url)[0]["ReceiptHandle"]
    entries = [{"Id": "good", "ReceiptHandle": handle}, {"Id": "bad", "ReceiptHandle": "no receipt"}]
    deleted = SQS.delete_message_batch(QueueUrl=url, Entries=entries)
    same([entry["Id"] for entry in deleted["Successful"]], ["good"])
    same([(entry["Id"], entry["Code"]) for entry in deleted["Failed"]], [("bad", "ReceiptHandleIsInvalid")])
    refused("ReceiptHandleIsInvalid", SQS.delete_message, QueueUrl=url, ReceiptHandle="no receipt")


def batch_that_does_not_hold_is_refused_whole():
    url = queue()
    many = [{"Id": f"e{number}", "MessageBody": "x"} for number in range(11)]
    refused("TooManyEntriesInBatchRequest", SQS.send_message_batch, QueueUrl=url, Entries=many)
    refused("EmptyBatchRequest", SQS.send_message_batch, QueueUrl=url, Entries=[])
    twice = [{"Id": "same", "MessageBody": "1"}, {"Id": "same", "MessageBody": "2"}]
    refused("BatchEntryIdsNotDistinct", SQS.send_message_batch, QueueUrl=url, Entries=twice)
    same(counts(url), [0, 0, 0])


def received_message_is_hidden_until_its_visibility_is_given_back():
    url = queue()
    SQS.send_message(QueueUrl=url, MessageBody="once more")
    (first,) = receive(url)
    same("Messages" in SQS.receive_message(QueueUrl=url), False)
    same(counts(url), [0, 1, 0])
    SQS.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    (second,) = receive(url, VisibilityTimeout=600)
    same(second["Attributes"]["ApproximateReceiveCount"], "2")
    entry = {"Id": "a", "ReceiptHandle": second["ReceiptHandle"], "VisibilityTimeout": 0}
    changed = SQS.change_message_visibility_batch(QueueUrl=url, Entries=[entry])
    same([entry["Id"] for entry in changed["Successful"]], ["a"])
    same(counts(url), [1, 0, 0])


def waiting_receive_is_woken_by_a_send():
    url = queue()
    sender = threading.Timer(0.3, lambda: client().send_message(QueueUrl=url, MessageBody="wake up"))
    sender.start()
    got = SQS.receive_message(QueueUrl=url, WaitTimeSeconds=20)
    sender.join(10)
    same([message["Body"] for message in got.get("Messages", [])], ["wake up"])


def delayed_message_is_not_seen_yet():
    url = queue(DelaySeconds="900")
    SQS.send_message(QueueUrl=url, MessageBody="late")
    SQS.send_message(QueueUrl=url, MessageBody="now", DelaySeconds=0)
    same(counts(url), [1, 0, 1])
    same([message["Body"] for message in receive(url)], ["now"])


def queue_keeps_the_attributes_it_is_given():
    url = queue(VisibilityTimeout="45")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    SQS.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy, "ReceiveMessageWaitTimeSeconds": "3"})
    got = SQS.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    same((got["VisibilityTimeout"], got["ReceiveMessageWaitTimeSeconds"]), ("45", "3"))
    same(json.loads(got["Policy"])["Version"], "2012-10-17")
    same(got["QueueArn"], "arn:aws:sqs:us-east-1:000000000000:" + url.split("/")[-1])


def queue_that_is_not_there_is_named_as_missing():
    url = queue()
    SQS.delete_queue(QueueUrl=url)
    refused("NonExistentQueue", SQS.get_queue_url, QueueName="nothing")
    refused("NonExistentQueue", SQS.send_message, QueueUrl=url, MessageBody="lost")
    refused("NonExistentQueue", SQS.receive_message, QueueUrl=url)


def queues_are_listed_by_prefix():
    url = queue()
    name = url.split("/")[-1]
    same(SQS.list_queues(QueueNamePrefix=name)["QueueUrls"], [url])
    same(SQS.get_queue_url(QueueName=name)["QueueUrl"], url)


def regions_have_queues_of_their_own():
    name = queue().split("/")[-1]
    refused("NonExistentQueue", client("eu-west-1").get_queue_url, QueueName=name)


COMMON = [
    sent_message_is_received_and_deleted,
    unicode_arrives_as_it_was_sent,
    message_attributes_of_every_type_arrive,
    bad_entry_of_a_batch_fails_alone,
    batch_that_does_not_hold_is_refused_whole,
    received_message_is_hidden_until_its_visibility_is_given_back,
    waiting_receive_is_woken_by_a_send,
    delayed_message_is_not_seen_yet,
    queue_keeps_the_attributes_it_is_given,
    queue_that_is_not_there_is_named_as_missing,
    queues_are_listed_by_prefix,
]

# What SQS documents and fauxqs 1.9.2 does otherwise.
DOCUMENTED = [
    carriage_returns_and_far_planes_arrive_as_they_were_sent,
    unknown_receipt_of_a_batch_fails_alone,
    regions_have_queues_of_their_own,
]


def main():
    print(f"boto3 {boto3.__version__}, botocore {botocore.__version__}")
    failed = 0
    behaviours = COMMON if ONLY_COMMON else COMMON + DOCUMENTED
    for behaviour in behaviours:
        name = behaviour.__name__.replace("_", " ")
        try:
            behaviour()
            print(f"holds: {name}")
        except Exception as error:  # every behaviour is asked, whatever one of them throws
            failed += 1
            print(f"FAILS: {name}: {type(error).__name__}: {error}")
    print(f"{len(behaviours) - failed} hold, {failed} fail")
    return 1 if failed else 0


sys.exit(main())
