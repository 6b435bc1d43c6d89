#!/usr/bin/env bash
# What a queue does, asked by the AWS CLI.
# Usage: suite_awscli.sh AWS ENDPOINT; prints a line for each behaviour and exits with 1 where one does not hold.
set -uo pipefail

aws=$1 endpoint=$2 failed=0
export AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1 AWS_PAGER=
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true PYTHONIOENCODING=utf-8
export LC_ALL=C.UTF-8

sqs() {
    local command=$1
    shift
    timeout 60 "$aws" --endpoint-url "$endpoint" --output text sqs "$command" "$@"
}
is() {
    if [ "$2" = "$3" ]; then
        echo "holds: $1"
    else
        echo "FAILS: $1: '$2' instead of '$3'"
        failed=$((failed + 1))
    fi
}
contains() {
    case "$2" in
        *"$3"*) echo "holds: $1" ;;
        *)
            echo "FAILS: $1: '$2' does not say '$3'"
            failed=$((failed + 1))
            ;;
    esac
}

name=cli-$$-$RANDOM
url=$(sqs create-queue --queue-name "$name" --attributes VisibilityTimeout=77 --query QueueUrl)
is "a queue is found by its name" "$(sqs get-queue-url --queue-name "$name" --query QueueUrl)" "$url"
is "a queue keeps its attributes" \
    "$(sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout --query Attributes.VisibilityTimeout)" 77

body='Grüße, 漢字 <&> "quoted" + %'
digest=$(printf %s "$body" | md5sum | cut -d ' ' -f 1)
is "a sent body has its digest" \
    "$(sqs send-message --queue-url "$url" --message-body "$body" --query MD5OfMessageBody \
        --message-attributes '{"kind":{"DataType":"String","StringValue":"greeting"}}')" "$digest"
is "a body and its attributes arrive" \
    "$(sqs receive-message --queue-url "$url" --wait-time-seconds 5 --message-attribute-names All --visibility-timeout 0 \
        --query 'Messages[0].[Body,MessageAttributes.kind.StringValue]')" "$body"$'\t'greeting
handle=$(sqs receive-message --queue-url "$url" --wait-time-seconds 5 --query 'Messages[0].ReceiptHandle')
is "a received message is hidden" "$(sqs receive-message --queue-url "$url" --query 'length(Messages || `[]`)')" 0
sqs delete-message --queue-url "$url" --receipt-handle "$handle"

entries='[{"Id":"a","MessageBody":"first"},{"Id":"b","MessageBody":"bad \u0001"}]'
is "a bad entry of a batch fails alone" \
    "$(sqs send-message-batch --queue-url "$url" --entries "$entries" --query '[Successful[0].Id,Failed[0].Id,Failed[0].Code]')" \
    "a"$'\t'"b"$'\t'"InvalidMessageContents"
sqs purge-queue --queue-url "$url"
is "a purged queue is empty" \
    "$(sqs get-queue-attributes --queue-url "$url" --attribute-names All --query Attributes.ApproximateNumberOfMessages)" 0
sqs delete-queue --queue-url "$url"
contains "a queue that is not there is named as missing" \
    "$(sqs send-message --queue-url "$url" --message-body lost 2>&1)" NonExistentQueue

[ "$failed" -eq 0 ]
