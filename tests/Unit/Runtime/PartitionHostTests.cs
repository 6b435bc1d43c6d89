using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Runtime;

/// <summary>The way in, partitions and the real ledger together.</summary>
public sealed class PartitionHostTests : IAsyncDisposable, IEventAccounts
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-host");
    private readonly FakeTimeProvider platform = new(Start);
    private readonly List<EventAccount> accounts = [];
    private readonly List<Exception> failures = [];
    private readonly List<(int Partition, long Now)> turned = [];
    private SqliteLedger? ledger;
    private SingleProcessHost? host;

    public PartitionHostTests()
    {
        AccountZone.TryFind("America/Sao_Paulo", out var zone).ShouldBeTrue();
        accounts.AddRange(
            Enumerable.Range(1, 20).Select(key => new EventAccount(key, $"ADV{key}", "A2Q3Y263D00KWC", "BRL", zone))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var advertiser = Encoding.UTF8.GetString(advertiserId);
        return accounts.Find(account => account.AdvertiserId == advertiser);
    }

    [Fact]
    public async Task A_bad_line_costs_no_good_one_and_is_told_by_its_number()
    {
        var ingest = await StartAsync();
        var outcome = await SendAsync(
            ingest,
            "b1",
            Click(1, "c1"),
            "{\"type\":\"click\"",
            Click(1, "c2").Replace("\"cost\":0.25", "\"cost\":NaN", StringComparison.Ordinal),
            Click(1, "c3").Replace("0.25", "0.1234567", StringComparison.Ordinal),
            Click(1, "c4").Replace("click", "cluck", StringComparison.Ordinal),
            Click(1, "c5").Replace("2026-07-12T15:30:00Z", "2026-07-13T15:30:00Z", StringComparison.Ordinal),
            Click(1, "c6").Replace("2026-07-12T15:30:00Z", "2026-02-30T15:30:00Z", StringComparison.Ordinal),
            Click(1, "c7").Replace("ADV1\"", "NOBODY\"", StringComparison.Ordinal),
            Click(1, "c8") + new string(' ', 20_000),
            Click(1, "c9").Replace("\"campaign_id\"", "\"surprise\":{\"a\":[1]},\"campaign_id\"", StringComparison.Ordinal)
        );

        var taken = outcome.ShouldBeOfType<IngestOutcome.Taken>();
        taken.Accepted.ShouldBe(2);
        taken.UnknownFields.ShouldBe(["surprise"]);
        taken.Refused.Select(line => line.Line).ShouldBe([2, 3, 4, 5, 6, 7, 8, 9]);
        string[] reasons =
        [
            "not valid JSON",
            "not valid JSON",
            "6 decimals",
            "unknown type",
            "future",
            "ISO 8601",
            "no such account",
            "longer than",
        ];
        foreach (var (reason, line) in reasons.Zip(taken.Refused))
        {
            line.Reason.ShouldContain(reason);
        }
    }

    [Fact]
    public async Task Broken_utf8_in_a_text_is_refused()
    {
        var ingest = await StartAsync();
        var line = Encoding.UTF8.GetBytes(
            Click(1, "c1").Replace("Other", "Oth\u0001r", StringComparison.Ordinal) + "\n" + Click(1, "c2")
        );
        line[Array.IndexOf(line, (byte)1)] = 0xC3;
        var body = PipeReader.Create(new ReadOnlySequence<byte>(line));

        var outcome = await ingest.TakeEventsAsync(this, "h", "b", body, isImport: false, Cancel);

        var taken = outcome.ShouldBeOfType<IngestOutcome.Taken>();
        (taken.Accepted, taken.Refused.Single().Line).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_body_beyond_the_bound_changes_nothing()
    {
        var ingest = await StartAsync(new IngestOptions { BodyBytesMax = 10_000 });
        var lines = Enumerable.Range(0, 100).Select(number => Click(1, $"c{number}")).ToArray();

        (await SendAsync(ingest, "b", lines)).ShouldBeOfType<IngestOutcome.TooLarge>();

        await PublishAsync();
        (await RecordsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_answered_survives_a_restart_and_a_repeat_changes_nothing()
    {
        var ingest = await StartAsync();
        var lines = accounts
            .SelectMany(account => Enumerable.Range(0, 5).Select(number => Click(account.Key, $"c{number}")))
            .ToArray();
        (await SendAsync(ingest, "b1", lines))
            .ShouldBeOfType<IngestOutcome.Taken>()
            .ShouldSatisfyAllConditions(taken => taken.Accepted.ShouldBe(100), taken => taken.Repeated.ShouldBe(0));

        await StopAsync();
        ingest = await StartAsync();
        (await SendAsync(ingest, "b1", [.. lines.Reverse()])).ShouldBeOfType<IngestOutcome.Taken>().Repeated.ShouldBe(100);
        (await SendAsync(ingest, "b2", lines[10..60])).ShouldBeOfType<IngestOutcome.Taken>().Repeated.ShouldBe(50);
        (await SendAsync(ingest, "b1", lines[..50])).ShouldBeOfType<IngestOutcome.OtherBody>();

        await PublishAsync();
        var records = await RecordsAsync();
        records.Count.ShouldBe(20);
        records.ShouldAllBe(record => record.Clicks == 5 && record.Cost == 1.25m && record.Window == "2026-07-12T12:00:00-03:00");
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hundred_hours_with_restarts_and_a_late_click_for_a_window_on_disk_add_up()
    {
        var ingest = await StartAsync();
        for (var hour = 0; hour < 100; hour++)
        {
            await SendAsync(ingest, $"b{hour}", Click(1, $"c{hour}", platform.GetUtcNow()));
            platform.Advance(TimeSpan.FromHours(1));
            await host!.TurnAsync();
            if (hour % 30 == 29)
            {
                await StopAsync();
                ingest = await StartAsync();
            }
        }

        await SendAsync(ingest, "late", Click(1, "late", Start));
        await StopAsync();
        await StartAsync();
        await PublishAsync();

        var records = await RecordsAsync();
        records.Sum(record => record.Clicks).ShouldBe(101);
        var first = records.Where(record => record.Window == "2026-07-12T13:00:00-03:00").ToList();
        (first.Count, first.Sum(record => record.Clicks)).ShouldBe((2, 2L));
        failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task A_forgotten_shopper_is_forgotten_after_a_restart_from_pages_of_then_or_later(int bodiesBetween)
    {
        const string Forgotten = """{"advertiser_id":"ADV1","marketplace_id":"A2Q3Y263D00KWC","shopper_id":"ann"}""";
        var ingest = await StartAsync();
        await SendAsync(ingest, "touches", Touch("c1", "ann"), Touch("c2", "bob"));
        await SendAsync(ingest, "before", Purchase("p1", "ann"));
        (await ingest.ForgetShoppersAsync(this, Body(Forgotten), Cancel))
            .ShouldBeOfType<IngestOutcome.Taken>()
            .Accepted.ShouldBe(1);

        // Enough of them make the partition write its pages.
        for (var body = 0; body < bodiesBetween; body++)
        {
            await SendAsync(ingest, $"between-{body}", Touch($"b{body}-1", $"shopper {body}"), Touch($"b{body}-2", "bob"));
        }

        var pages = await ledger!.TakeAsync(Partitioning.Of(1, 8), Cancel);
        pages.Head.ShouldNotBeNull();
        await StopAsync();
        ingest = await StartAsync();
        await SendAsync(ingest, "after", Purchase("p2", "ann"), Purchase("p3", "bob"));
        await PublishAsync();

        (await ConversionsAsync()).ShouldBe(2);
        host!.Figures().UnattributedPurchases.ShouldBe(1);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_taken_of_an_account_that_was_erased_also_by_who_still_knows_it_and_a_restart_brings_nothing_back()
    {
        var ingest = await StartAsync();
        await SendAsync(ingest, "before", Click(1, "c1"), Click(2, "c1"));
        await host!.EraseAsync(1);

        (await SendAsync(ingest, "after", Click(1, "c2"))).ShouldBeOfType<IngestOutcome.ComeAgain>();
        (await SendAsync(ingest, "other", Click(2, "c2"))).ShouldBeOfType<IngestOutcome.Taken>();
        await StopAsync();
        await StartAsync();
        await PublishAsync();

        var records = await RecordsAsync();
        records.Sum(record => record.Clicks).ShouldBe(2);
        records.ShouldAllBe(record => record.Advertiser == "ADV2");
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turn_says_what_it_has_completed_also_without_events_and_never_for_a_partition_that_was_lost()
    {
        await StartAsync();
        await host!.TurnAsync();
        turned.Order().ShouldBe(Enumerable.Range(0, 8).Select(partition => (partition, Start.ToUnixTimeSeconds())));
        turned.Clear();
        platform.Advance(TimeSpan.FromSeconds(15));
        await host.TurnAsync();
        turned.ShouldBeEmpty();

        // Another process takes a partition, and this one has nothing to write by which it would notice.
        await ledger!.TakeAsync(3, Cancel);
        platform.Advance(TimeSpan.FromHours(1));
        await Should.ThrowAsync<PartitionUnavailableException>(host.TurnAsync());
        turned.Select(turn => turn.Partition).Order().ShouldBe([0, 1, 2, 4, 5, 6, 7]);
        failures.Single().Message.ShouldContain("Another process has taken partition 3");
    }

    [Fact]
    public async Task Policies_that_cannot_be_are_refused_at_the_start()
    {
        await using var unopened = new SqliteLedger(Path.Combine(folder.FullName, "unopened.db"));
        var policies = PublicationPolicies.Default.With(
            Datasets.SpTraffic,
            PublicationPolicies.Default[Datasets.SpTraffic] with
            {
                Cadence = TimeSpan.FromMinutes(7),
            }
        );
        var fault = await Should.ThrowAsync<ArgumentException>(
            SingleProcessHost.StartAsync(
                unopened,
                new PartitionHostOptions { HashSeed = 5, Publication = policies },
                platform,
                TimeProvider.System,
                _ => { },
                (_, _) => { },
                (_, _) => { },
                Cancel
            )
        );
        fault.Message.ShouldContain("sp-traffic.cadence is 7m");
    }

    [Fact]
    public async Task A_ledger_keeps_the_partitions_that_it_was_made_with()
    {
        string[] lines = [.. accounts.Select(account => Click(account.Key, "c"))];
        await SendAsync(await StartAsync(), "b1", lines);
        await StopAsync();

        var ingest = await StartAsync(partitions: 64);
        host!.Partitions.ShouldBe(8);
        (await SendAsync(ingest, "b1", lines)).ShouldBeOfType<IngestOutcome.Taken>().Repeated.ShouldBe(lines.Length);
    }

    private async Task<IngestService> StartAsync(IngestOptions? options = null, int partitions = 8)
    {
        ledger = new SqliteLedger(Path.Combine(folder.FullName, "ledger.db"));
        var hostOptions = new PartitionHostOptions
        {
            HashSeed = 5,
            Partitions = partitions,
            TailBytesMax = 2_000 * 8,
        };
        host = await SingleProcessHost.StartAsync(
            ledger,
            hostOptions,
            platform,
            TimeProvider.System,
            _ => { },
            (partition, now) =>
            {
                lock (turned)
                {
                    turned.Add((partition, now));
                }
            },
            (_, fault) => failures.Add(fault),
            Cancel
        );
        return new IngestService(host, options ?? new IngestOptions(), platform, hashSeed: 5);
    }

    private async Task StopAsync()
    {
        await (host?.DisposeAsync() ?? default);
        await (ledger?.DisposeAsync() ?? default);
        (host, ledger) = (null, null);
    }

    private async Task PublishAsync()
    {
        platform.Advance(TimeSpan.FromHours(2));
        await host!.TurnAsync();
    }

    private async Task<IngestOutcome> SendAsync(IngestService ingest, string id, params string[] lines)
    {
        return await ingest.TakeEventsAsync(this, "tests", id, Body(lines), isImport: false, Cancel);
    }

    private static PipeReader Body(params string[] lines) =>
        PipeReader.Create(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>What account 1 was told of conversions within a day.</summary>
    private async Task<long> ConversionsAsync()
    {
        var blocks = await ledger!.ReadBlocksAsync(new StreamId(1, "sp-conversion"), 0, 1000, Cancel);
        return blocks
            .SelectMany(block => Engine.Rendered.Messages(block.Data))
            .Sum(record => JsonSerializer.Deserialize<JsonElement>(record).GetProperty("attributed_conversions_1d").GetInt64());
    }

    private async Task<List<Engine.Record>> RecordsAsync()
    {
        var records = new List<Engine.Record>();
        foreach (var account in accounts)
        {
            var blocks = await ledger!.ReadBlocksAsync(new StreamId(account.Key, "sp-traffic"), 0, 1000, Cancel);
            records.AddRange(
                blocks.SelectMany(block => Engine.Rendered.Messages(block.Data)).Select(body => Engine.Record.Read(body))
            );
        }

        return records;
    }

    private static string Touch(string id, string shopper) =>
        Click(1, id).Replace("\"cost\"", $"\"shopper_id\":\"{shopper}\",\"cost\"", StringComparison.Ordinal);

    private static string Purchase(string id, string shopper) =>
        $$"""{"event_id":"{{id}}","type":"purchase","time":"2026-07-12T15:45:00Z","advertiser_id":"ADV1","marketplace_id":"A2Q3Y263D00KWC","shopper_id":"{{shopper}}","sku":"S1","sales":2.5}""";

    private static string Click(int account, string id, DateTimeOffset? time = null)
    {
        var at = (time ?? Start.AddMinutes(-30)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{{\"event_id\":\"{id}\",\"type\":\"click\",\"time\":\"{at}\",\"advertiser_id\":\"ADV{account}\",\"marketplace_id\":\"A2Q3Y263D00KWC\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"4\",\"placement\":\"Other on-Amazon\",\"cost\":0.25}}";
    }
}
