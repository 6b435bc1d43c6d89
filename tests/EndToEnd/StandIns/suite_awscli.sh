#!/usr/bin/env bash
# What S3, STS and Firehose do, asked by the AWS CLI with the credentials of a role.
# Usage: suite_awscli.sh AWS ENDPOINT STREAM; the stream delivers at once, to a bucket of the same name.
# Prints a line for each behaviour and exits with 1 where one does not hold.
set -uo pipefail

aws=$1 endpoint=$2 stream=$3 failed=0
export AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1 AWS_PAGER=
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true PYTHONIOENCODING=utf-8
export LC_ALL=C.UTF-8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cli() { timeout 60 "$aws" --endpoint-url "$endpoint" --output text "$@"; }
is() {
    if [ "$2" = "$3" ]; then
        echo "holds: $1"
    else
        echo "FAILS: $1: '$2' instead of '$3'"
        failed=$((failed + 1))
    fi
}

read -r key secret token < <(cli sts assume-role --role-arn arn:aws:iam::000000000000:role/reader --role-session-name cli \
    --external-id partner-7 --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
export AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token
is "an assumed role is who its credentials say" "$(cli sts get-caller-identity --query Arn)" \
    arn:aws:sts::000000000000:assumed-role/reader/cli

bucket=cli-$$-$RANDOM
cli s3 mb "s3://$bucket" >/dev/null
printf 'Grüße, 漢字' >"$folder/sent"
cli s3 cp "$folder/sent" "s3://$bucket/a b/ü.txt" >/dev/null
cli s3 cp "s3://$bucket/a b/ü.txt" "$folder/got" >/dev/null
is "a copied file comes back as it was" "$(cat "$folder/got")" "$(cat "$folder/sent")"
is "a listing has the key" "$(cli s3api list-objects-v2 --bucket "$bucket" --query 'Contents[0].Key')" "a b/ü.txt"
is "a range is given" \
    "$(cli s3api get-object --bucket "$bucket" --key "a b/ü.txt" --range bytes=0-1 --query ContentLength "$folder/part")" 2
cli s3 rm "s3://$bucket/a b/ü.txt" >/dev/null
is "a removed object is gone" "$(cli s3api list-objects-v2 --no-paginate --bucket "$bucket" --query KeyCount)" 0

is "a stream is described" \
    "$(cli firehose describe-delivery-stream --delivery-stream-name "$stream" --query DeliveryStreamDescription.DeliveryStreamStatus)" \
    ACTIVE
# Versions differ in whether they take blobs as text or as base64: this is both.
printf '[{"Data":"eyJhIjoxfQ=="}]' >"$folder/records"
is "records are taken" \
    "$(cli firehose put-record-batch --delivery-stream-name "$stream" --records "file://$folder/records" --query FailedPutCount)" 0
count=0
for _ in $(seq 40); do
    count=$(cli s3api list-objects-v2 --no-paginate --bucket "$stream" --query KeyCount)
    [ "$count" = 0 ] || break
done
is "records become an object" "$count" 1

[ "$failed" -eq 0 ]
