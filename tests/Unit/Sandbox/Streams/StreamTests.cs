using System.IO.Compression;
using System.Text.Json;
using Millrace.Unit.Sandbox.StandIns;

namespace Millrace.Unit.Sandbox.Streams;

/// <summary>What the stand-in for Firehose does with streams and records as time passes.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private readonly StandInRig rig = new()
    {
        Options = new() { StreamsMax = 2, BufferedBytesMax = 8 * 1_024 * 1_024 },
    };

    public ValueTask InitializeAsync() => rig.InitializeAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Records_wait_until_their_time_is_over_and_become_one_object()
    {
        rig.Time.SetUtcNow(new DateTimeOffset(2036, 7, 12, 9, 59, 58, TimeSpan.Zero));
        await rig.StreamAsync("deltas", "lake");
        await rig.PutAsync("deltas", "{\"a\":1}", "{\"a\":2}");
        rig.Time.Advance(TimeSpan.FromSeconds(299));
        await rig.PutAsync("deltas", "{\"a\":3}");
        (await KeysNowAsync()).ShouldBeEmpty();

        rig.Time.Advance(TimeSpan.FromSeconds(1));

        var key = (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem();
        key.ShouldMatch("^2036/07/12/09/deltas-1-2036-07-12-09-59-58-[0-9a-f]{8}-[0-9a-f-]{27}$");
        (await rig.TextAsync("lake", key)).ShouldBe("{\"a\":1}{\"a\":2}{\"a\":3}");
    }

    [Fact]
    public async Task Enough_bytes_become_an_object_at_once()
    {
        await rig.StreamAsync("deltas", "lake", Hints(megabytes: 1, seconds: 900));
        var quarter = new string('x', 256 * 1_024);
        await rig.PutAsync("deltas", quarter, quarter, quarter);
        (await KeysNowAsync()).ShouldBeEmpty();

        await rig.PutAsync("deltas", quarter, "rest");

        var key = (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem();
        (await rig.BytesAsync("lake", key)).Length.ShouldBe(1_024 * 1_024);
        rig.Time.Advance(TimeSpan.FromSeconds(900));
        (await rig.KeysAsync("lake", 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_outlives_a_restart()
    {
        await rig.StreamAsync("deltas", "lake");
        await rig.PutAsync("deltas", "kept");

        await rig.RestartAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(300));

        (await rig.TextAsync("lake", (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem())).ShouldBe("kept");
    }

    [Fact]
    public async Task Prefix_extension_compression_and_line_ends_are_those_that_were_set()
    {
        rig.Time.SetUtcNow(new DateTimeOffset(2036, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var destination = Hints(megabytes: 1, seconds: 0);
        destination["Prefix"] =
            "raw/year=!{timestamp:yyyy}/month=!{timestamp:MM}/!{timestamp:dd'T'HH}-!{firehose:random-string}/";
        destination["CompressionFormat"] = "GZIP";
        destination["ProcessingConfiguration"] = new
        {
            Enabled = true,
            Processors = new[] { new { Type = "AppendDelimiterToRecord" } },
        };
        await rig.StreamAsync("deltas", "lake", destination);

        await rig.PutAsync("deltas", "a", "b");

        var key = (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem();
        key.ShouldMatch("^raw/year=2036/month=01/02T03-[A-Za-z0-9+_]{11}/deltas-1-2036-01-02-03-04-05-[0-9a-f-]{36}\\.gz$");
        using var text = new StreamReader(
            new GZipStream(new MemoryStream(await rig.BytesAsync("lake", key)), CompressionMode.Decompress)
        );
        (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("a\nb\n");
    }

    [Fact]
    public async Task Stream_is_described_as_it_was_made_listed_and_deleted_with_what_waits_delivered()
    {
        await rig.StreamAsync("deltas", "lake", Hints(megabytes: 7, seconds: 60));
        await rig.StreamAsync("extra", "lake");
        await rig.PutAsync("deltas", "last");

        var (_, described) = await rig.FirehoseAsync("DescribeDeliveryStream", new { DeliveryStreamName = "deltas" });
        var description = described.GetProperty("DeliveryStreamDescription");
        description
            .GetProperty("DeliveryStreamARN")
            .GetString()
            .ShouldBe("arn:aws:firehose:us-east-1:000000000000:deliverystream/deltas");
        description.GetProperty("DeliveryStreamStatus").GetString().ShouldBe("ACTIVE");
        description.GetProperty("DeliveryStreamType").GetString().ShouldBe("DirectPut");
        var hints = description
            .GetProperty("Destinations")[0]
            .GetProperty("ExtendedS3DestinationDescription")
            .GetProperty("BufferingHints");
        hints.GetProperty("SizeInMBs").GetInt32().ShouldBe(7);

        var (_, first) = await rig.FirehoseAsync("ListDeliveryStreams", new { Limit = 1 });
        first.GetProperty("DeliveryStreamNames")[0].GetString().ShouldBe("deltas");
        first.GetProperty("HasMoreDeliveryStreams").GetBoolean().ShouldBeTrue();
        var (_, rest) = await rig.FirehoseAsync("ListDeliveryStreams", new { ExclusiveStartDeliveryStreamName = "deltas" });
        rest.GetProperty("DeliveryStreamNames").EnumerateArray().Single().GetString().ShouldBe("extra");

        (await rig.FirehoseAsync("DeleteDeliveryStream", new { DeliveryStreamName = "deltas" })).Status.ShouldBe(200);
        Refused(await rig.PutAsync("deltas", "late"), "ResourceNotFoundException");
        (await rig.TextAsync("lake", (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem())).ShouldBe("last");
    }

    [Fact]
    public async Task Calls_beyond_the_limits_are_refused_whole()
    {
        await rig.StreamAsync("deltas", "lake", Hints(megabytes: 1, seconds: 900));
        var largest = new string('x', 1_000 * 1_024);

        Refused(await rig.PutAsync("deltas", [.. Enumerable.Repeat("x", 501)]), "ValidationException");
        Refused(await rig.PutAsync("deltas"), "ValidationException");
        Refused(await rig.PutAsync("deltas", largest + "x"), "ValidationException");
        Refused(await rig.PutAsync("deltas", [.. Enumerable.Repeat(largest, 5)]), "InvalidArgumentException");
        (await KeysNowAsync()).ShouldBeEmpty();

        (await rig.PutAsync("deltas", [.. Enumerable.Repeat(largest, 4)])).Status.ShouldBe(200);
        (await rig.PutAsync("deltas", [.. Enumerable.Repeat("x", 500)])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Bucket_that_is_missing_keeps_the_records_until_it_is_there_and_the_bound_is_reached()
    {
        using var s3 = rig.S3();
        await rig.StreamAsync("other", "other");
        (
            await rig.FirehoseAsync(
                "CreateDeliveryStream",
                new
                {
                    DeliveryStreamName = "deltas",
                    ExtendedS3DestinationConfiguration = new
                    {
                        RoleARN = "arn:aws:iam::000000000000:role/firehose",
                        BucketARN = "arn:aws:s3:::lake",
                        BufferingHints = new { IntervalInSeconds = 0, SizeInMBs = 128 },
                    },
                }
            )
        ).Status.ShouldBe(200);
        var half = new string('x', 900_000);
        (await rig.PutAsync("deltas", half, half, half, half)).Status.ShouldBe(200);
        (await rig.PutAsync("deltas", half, half, half, half)).Status.ShouldBe(200);
        Refused(await rig.PutAsync("deltas", half, half), "ServiceUnavailableException", 503);

        await s3.PutBucketAsync("lake", TestContext.Current.CancellationToken);
        rig.Time.Advance(TimeSpan.FromSeconds(60));

        (await rig.BytesAsync("lake", (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem())).Length.ShouldBe(8 * half.Length);
    }

    [Fact]
    public async Task Failing_records_are_told_one_by_one()
    {
        await rig.StreamAsync("deltas", "lake", Hints(megabytes: 1, seconds: 0));
        await rig.FaultAsync(
            new
            {
                service = "firehose",
                resource = "deltas",
                fail_entries = 1,
                times = 1,
            }
        );

        var (status, body) = await rig.PutAsync("deltas", "first", "second");

        status.ShouldBe(200);
        body.GetProperty("FailedPutCount").GetInt32().ShouldBe(1);
        body.GetProperty("RequestResponses")[0].GetProperty("ErrorCode").GetString().ShouldBe("ServiceUnavailableException");
        body.GetProperty("RequestResponses")[1].GetProperty("RecordId").GetString().ShouldNotBeNullOrEmpty();
        (await rig.TextAsync("lake", (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem())).ShouldBe("second");
    }

    [Fact]
    public async Task Records_are_doubled_put_off_and_mixed_where_a_rule_says_so()
    {
        await rig.StreamAsync("deltas", "lake", Hints(megabytes: 1, seconds: 60));
        string[] records = [.. Enumerable.Range(10, 30).Select(number => $"{number},")];
        await rig.FaultAsync(
            new
            {
                service = "firehose",
                resource = "deltas",
                duplicate = 1,
                reorder = true,
                delay_seconds = 100,
            }
        );

        await rig.PutAsync("deltas", records);
        rig.Time.Advance(TimeSpan.FromSeconds(159));
        (await KeysNowAsync()).ShouldBeEmpty();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        var text = await rig.TextAsync("lake", (await rig.KeysAsync("lake", 1)).ShouldHaveSingleItem());
        var got = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        got.ShouldNotBe([.. got.Order(StringComparer.Ordinal)]);
        got.Order(StringComparer.Ordinal).ShouldBe(records.SelectMany(record => new[] { record[..2], record[..2] }));
    }

    [Theory]
    [InlineData("""{"DeliveryStreamName":"x y"}""", "ValidationException")]
    [InlineData("""{"DeliveryStreamName":"x"}""", "InvalidArgumentException")]
    [InlineData("""{"DeliveryStreamName":"x","DeliveryStreamType":"KinesisStreamAsSource"}""", "InvalidArgumentException")]
    [InlineData("""{"DeliveryStreamName":7}""", "SerializationException")]
    [InlineData("""{"DeliveryStreamName":"x","DeliveryStreamName":"y"}""", "SerializationException")]
    [InlineData("[]", "SerializationException")]
    [InlineData("{", "SerializationException")]
    [InlineData("null", "SerializationException")]
    public async Task Stream_that_cannot_be_made_is_refused(string body, string type) =>
        Refused(await rig.FirehoseTextAsync("CreateDeliveryStream", body), type);

    [Theory]
    [InlineData("Prefix", "a/!{timestamp:EEEE}/")]
    [InlineData("Prefix", "a/!{partitionKeyFromQuery:x}/")]
    [InlineData("Prefix", "a/!{timestamp/")]
    [InlineData("CompressionFormat", "Snappy")]
    [InlineData("CustomTimeZone", "Asia/Tokyo")]
    public async Task Destination_that_the_stand_in_cannot_serve_is_refused(string field, string value)
    {
        var destination = new Dictionary<string, object>
        {
            ["RoleARN"] = "arn:aws:iam::000000000000:role/firehose",
            ["BucketARN"] = "arn:aws:s3:::lake",
            [field] = value,
        };

        Refused(
            await rig.FirehoseAsync(
                "CreateDeliveryStream",
                new { DeliveryStreamName = "x", ExtendedS3DestinationConfiguration = destination }
            ),
            "InvalidArgumentException"
        );
    }

    [Fact]
    public async Task Unknown_actions_repeated_names_and_too_many_streams_are_refused()
    {
        await rig.StreamAsync("one", "lake");
        await rig.StreamAsync("two", "lake");
        object Named(string name) =>
            new
            {
                DeliveryStreamName = name,
                S3DestinationConfiguration = new
                {
                    RoleARN = "arn:aws:iam::000000000000:role/firehose",
                    BucketARN = "arn:aws:s3:::lake",
                },
            };

        Refused(await rig.FirehoseAsync("UpdateDestination", new { }), "UnknownOperationException");
        Refused(await rig.FirehoseAsync("CreateDeliveryStream", Named("one")), "ResourceInUseException");
        Refused(await rig.FirehoseAsync("CreateDeliveryStream", Named("three")), "LimitExceededException");
    }

    private static Dictionary<string, object> Hints(int megabytes, int seconds) =>
        new() { ["BufferingHints"] = new { SizeInMBs = megabytes, IntervalInSeconds = seconds } };

    private static void Refused((int Status, JsonElement Body) answer, string type, int status = 400)
    {
        answer.Body.GetProperty("__type").GetString().ShouldBe(type, answer.Body.ToString());
        answer.Status.ShouldBe(status);
    }

    private Task<List<string>> KeysNowAsync() => rig.KeysAsync("lake", 0);
}
