using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Millrace.Engine.Ingestion;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Unit.Engine.Erasing;

namespace Millrace.Unit.Server;

/// <summary>What is erased through the service, looked for in the bytes of its files.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.Zero;
    private const string Campaign = "campaign-zq7own";
    private ServerRig rig = null!;
    private Account account = null!;
    private Account other = null!;
    private string key = "";
    private int batches;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync("Zq7 Traders", advertiser: "AZQ7OWNADVERTISER");
        do
        {
            other = await rig.AddAccountAsync();
        } while (Partitioning.Of(other.Key, 4) != Partitioning.Of(account.Key, 4));

        key = await rig.AddIngestKeyAsync("platform", account, other);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_file_has_the_hash_of_a_shopper_when_its_time_is_over(bool isPaged)
    {
        await SendAsync(Touch(account, "c1", "ann"), Purchase(account, "p1", "ann"), Touch(account, "c2", "bob"));
        if (isPaged)
        {
            // Another one makes the partition write its pages, and more comes after them.
            (await ForgetAsync("eve")).ShouldBe(HttpStatusCode.OK);
            await SendAsync(Touch(account, "c3", "ann"));
        }

        await IntoFilesAsync();
        InFiles([.. Hashes("ann")]).ShouldBe(["ledger.db"]);
        (await ForgetAsync("ann")).ShouldBe(HttpStatusCode.OK);
        (await LedgerReadsAsync(Hashes("ann"))).ShouldBeFalse("what the ledger reads has nothing of it at once");
        (await LedgerReadsAsync(Hashes("bob"))).ShouldBeTrue();
        InFiles([.. Hashes("ann")]).ShouldNotBeEmpty("its bytes wait for others");

        await FinishAsync();
        InFiles([.. Hashes("ann")]).ShouldNotBeEmpty();
        await FinishAsync(after: Soon);
        InFiles([.. Hashes("ann")]).ShouldBeEmpty();
        InFiles([.. Hashes("bob")]).ShouldNotBeEmpty();
        (await rig.Ledger.ScrubOwedSinceAsync(ServerRig.Cancel)).ShouldBeNull();

        (await ForgetAsync("ann")).ShouldBe(HttpStatusCode.OK);
        (await ForgetAsync("bob")).ShouldBe(HttpStatusCode.OK);
        (await rig.Ledger.ScrubOwedSinceAsync(ServerRig.Cancel)).ShouldNotBeNull();
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_file_has_anything_of_an_account_that_is_erased_and_others_of_its_partition_go_on()
    {
        var caller = await rig.CallerAsync(account);
        var id = await caller.SubscribeAsync();
        await SendEverythingAsync();
        InFiles(Marks()).ShouldBe(["ledger.db", "registry.db"], ignoreOrder: true);
        InFiles([Encoding.UTF8.GetBytes(ServerRig.Queue)]).ShouldNotBeEmpty();
        var before = await BlocksAsync(other);
        (await BlocksAsync(account)).ShouldNotBeEmpty();

        (await EraseAsync()).ShouldBeTrue();

        InFiles(Marks()).ShouldBeEmpty();
        InFiles([Encoding.UTF8.GetBytes(ServerRig.Queue)]).ShouldBeEmpty();
        (await rig.Registry.FindAsync(id, ServerRig.Cancel)).ShouldBeNull();
        (await BlocksAsync(account)).ShouldBeEmpty();
        (await BlocksAsync(other)).ShouldBe(before);
        (await caller.SendAsync(HttpMethod.Get, "/streams/subscriptions", null)).Status.ShouldNotBe(HttpStatusCode.OK);

        // The windows on disk are as they were, but for the account.
        await SendAsync(Lines.Click(other, "late", "2026-07-12T15:30:00Z"));
        (await rig.ClicksAsync(other)).ShouldBe(3);
        InFiles(Marks()).ShouldBeEmpty();
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_of_an_erased_account_are_refused_and_its_key_is_never_used_again()
    {
        await SendAsync(Lines.Click(account, "c1"));
        (await EraseAsync()).ShouldBeTrue();
        (await EraseAsync()).ShouldBeFalse("there is nothing to erase");

        // A body that was read while the account was there comes too late; it is sent again.
        (await rig.SendEventsAsync(key, "late", Lines.Click(account, "c2"), Lines.Click(other, "c3"))).Status.ShouldBe(
            HttpStatusCode.TooManyRequests
        );
        rig.Wall.Advance(TimeSpan.FromSeconds(6));
        var (status, answer) = await rig.SendEventsAsync(key, "late", Lines.Click(account, "c2"), Lines.Click(other, "c3"));
        (status, answer.GetProperty("accepted").GetInt32()).ShouldBe((HttpStatusCode.OK, 1));
        answer.GetProperty("refused")[0].GetProperty("reason").GetString()!.ShouldContain("may have been erased");

        var again = await rig.AddAccountAsync("Zq7 Traders", advertiser: account.AdvertiserId);
        again.Key.ShouldBeGreaterThan(other.Key);
        (await rig.Registry.ReadAuditAsync(default, 0, 1000, ServerRig.Cancel))
            .Where(entry => entry.Act == "account erase")
            .Select(entry => $"{entry.Actor}: {entry.Subject}: {entry.Outcome}")
            .ShouldBe([$"admin: account {account.Key}: begun", $"admin: account {account.Key}: done"]);
    }

    [Fact]
    public async Task An_erasure_that_was_broken_off_is_finished_later_and_ends_delivery_first()
    {
        await SendEverythingAsync();
        (await rig.Registry.BeginErasureAsync(account.Key, rig.Wall.GetUtcNow(), ServerRig.Cancel)).ShouldBeTrue();
        var isBroken = true;
        var eraser = EraserOf(_ => isBroken ? Task.FromException(new IOException("broken off")) : Task.CompletedTask);

        await Should.ThrowAsync<IOException>(eraser.FinishAsync(ServerRig.Cancel));
        (await rig.Registry.ReadErasuresAsync(ServerRig.Cancel)).ShouldBe([account.Key]);
        (await BlocksAsync(account)).ShouldNotBeEmpty();

        isBroken = false;
        await eraser.FinishAsync(ServerRig.Cancel);
        (await rig.Registry.ReadErasuresAsync(ServerRig.Cancel)).ShouldBeEmpty();
        InFiles(Marks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_that_keeps_the_old_state_of_a_file_keeps_the_end_back()
    {
        await SendAsync(Touch(account, "c1", "ann"));
        await using var reader = new SqliteConnection($"Data Source={Path.Combine(rig.Folder, "ledger.db")};Pooling=False");
        reader.Open();
        await using var reading = reader.BeginTransaction(deferred: true);
        await using (var command = reader.CreateCommand())
        {
            command.CommandText = "SELECT COUNT(*) FROM journal";
            command.ExecuteScalar();
        }

        (await ForgetAsync("ann")).ShouldBe(HttpStatusCode.OK);
        (await rig.Registry.BeginErasureAsync(account.Key, rig.Wall.GetUtcNow(), ServerRig.Cancel)).ShouldBeTrue();
        (await Should.ThrowAsync<IOException>(FinishAsync())).Message.ShouldContain("somebody reads");
        (await rig.Registry.ReadErasuresAsync(ServerRig.Cancel)).ShouldBe([account.Key]);
        InFiles([.. Hashes("ann")]).ShouldNotBeEmpty();
        await reading.RollbackAsync(ServerRig.Cancel);
        await FinishAsync();
        InFiles([.. Hashes("ann")]).ShouldBeEmpty();
        (await rig.Registry.ReadErasuresAsync(ServerRig.Cancel)).ShouldBeEmpty();
    }

    private async Task<bool> EraseAsync()
    {
        if (!await rig.Registry.BeginErasureAsync(account.Key, rig.Wall.GetUtcNow(), ServerRig.Cancel))
        {
            return false;
        }

        await FinishAsync();
        return true;
    }

    private Task FinishAsync(TimeSpan? after = null) => EraserOf(_ => Task.CompletedTask, after).FinishAsync(ServerRig.Cancel);

    /// <summary>By the clock by which the rig's partitions note what is owed.</summary>
    private Eraser EraserOf(Func<CancellationToken, Task> endDelivery, TimeSpan? after = null) =>
        new(rig.Registry, rig.Partitions, rig.Ledger, endDelivery, after ?? Eraser.UsualScrubAfter, TimeProvider.System);

    /// <summary>Events, entities and shoppers of both, some of them in hours that have gone to disk, some not published yet.</summary>
    private async Task SendEverythingAsync()
    {
        await SendAsync(Own("c1"), Touch(account, "c2", "ann"), Purchase(account, "p1", "ann"), Lines.Click(other, "c1"));
        await UpsertAsync(
            $$"""{"kind":"campaign","ad_product":"SP","advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","id":"{{Campaign}}","name":"{{Campaign}}","budget":{"amount":1,"currency":"USD","recurrence":"MONTHLY"} }""",
            Lines.Keyword(account, Campaign)
        );
        for (var hour = 0; hour < 80; hour += 20)
        {
            rig.Platform.Advance(TimeSpan.FromHours(20));
            await rig.Partitions.TurnAsync();
        }

        await SendAsync(
            Own("c3").Replace("2026-07-12T15", "2026-07-15T23", StringComparison.Ordinal),
            Lines.Click(other, "c2", "2026-07-15T23:30:00Z")
        );
        await IntoFilesAsync();
    }

    /// <summary>All that was written stands in the files themselves: it is not enough to empty the logs.</summary>
    private async Task IntoFilesAsync()
    {
        foreach (var file in (string[])["ledger.db", "registry.db"])
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(rig.Folder, file)};Pooling=False");
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            ((long)(await command.ExecuteScalarAsync(ServerRig.Cancel))!).ShouldBe(0);
        }
    }

    private async Task SendAsync(params string[] lines) =>
        (await rig.SendEventsAsync(key, $"batch {++batches}", lines))
            .Body.GetProperty("accepted")
            .GetInt32()
            .ShouldBe(lines.Length);

    private async Task UpsertAsync(params string[] lines)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var (status, answer) = await rig.SendBytesAsync(key, null, body, path: "/ingest/v1/entities");
        (status, answer.GetProperty("refused_count").GetInt32()).ShouldBe((HttpStatusCode.OK, 0), answer.ToString());
    }

    private async Task<HttpStatusCode> ForgetAsync(string shopper)
    {
        var line =
            $$"""{"advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","shopper_id":"{{shopper}}"}""";
        var body = Encoding.UTF8.GetBytes(line);
        return (await rig.SendBytesAsync(key, null, body, path: "/ingest/v1/shoppers/forget", method: HttpMethod.Post)).Status;
    }

    /// <summary>Whether one of them stands in what the ledger reads: in a copy of it without unused space.</summary>
    private async Task<bool> LedgerReadsAsync(IEnumerable<byte[]> marks)
    {
        var copy = Path.GetTempFileName();
        File.Delete(copy);
        try
        {
            await using var connection = new SqliteConnection(
                $"Data Source={Path.Combine(rig.Folder, "ledger.db")};Pooling=False"
            );
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM INTO '{copy}'";
            await command.ExecuteNonQueryAsync(ServerRig.Cancel);
            var bytes = Read(copy);
            return marks.Any(mark => bytes.AsSpan().IndexOf(mark) >= 0);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private async Task<List<string>> BlocksAsync(Account of)
    {
        var blocks = new List<string>();
        foreach (var dataset in (string[])["sp-traffic", "sp-conversion", "campaigns", "budget-usage"])
        {
            var read = await rig.Ledger.ReadBlocksAsync(new StreamId(of.Key, dataset), 0, 1000, ServerRig.Cancel);
            blocks.AddRange(read.Select(block => $"{dataset} {block.Publication} {Convert.ToHexString(block.Data.Span)}"));
        }

        return blocks;
    }

    private byte[][] Marks() =>
        [
            .. Hashes("ann"),
            .. ((string[])[account.Name, account.AdvertiserId, account.ProfileId, account.EntityId, Campaign]).Select(
                Encoding.UTF8.GetBytes
            ),
        ];

    private IEnumerable<byte[]> Hashes(string shopper) =>
        ErasedHistory.Forms(EventIds.ShopperHash(account.Key, shopper, rig.Partitions.EventIdSeed));

    /// <summary>The files in which one of them stands.</summary>
    private List<string> InFiles(byte[][] marks) =>
        [
            .. Directory
                .EnumerateFiles(rig.Folder)
                .Where(file => Array.Exists(marks, mark => Read(file).AsSpan().IndexOf(mark) >= 0))
                .Select(Path.GetFileName)
                .OfType<string>(),
        ];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var whole = new MemoryStream();
        file.CopyTo(whole);
        return whole.ToArray();
    }

    private string Own(string id) =>
        Lines.Click(account, id).Replace("\"campaign_id\":\"1\"", $"\"campaign_id\":\"{Campaign}\"", StringComparison.Ordinal);

    private static string Touch(Account of, string id, string shopper) =>
        Lines.Click(of, id).Replace("\"cost\"", $"\"shopper_id\":\"{shopper}\",\"cost\"", StringComparison.Ordinal);

    private static string Purchase(Account of, string id, string shopper) =>
        $$"""{"event_id":"{{id}}","type":"purchase","time":"2026-07-12T15:45:00Z","advertiser_id":"{{of.AdvertiserId}}","marketplace_id":"{{of.Marketplace}}","shopper_id":"{{shopper}}","sku":"{{Campaign}}","sales":2.5}""";
}
