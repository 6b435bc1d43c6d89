using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Millrace.Unit.Sandbox.StandIns;

namespace Millrace.Unit.Sandbox.Objects;

/// <summary>What the stand-in for S3 does, asked by the AWS SDK.</summary>
public sealed class ObjectTests : IClassFixture<StandInRig>, IDisposable
{
    private readonly StandInRig rig;
    private readonly AmazonS3Client s3;

    public ObjectTests(StandInRig rig)
    {
        this.rig = rig;
        s3 = rig.S3();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => s3.Dispose();

    [Fact]
    public async Task Object_comes_back_as_it_was_put_with_its_headers()
    {
        var bucket = await BucketAsync("as-put");
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = "a/b//c d+ü.json",
            ContentBody = """{"a":"Grüße"}""",
            ContentType = "application/json",
        };
        request.Metadata.Add("colour", "blue");

        var put = await s3.PutObjectAsync(request, Cancellation);

        using var got = await s3.GetObjectAsync(bucket, request.Key, Cancellation);
        using var reader = new StreamReader(got.ResponseStream);
        (await reader.ReadToEndAsync(Cancellation)).ShouldBe(request.ContentBody);
        got.Headers.ContentType.ShouldBe("application/json");
        got.Metadata["colour"].ShouldBe("blue");
        got.ETag.ShouldBe(put.ETag);
        (await s3.GetObjectMetadataAsync(bucket, request.Key, Cancellation)).ContentLength.ShouldBe(15);
    }

    [Theory]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=5-400", "56789", "bytes 5-9/10")]
    public async Task Range_of_an_object_is_given(string range, string expected, string told)
    {
        var bucket = await BucketAsync("ranges");
        await PutAsync(bucket, "digits", "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{bucket}/digits");
        request.Headers.TryAddWithoutValidation("Range", range);

        using var answer = await rig.Http.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(expected);
        answer.Content.Headers.ContentRange!.ToString().ShouldBe(told);
    }

    [Fact]
    public async Task Range_behind_the_end_is_refused()
    {
        var bucket = await BucketAsync("behind");
        await PutAsync(bucket, "digits", "0123456789");

        var error = await Should.ThrowAsync<AmazonS3Exception>(() =>
            s3.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = bucket,
                    Key = "digits",
                    ByteRange = new ByteRange(10, 12),
                },
                Cancellation
            )
        );

        (error.StatusCode, error.ErrorCode).ShouldBe((HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange"));
    }

    [Fact]
    public async Task Listing_goes_on_page_by_page_and_folds_what_has_a_common_beginning()
    {
        var bucket = await BucketAsync("listing");
        foreach (var key in (string[])["a/1", "a/2", "a/3", "b", "c/1", "c/2/3", "d", "d\u00e9"])
        {
            await PutAsync(bucket, key, key);
        }

        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Delimiter = "/",
            MaxKeys = 2,
        };
        var (keys, commons, pages) = (new List<string>(), new List<string>(), 0);
        ListObjectsV2Response page;
        do
        {
            page = await s3.ListObjectsV2Async(request, Cancellation);
            keys.AddRange((page.S3Objects ?? []).Select(one => one.Key));
            commons.AddRange(page.CommonPrefixes ?? []);
            request.ContinuationToken = page.NextContinuationToken;
            pages++;
        } while (page.IsTruncated == true && pages < 10);

        keys.ShouldBe(["b", "d", "d\u00e9"]);
        commons.ShouldBe(["a/", "c/"]);
        pages.ShouldBe(3);
        var below = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = "c/" }, Cancellation);
        below.S3Objects.Select(one => one.Key).ShouldBe(["c/1", "c/2/3"]);
    }

    [Fact]
    public async Task Deleted_object_is_gone_and_deleting_it_again_changes_nothing()
    {
        var bucket = await BucketAsync("deleting");
        await PutAsync(bucket, "x", "x");

        await s3.DeleteObjectAsync(bucket, "x", Cancellation);
        await s3.DeleteObjectAsync(bucket, "x", Cancellation);

        (await Should.ThrowAsync<AmazonS3Exception>(() => s3.GetObjectAsync(bucket, "x", Cancellation))).ErrorCode.ShouldBe(
            "NoSuchKey"
        );
    }

    [Fact]
    public async Task Bucket_that_is_not_there_is_named_as_missing()
    {
        var error = await Should.ThrowAsync<AmazonS3Exception>(() => PutAsync("no-such-bucket", "x", "x"));

        error.ErrorCode.ShouldBe("NoSuchBucket");
    }

    [Theory]
    [InlineData("PUT", "/X_y", 400, "InvalidBucketName")]
    [InlineData("POST", "/bucket/key?uploads", 501, "NotImplemented")]
    [InlineData("GET", "/bucket?acl", 501, "NotImplemented")]
    [InlineData("GET", "/bucket?list-type=2&max-keys=x", 400, "InvalidArgument")]
    [InlineData("GET", "/bucket?list-type=2&continuation-token=!", 400, "InvalidArgument")]
    [InlineData("PATCH", "/bucket/key", 405, "MethodNotAllowed")]
    public async Task What_it_does_not_do_is_refused_in_the_words_of_s3(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
        );

        using var answer = await rig.Http.SendAsync(request, Cancellation);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"<Code>{code}</Code>");
    }

    [Theory]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData(
        "5;chunk-signature=ab\r\nhello\r\n6;chunk-signature=cd\r\n world\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n",
        "hello world"
    )]
    [InlineData("0\r\n\r\n", "")]
    public async Task Body_in_chunks_is_put_together(string sent, string expected)
    {
        var bucket = await BucketAsync("chunks");

        (await PutChunksAsync(bucket, sent)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await rig.TextAsync(bucket, "chunked")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5\r\nhel")]
    [InlineData("5\r\nhello world\r\n0\r\n\r\n")]
    [InlineData("x\r\nhello\r\n0\r\n\r\n")]
    [InlineData("ffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n")]
    public async Task Body_whose_chunks_do_not_hold_is_refused(string sent)
    {
        var bucket = await BucketAsync("bad-chunks");

        var answer = await PutChunksAsync(bucket, sent);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("IncompleteBody");
    }

    [Fact]
    public async Task Throttled_denied_and_unanswered_calls_are_those_of_s3()
    {
        var bucket = await BucketAsync("faulty");
        await rig.FaultAsync(
            new
            {
                service = "s3",
                resource = bucket,
                throttle = 1,
                times = 1,
            }
        );
        (await Should.ThrowAsync<AmazonS3Exception>(() => PutAsync(bucket, "x", "x"))).ErrorCode.ShouldBe("SlowDown");
        await rig.FaultAsync(
            new
            {
                service = "s3",
                resource = bucket,
                deny = 1,
                times = 1,
            }
        );
        (await Should.ThrowAsync<AmazonS3Exception>(() => PutAsync(bucket, "x", "x"))).ErrorCode.ShouldBe("AccessDenied");
        await rig.FaultAsync(
            new
            {
                service = "s3",
                resource = bucket,
                time_out = 1,
                times = 1,
            }
        );
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var put = s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = "done",
                ContentBody = "done",
            },
            impatient.Token
        );

        await rig.FaultsOverAsync();
        (await rig.KeysAsync(bucket, 1)).ShouldBe(["done"]);
        put.IsCompleted.ShouldBeFalse();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => put);
    }

    private async Task<HttpResponseMessage> PutChunksAsync(string bucket, string sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{bucket}/chunked");
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(sent));
        return await rig.Http.SendAsync(request, Cancellation);
    }

    private async Task<string> BucketAsync(string name)
    {
        await s3.PutBucketAsync(name, Cancellation);
        return name;
    }

    private Task<PutObjectResponse> PutAsync(string bucket, string key, string text) =>
        s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                ContentBody = text,
            },
            Cancellation
        );
}
