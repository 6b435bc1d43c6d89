using System.Net;
using Millrace.Landing;
using Millrace.Landing.Querying;
using Millrace.Landing.Receiving;

namespace Millrace.Unit.Landing;

public sealed class LandingServiceTests : IAsyncLifetime
{
    private readonly SnsSigner sns = new();
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Everything_of_a_queue_is_stored_then_deleted_whatever_the_world_does()
    {
        var records = Enumerable.Range(1, 95).Select(n => LandingRig.Record(LandingRig.Id(n)));
        await using var queue = await QueueStub.StartAsync([
            .. records,
            "?",
            LandingRig.Record(LandingRig.Id(1), ("clicks", "9")),
        ]);
        queue.FaultsLeft = 3;
        queue.RefusedDeletionsLeft = 7;

        await RunUntilEmptyAsync(queue);

        rig.Store.Stored.ShouldBe(95);
        rig.Store.Counters.Received.ShouldBe(97 + 7);
        (rig.Store.Counters.Stored + rig.Store.Counters.Duplicates + rig.Store.Counters.Quarantined).ShouldBe(97 + 7);
        (await rig.AskAsync($"SELECT count(*), count(DISTINCT idempotency_id) FROM {LandingRig.Table}")).ShouldBe(["95|95"]);
        (await rig.ReasonsAsync()).ShouldBe([
            "Contradiction: a record with this idempotency_id is stored already and says something else.",
            "The body is not JSON, or it is nested more than 64 deep.",
        ]);
        var receive = queue.Requests.First(request => request.Operation == "ReceiveMessage").Request;
        ((int)receive["MaxNumberOfMessages"]!, (int)receive["VisibilityTimeout"]!).ShouldBe((10, 60));
    }

    [Fact]
    public async Task A_confirmation_in_the_queue_is_confirmed_and_remembered()
    {
        sns.Answers.Enqueue(HttpStatusCode.ServiceUnavailable);
        await using var queue = await QueueStub.StartAsync(sns.Confirmation(), LandingRig.Record(LandingRig.Id(1)));
        await RunUntilEmptyAsync(queue);

        rig.Store.Counters.Confirmed.ShouldBe(1);
        (await rig.AskAsync("SELECT topic_arn, subscription_arn FROM \"millrace\".\"confirmation\"")).ShouldBe([
            $"{SnsSigner.TopicArn}|{SnsSigner.TopicArn}:1",
        ]);
    }

    [Fact]
    public async Task A_confirmation_that_is_not_the_streams_is_kept_and_not_asked()
    {
        var other = sns.Confirmation(subscribeHost: "https://elsewhere.example");
        var forged = sns.Confirmation(change: fields => fields["Token"] = "0");
        await using var queue = await QueueStub.StartAsync(other, forged);
        await RunUntilEmptyAsync(queue);

        rig.Store.Counters.Confirmed.ShouldBe(0);
        rig.Store.Counters.Quarantined.ShouldBe(2);
        (await rig.ReasonsAsync()).ShouldBe([
            "SubscribeURL leads to elsewhere.example, which is not an allowed host; allow it if it is the stream's.",
            "The signature does not hold.",
        ]);
        sns.Asked.ShouldAllBe(address => address.EndsWith(".pem"));
    }

    [Fact]
    public async Task A_host_lands_answers_and_takes_its_address_away()
    {
        await rig.Store.DisposeAsync();
        await using var queue = await QueueStub.StartAsync(LandingRig.Record(LandingRig.Id(1)));
        var folder = Directory.CreateTempSubdirectory("millrace-host");
        var listen = new Uri("http://127.0.0.1:0");
        using var http = QueryClient.CreateHttpClient();
        await using (
            var host = await LandingHost.StartAsync(
                folder.FullName,
                listen,
                Options(queue),
                TimeProvider.System,
                null,
                LandingRig.Cancel
            )
        )
        {
            await queue.Empty.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, LandingRig.Cancel);
            EndpointFile.Read(folder.FullName).ShouldBe(host.Endpoint);
            await CountAsync();
        }

        EndpointFile.Read(folder.FullName).ShouldBeNull();
        await CountAsync();
        folder.Delete(recursive: true);

        async Task CountAsync()
        {
            var sql = $"SELECT count(*) FROM {LandingRig.Table}";
            var result = await new QueryClient(http).RunAsync(folder.FullName, sql, LandingRig.Cancel);
            result.Rows.ShouldHaveSingleItem().ShouldBe([new QueryNumber("1")]);
        }
    }

    [Fact]
    public void Options_that_cannot_work_are_told_all_at_once()
    {
        var options = new LandingOptions
        {
            Queues = [],
            LongPoll = TimeSpan.FromSeconds(21),
            AllowedHosts = ["https://a/b"],
            AccessKey = "a",
        };
        options.Faults().Count.ShouldBe(4);
        Should.Throw<LandingException>(() => new LandingService(options, rig.Store, new HttpClient(), TimeProvider.System));
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:records", "eu-west-1", "records")]
    [InlineData("https://sqs.us-west-2.amazonaws.com/123456789012/records", "us-west-2", "records")]
    [InlineData("http://127.0.0.1:9324/123456789012/records", "us-east-1", "records")]
    public void A_queue_is_named_by_arn_or_address(string text, string region, string name)
    {
        LandingQueue.TryParse(text, "us-east-1", out var queue, out _).ShouldBeTrue();
        (queue!.Region, queue.Name).ShouldBe((region, name));
    }

    [Theory]
    [InlineData("records", "is neither a queue ARN")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:records.fifo", "is a FIFO queue")]
    [InlineData("https://sqs.us-west-2.amazonaws.com/", "is neither a queue ARN")]
    public void Another_text_names_no_queue(string text, string problem)
    {
        LandingQueue.TryParse(text, "us-east-1", out _, out var told).ShouldBeFalse();
        told.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public void Waits_double_with_jitter_up_to_their_bound()
    {
        var waits = new Backoff(TimeProvider.System, TimeSpan.FromSeconds(30), new Random(1));
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var longest = Math.Min(30, 0.2 * Math.Pow(2, attempt));
            waits.Next().TotalSeconds.ShouldBeInRange(longest / 2, longest);
        }
    }

    private static LandingOptions Options(QueueStub queue) =>
        new()
        {
            Queues = [Parsed(LandingRig.Queue)],
            ServiceUrl = queue.Address,
            AccessKey = "test",
            SecretKey = "test",
            ReceiversPerQueue = 2,
            LongPoll = TimeSpan.FromSeconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(50),
        };

    private static LandingQueue Parsed(string text) =>
        LandingQueue.TryParse(text, "us-east-1", out var queue, out var problem) ? queue : throw new ArgumentException(problem);

    private async Task RunUntilEmptyAsync(QueueStub queue)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(LandingRig.Cancel);
        using var http = new HttpClient(sns);
        var running = new LandingService(Options(queue), rig.Store, http, TimeProvider.System).RunAsync(stop.Token);
        await queue.Empty.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, LandingRig.Cancel);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, LandingRig.Cancel);
    }
}
