using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Partitions;

/// <summary>What a partition does between the slices of a publication, and when it says that all is published.</summary>
public sealed class PublicationTurnTests : IEventAccounts
{
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);

    private readonly HeldLedger ledger = new();
    private readonly StepByStep steps = new();
    private readonly FakeTimeProvider platform = new(Start);
    private readonly List<long> turned = [];
    private readonly List<Exception> failures = [];
    private readonly List<StreamId> published = [];
    private readonly EventAccount account;
    private SingleProcessHost host = null!;
    private int batches;

    public PublicationTurnTests()
    {
        AccountZone.TryFind("America/Sao_Paulo", out var zone).ShouldBeTrue();
        account = new EventAccount(1, "ADV1", "MKT", "BRL", zone);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) => account;

    [Fact]
    public async Task A_command_that_comes_between_two_slices_is_taken_before_the_next()
    {
        await StartAsync(keywords: 3);
        var turn = steps.Do(() => host.TurnAsync());
        ledger.Writes.Count.ShouldBe(2);
        var accepted = Send(7);
        Take().ShouldBe(1);
        accepted.IsCompleted.ShouldBeFalse();
        Take().ShouldBe(0);

        // Answered though two slices are left, and one for the cell that it has made.
        accepted.IsCompleted.ShouldBeTrue();
        (Take(), turn.IsCompleted).ShouldBe((1, false));
        (Take(), turn.IsCompleted).ShouldBe((1, false));
        (Take(), turn.IsCompleted).ShouldBe((1, true));
        ledger.Writes.Count.ShouldBe(6);
        await StopAsync();
    }

    [Fact]
    public async Task The_turn_is_told_and_answered_with_the_last_slice_and_not_before()
    {
        await StartAsync(keywords: 3);
        var time = platform.GetUtcNow().ToUnixTimeSeconds();
        var turn = steps.Do(() => host.TurnAsync());
        for (var slice = 0; slice < 3; slice++)
        {
            (turn.IsCompleted, turned.Count).ShouldBe((false, 0));

            // Platform time goes on meanwhile: what is told is through when all was found.
            platform.Advance(TimeSpan.FromMinutes(1));
            Take().ShouldBe(1);
        }

        turn.IsCompleted.ShouldBeTrue();
        turned.ShouldBe([time]);
        await StopAsync();
    }

    [Fact]
    public async Task A_slice_that_cannot_be_written_fails_the_turn_and_tells_nothing()
    {
        await StartAsync(keywords: 2);
        var turn = steps.Do(() => host.TurnAsync());
        Take().ShouldBe(1);
        steps.Do(() => ledger.Writes[^1].Answer.SetException(new IOException("the disk is full")));

        var fault = await Should.ThrowAsync<PartitionUnavailableException>(turn);
        fault.Message.ShouldContain("the disk is full");
        failures.Count.ShouldBe(1);
        turned.ShouldBeEmpty();
        await StopAsync();
    }

    [Fact]
    public async Task Blocks_whose_write_has_failed_are_told_of_as_it_may_have_been_written_all_the_same()
    {
        await StartAsync(keywords: 1);
        var turn = steps.Do(() => host.TurnAsync());
        published.ShouldBeEmpty();
        steps.Do(() => ledger.Writes[^1].Answer.SetException(new IOException("the disk does not answer")));

        published.ShouldBe([new StreamId(1, "sp-traffic")]);
        await Should.ThrowAsync<PartitionUnavailableException>(turn);
        await StopAsync();
    }

    /// <summary>A host of one partition that has an event of each keyword, of an hour that has ended; a slice has one cell.</summary>
    private async Task StartAsync(int keywords)
    {
        host = await steps.Do(() =>
            SingleProcessHost.StartAsync(
                ledger,
                new PartitionHostOptions
                {
                    HashSeed = 5,
                    Partitions = 1,
                    CellsPerSliceMax = 1,
                },
                platform,
                platform,
                published.Add,
                (_, now) => turned.Add(now),
                (_, fault) => failures.Add(fault),
                TestContext.Current.CancellationToken
            )
        );
        var sent = Send([.. Enumerable.Range(0, keywords)]);
        Take().ShouldBe(0);
        (await sent).Outcome.ShouldBe(PartOutcome.Accepted);
        platform.Advance(TimeSpan.FromHours(2));
    }

    private Task<PartVerdict> Send(params int[] keywords)
    {
        var options = new EventBatchOptions
        {
            Now = platform.GetUtcNow().ToUnixTimeSeconds(),
            Partitions = 1,
            EventIdSeed = host.EventIdSeed,
            HashSeed = 5,
            Policies = host.Publication,
        };
        var batch = new EventBatch(this, options, "tests", $"b{batches++}");
        foreach (var keyword in keywords)
        {
            var at = Start.AddMinutes(-30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            batch.Add(
                Encoding.UTF8.GetBytes(
                    $"{{\"type\":\"impression\",\"time\":\"{at}\",\"advertiser_id\":\"ADV1\",\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"{keyword}\",\"placement\":\"Other\"}}"
                )
            );
        }

        batch.Refused.ShouldBeEmpty();
        return steps.Do(() => host.TryAccept(batch.Parts.Single()))!;
    }

    /// <summary>Lets the ledger take the last write; answers how many rows it publishes.</summary>
    private int Take()
    {
        var write = ledger.Writes[^1];
        var rows = write.Commits.Single().Blocks.Sum(block => block.Rows);
        steps.Do(write.Take);
        return rows;
    }

    private async Task StopAsync() => await steps.Do(() => host.DisposeAsync());
}
