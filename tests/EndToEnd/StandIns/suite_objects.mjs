// What S3 and STS do with a caller's own keys, asked by the AWS SDK for JavaScript: of our stand-ins, and of an emulator of other people.
// Usage: node suite_objects.mjs FOLDER-WITH-NODE_MODULES ENDPOINT
// Prints a line for each behaviour and exits with 1 where one does not hold.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { refused, tryAll } from "./suite.mjs";

const [packages, endpoint] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const { S3 } = require("@aws-sdk/client-s3");
const { STS } = require("@aws-sdk/client-sts");

const config = { endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };
const [s3, sts] = [new S3({ ...config, forcePathStyle: true }), new STS(config)];
const text = async (bucket, key, more = {}) => (await s3.getObject({ Bucket: bucket, Key: key, ...more })).Body.transformToString();

const key = "a b/ü+%/x?.json";
const body = '{"a":"Grüße 🎉"}';
const bucket = "js-objects";

const behaviours = {
    "a caller is told who it is": async () => {
        const identity = await sts.getCallerIdentity({});
        assert.deepEqual([identity.Account, identity.Arn], ["000000000000", "arn:aws:iam::000000000000:root"]);
    },
    "an object is got as it was put, whole and in part": async () => {
        await s3.createBucket({ Bucket: bucket });
        const put = await s3.putObject({ Bucket: bucket, Key: key, Body: body, ContentType: "application/json", Metadata: { colour: "blue" } });
        assert.equal(await text(bucket, key), body);
        assert.equal(await text(bucket, key, { Range: "bytes=2-2" }), "a");
        const head = await s3.headObject({ Bucket: bucket, Key: key });
        assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata], [Buffer.byteLength(body), "application/json", { colour: "blue" }]);
        assert.deepEqual([head.ETag, /^"[0-9a-f]{32}"$/.test(put.ETag)], [put.ETag, true]);
    },
    "objects are listed in pages and by folders": async () => {
        await s3.putObject({ Bucket: bucket, Key: "b", Body: Buffer.alloc(300_000, 1) });
        const first = await s3.listObjectsV2({ Bucket: bucket, MaxKeys: 1 });
        const second = await s3.listObjectsV2({ Bucket: bucket, MaxKeys: 1, ContinuationToken: first.NextContinuationToken });
        assert.deepEqual([first.IsTruncated, first.Contents.map((one) => one.Key)], [true, [key]]);
        assert.deepEqual([second.IsTruncated, second.Contents.map((one) => [one.Key, one.Size])], [false, [["b", 300_000]]]);
        const folded = await s3.listObjectsV2({ Bucket: bucket, Delimiter: "/" });
        assert.deepEqual([folded.CommonPrefixes, folded.Contents.map((one) => one.Key)], [[{ Prefix: "a b/" }], ["b"]]);
        assert.deepEqual((await s3.listObjectsV2({ Bucket: bucket, Prefix: "a b/" })).Contents.map((one) => one.Key), [key]);
    },
    "what is deleted, or never was, is not found": async () => {
        await s3.deleteObject({ Bucket: bucket, Key: key });
        await refused("NoSuchKey", s3.getObject({ Bucket: bucket, Key: key }));
        await refused("NotFound", s3.headObject({ Bucket: bucket, Key: key }));
        await refused("NoSuchBucket", s3.listObjectsV2({ Bucket: "js-none" }));
    },
};

await tryAll(behaviours);
