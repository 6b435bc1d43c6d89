// What SQS, S3, STS and Firehose do, asked by the AWS SDK for JavaScript.
// Usage: node suite_sdk.mjs FOLDER-WITH-NODE_MODULES ENDPOINT STREAM; the stream delivers at once, to a bucket of the same name.
// Prints a line for each behaviour and exits with 1 where one does not hold.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { refused, tryAll } from "./suite.mjs";

const [packages, endpoint, stream] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const sqs = require("@aws-sdk/client-sqs");
const s3 = require("@aws-sdk/client-s3");
const sts = require("@aws-sdk/client-sts");
const firehose = require("@aws-sdk/client-firehose");

const keys = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const clients = (credentials) => {
    const config = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
    return {
        sqs: new sqs.SQS(config),
        s3: new s3.S3({ ...config, forcePathStyle: true }),
        sts: new sts.STS(config),
        firehose: new firehose.Firehose(config),
    };
};
const assume = async (more = {}) => {
    const assumed = await clients(keys).sts.assumeRole({
        RoleArn: "arn:aws:iam::000000000000:role/reader",
        RoleSessionName: "suite",
        ExternalId: "partner-7",
        Tags: [{ Key: "dataset", Value: "sp-traffic" }],
        ...more,
    });
    const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials;
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};
const role = clients(await assume());
const text = async (bucket, key, more = {}) => (await role.s3.getObject({ Bucket: bucket, Key: key, ...more })).Body.transformToString();
const until = async (look) => {
    for (let poll = 0; poll < 200; poll++) {
        const found = await look();
        if (found) return found;
        await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error("it did not come in time");
};

const behaviours = {
    "an assumed role is who its credentials say": async () => {
        const identity = await role.sts.getCallerIdentity({});
        assert.equal(identity.Arn, "arn:aws:sts::000000000000:assumed-role/reader/suite");
        assert.equal((await clients(keys).sts.getCallerIdentity({})).Arn, "arn:aws:iam::000000000000:root");
    },
    "a wrong secret of temporary credentials is refused by all": async () => {
        const wrong = clients({ ...(await assume()), secretAccessKey: "wrong" });
        await refused("InvalidClientTokenId", wrong.sts.getCallerIdentity({}));
        await refused("InvalidAccessKeyId", wrong.s3.listBuckets({}));
        await refused("UnrecognizedClientException", wrong.firehose.listDeliveryStreams({}));
        await refused("InvalidClientTokenId", wrong.sqs.listQueues({}));
    },
    "records of a stream become an object without anything between them": async () => {
        const records = ['{"a":"Grüße"}', '{"b":2}'].map((record) => ({ Data: Buffer.from(record) }));
        const put = await role.firehose.putRecordBatch({ DeliveryStreamName: stream, Records: records });
        assert.equal(put.FailedPutCount, 0);
        assert.ok(put.RequestResponses.every((one) => one.RecordId));
        const found = await until(async () => (await role.s3.listObjectsV2({ Bucket: stream })).Contents?.[0]);
        assert.match(found.Key, new RegExp(`^\\d{4}/\\d\\d/\\d\\d/\\d\\d/${stream}-1-`));
        assert.equal(await text(stream, found.Key), '{"a":"Grüße"}{"b":2}');
    },
    "a stream is made, described, listed and deleted": async () => {
        const destination = {
            RoleARN: "arn:aws:iam::000000000000:role/firehose",
            BucketARN: `arn:aws:s3:::${stream}`,
            Prefix: "deleted/!{timestamp:yyyy}/",
            BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
            CompressionFormat: "GZIP",
        };
        const name = "js-suite";
        await role.firehose.createDeliveryStream({ DeliveryStreamName: name, DeliveryStreamType: "DirectPut", ExtendedS3DestinationConfiguration: destination });
        const { DeliveryStreamDescription: made } = await role.firehose.describeDeliveryStream({ DeliveryStreamName: name });
        assert.equal(made.DeliveryStreamARN, `arn:aws:firehose:us-east-1:000000000000:deliverystream/${name}`);
        assert.equal(made.DeliveryStreamStatus, "ACTIVE");
        assert.ok(Math.abs(made.CreateTimestamp - new Date()) < 60_000);
        assert.equal(made.Destinations[0].ExtendedS3DestinationDescription.CompressionFormat, "GZIP");
        assert.ok((await role.firehose.listDeliveryStreams({ Limit: 100 })).DeliveryStreamNames.includes(name));
        assert.ok((await role.firehose.putRecord({ DeliveryStreamName: name, Record: { Data: Buffer.from("last") } })).RecordId);
        await role.firehose.deleteDeliveryStream({ DeliveryStreamName: name });
        await refused("ResourceNotFoundException", role.firehose.describeDeliveryStream({ DeliveryStreamName: name }));
        const { Contents } = await role.s3.listObjectsV2({ Bucket: stream, Prefix: `deleted/${new Date().getUTCFullYear()}/` });
        assert.match(Contents[0].Key, /\.gz$/);
    },
    "messages are sent, received and deleted": async () => {
        const { QueueUrl } = await role.sqs.createQueue({ QueueName: "js-suite" });
        await role.sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: "a", MessageBody: "Grüße 🎉" }] });
        const { Messages } = await role.sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5 });
        assert.equal(Messages[0].Body, "Grüße 🎉");
        await role.sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle });
        await refused("QueueDoesNotExist", role.sqs.sendMessage({ QueueUrl: `${endpoint}/000000000000/none`, MessageBody: "lost" }));
    },
};

await tryAll(behaviours);
