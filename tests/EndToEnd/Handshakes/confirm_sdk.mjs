// Takes the confirmation of a subscription from its queue and confirms it, by the AWS SDK for JavaScript.
// Usage: node confirm_sdk.mjs FOLDER-WITH-NODE_MODULES SQS-ENDPOINT SNS-ENDPOINT QUEUE-URL
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { refused } from "../StandIns/suite.mjs";

const [packages, queues, topics, queue] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const { SQS } = require("@aws-sdk/client-sqs");
const { SNS } = require("@aws-sdk/client-sns");

const common = { region: "us-west-2", credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };
const sqs = new SQS({ ...common, endpoint: queues });
const sns = new SNS({ ...common, endpoint: topics });

let received = [];
for (let poll = 0; poll < 15 && received.length === 0; poll++) {
    received = (await sqs.receiveMessage({ QueueUrl: queue, WaitTimeSeconds: 2 })).Messages ?? [];
}
const message = JSON.parse(received[0].Body);
const forged = message.Token.slice(0, -1) + (message.Token.endsWith("0") ? "1" : "0");
await refused("InvalidParameterException", sns.confirmSubscription({ TopicArn: message.TopicArn, Token: forged }));
await refused("InvalidParameterException", sns.confirmSubscription({ TopicArn: message.TopicArn + "x", Token: message.Token }));
const first = await sns.confirmSubscription({ TopicArn: message.TopicArn, Token: message.Token });
const again = await sns.confirmSubscription({ TopicArn: message.TopicArn, Token: message.Token });
assert.equal(first.SubscriptionArn, again.SubscriptionArn);
assert.ok(first.SubscriptionArn.startsWith(message.TopicArn + ":"));
await sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle: received[0].ReceiptHandle });
console.log(message.SubscriptionId);
