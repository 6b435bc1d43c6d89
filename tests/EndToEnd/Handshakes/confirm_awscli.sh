#!/usr/bin/env bash
# Takes the confirmation of a subscription from its queue and confirms it, by the AWS CLI.
# Usage: confirm_awscli.sh AWS SQS-ENDPOINT SNS-ENDPOINT QUEUE-URL
set -euo pipefail
aws=$1 queues=$2 topics=$3 queue=$4
export AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=us-west-2 AWS_MAX_ATTEMPTS=1 AWS_PAGER=

body=
for _ in $(seq 15); do
    body=$("$aws" --endpoint-url "$queues" sqs receive-message --queue-url "$queue" --wait-time-seconds 2 \
        --query 'Messages[0].Body' --output text)
    [ -n "$body" ] && [ "$body" != None ] && break
done
field() { sed -n 's/^ *"'"$1"'" *: *"\([^"]*\)".*/\1/p' <<<"$body"; }
confirm() {
    "$aws" --endpoint-url "$topics" sns confirm-subscription --topic-arn "$1" --token "$2" --query SubscriptionArn --output text
}
refused() {
    if said=$(confirm "$1" "$2" 2>&1); then
        echo "it was taken: $said"
        exit 1
    fi
    grep -q 'InvalidParameter' <<<"$said" || { echo "$said"; exit 1; }
}
topic=$(field TopicArn) token=$(field Token)
case $token in *0) other=1 ;; *) other=0 ;; esac
refused "$topic" "${token%?}$other"
refused "${topic}x" "$token"
first=$(confirm "$topic" "$token")
[ "$first" = "$(confirm "$topic" "$token")" ]
case $first in "$topic":*) ;; *) echo "$first"; exit 1 ;; esac
field SubscriptionId
