using System.Text;
using CsCheck;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Unit.Engine;

namespace Millrace.Unit.Server.Isolation;

/// <summary>Random tenants and calls of every endpoint: nobody reads, changes, confirms, replays, erases or receives what is another's.</summary>
public sealed class IsolationTests
{
    private const int Steps = 90;
    private static readonly int Plays = int.Parse(
        Environment.GetEnvironmentVariable("MILLRACE_ISOLATION_PLAYS") ?? "24",
        System.Globalization.CultureInfo.InvariantCulture
    );

    private int done;
    private int foreign;
    private int records;

    [Fact]
    public void No_call_and_no_message_has_anything_of_another_tenant()
    {
        Gen.Select(Gen.Int[0, 1_000], IsolationStep.Any.Array[Steps])
            .Sample(
                drawn => PlayAsync(drawn.Item1, drawn.Item2).GetAwaiter().GetResult(),
                iter: Plays,
                threads: 1,
                print: drawn => $"{drawn.Item1}: {string.Join('\n', drawn.Item2.AsEnumerable())}"
            );

        // Were nothing allowed, or nothing tried, little would be shown.
        done.ShouldBeGreaterThan(Plays * 4);
        foreign.ShouldBeGreaterThan(Plays * 4);
        records.ShouldBeGreaterThan(0);
        TestContext.Current.TestOutputHelper!.WriteLine($"{done} done, {foreign} foreign, {records} messages");
    }

    [Fact]
    public async Task Every_route_is_called()
    {
        await using var rig = await ServerRig.StartAsync();
        KnownCall.NamesOf(rig).ShouldBe(KnownCall.All.Select(call => call.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Ids_and_secrets_are_drawn_and_not_counted()
    {
        await using var rig = await ServerRig.StartAsync();
        var account = await rig.AddAccountAsync();
        var caller = await rig.CallerAsync(account);
        var other = await rig.CallerAsync(account);
        var first = await caller.SubscribeAsync();
        var second = await other.SubscribeAsync();
        var key = await rig.AddIngestKeyAsync("platform", account);
        foreach (
            var (one, next, bytes) in (ReadOnlySpan<(string, string, int)>)
                [
                    (first["amzn1.fead.cs1.".Length..], second["amzn1.fead.cs1.".Length..], 16),
                    (caller.Token[TokenService.AccessPrefix.Length..], other.Token[TokenService.AccessPrefix.Length..], 48),
                    (key["mrik_".Length..], (await rig.AddIngestKeyAsync("platform", account))["mrik_".Length..], 32),
                ]
        )
        {
            var (left, right) = (Bytes(one), Bytes(next));
            (left.Length, right.Length).ShouldBe((bytes, bytes));

            // Two draws share about half their bits; what counts, or has a part that stays, shares more.
            var same = left.Zip(right, (a, b) => 8 - int.PopCount(a ^ b)).Sum();
            same.ShouldBeInRange(bytes * 4 - 45, bytes * 4 + 45);
            left.Zip(right).Count(pair => pair.First == pair.Second).ShouldBeLessThan(bytes / 2);
        }
    }

    [Fact]
    public async Task The_token_of_a_page_tells_and_opens_nothing_to_others()
    {
        await using var rig = await ServerRig.StartAsync();
        var account = await rig.AddAccountAsync();
        var caller = await rig.CallerAsync(account);
        var other = await rig.CallerAsync(account, user: "bob@example.com");
        await caller.SubscribeAsync();
        await caller.SubscribeAsync(ServerRig.Queue + "2");
        await other.SubscribeAsync();
        var (_, page) = await caller.GetAsync("/streams/subscriptions?maxResults=1");
        var token = page.GetProperty("nextToken").GetString()!;

        (await caller.GetAsync($"/streams/subscriptions?startingToken={token}"))
            .Body.GetProperty("subscriptions")
            .GetArrayLength()
            .ShouldBe(1);
        var foreign = await other.GetAsync($"/streams/subscriptions?startingToken={token}");
        var none = await other.GetAsync("/streams/subscriptions?startingToken=amzn1.fead.cs1.AAAAAAAAAAAAAAAAAAAAAA");
        ((int)foreign.Status, foreign.Body.ToString()).ShouldBe((400, none.Body.ToString()));
        page.GetProperty("subscriptions")[0].GetProperty("subscriptionId").GetString().ShouldBe(token);
    }

    private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private async Task PlayAsync(int grants, IsolationStep[] steps)
    {
        await using var tenants = await Tenants.OpenAsync(grants);
        var play = new IsolationPlay(tenants);
        foreach (var step in steps)
        {
            await play.PlayAsync(step);
        }

        await play.SweepAsync();
        records += await DeliverAsync(tenants, play);
        done += play.Done;
        foreign += play.Foreign;
    }

    /// <summary>Publishes all, sends it and what replays ask for, and judges each message by the queue that gets it.</summary>
    private static async Task<int> DeliverAsync(Tenants tenants, IsolationPlay play)
    {
        var rig = tenants.Rig;
        rig.Platform.Advance(TimeSpan.FromHours(2));
        await rig.Partitions.TurnAsync();
        var services = new PumpServices(
            new PumpOptions(),
            rig.Ledger,
            rig.Registry,
            rig.Queues,
            TimeProvider.System,
            () => 0.5,
            (_, why) => rig.Failures.Add(why)
        );
        var wanted = 0;
        foreach (var order in await rig.Registry.ReadActiveAsync(ServerRig.Cancel))
        {
            var blocks = await rig.Ledger.ReadBlocksAsync(order.Stream, order.Cursor.Publication, 1_000, ServerRig.Cancel);
            wanted += blocks.Sum(block => Rendered.Messages(block.Data).Count);
        }

        await using (await PumpRoom.StartAsync(services, ServerRig.Cancel))
        {
            for (var number = 0; number < wanted; number++)
            {
                await JudgeAsync();
            }
        }

        await using (
            new ReplayRoom(new ReplayServices(new ReplayOptions { RecordsPerSecond = 1_000_000 }, rig.Registry, services))
        )
        {
            while ((await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).Count > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ServerRig.Cancel);
            }
        }

        for (; !rig.Queues.IsEmpty; wanted++)
        {
            await JudgeAsync();
        }

        rig.Failures.ShouldBeEmpty();
        return wanted;

        async Task JudgeAsync()
        {
            var (arn, body) = await rig.Queues.NextAsync();
            play.JudgeMessage(arn, Encoding.UTF8.GetString(body));
        }
    }
}
