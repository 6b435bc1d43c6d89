using System.Net;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

public sealed class AuditTests : IAsyncLifetime
{
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Every_act_is_noted_with_who_what_about_whom_and_how_it_ended()
    {
        var (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        var caller = await rig.CallerAsync(account, client, "ann");
        var key = await rig.AddIngestKeyAsync("platform", account);
        var id = await caller.SubscribeAsync();
        (await caller.CreateAsync(ApiCaller.Request())).Status.ShouldBe(HttpStatusCode.Conflict);
        await caller.PutAsync(id, """{"notes":"mine"}""");
        await caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/resend-confirmation", null);
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        var link = new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery;
        (await rig.Http.GetAsync(link, ServerRig.Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/snapshot", null);
        await rig.SendBytesAsync(key, null, "{}"u8.ToArray(), path: "/ingest/v1/shoppers/forget", method: HttpMethod.Post);
        await rig.Registrar.RevokeAsync(client.Thing.ClientId, "ann", [], rig.Wall.GetUtcNow(), ServerRig.Cancel);

        var entries = await ReadAsync();
        var owner = $"{client.Thing.ClientId} for ann";
        entries
            .Select(entry => $"{entry.Actor}: {entry.Act}: {entry.Subject}: {entry.Outcome}")
            .ShouldBe([
                "admin: account add: account 1: done",
                $"admin: client add: {client.Thing.ClientId}: done",
                $"admin: token add: account 1 to {owner}: done",
                $"{client.Thing.ClientId}: access token issue: ann: done",
                $"admin: ingest-key add: {entries[4].Subject}: done",
                $"{owner}: subscription create: {id}: done",
                $"{owner}: subscription create: account 1: refused",
                $"{owner}: subscription update: {id}: done",
                $"{owner}: confirmation resend: {id}: done",
                $"service: subscription status: {id}: PENDING_CONFIRMATION",
                $"holder of the confirmation: subscription status: {id}: ACTIVE",
                $"{owner}: snapshot: {id}: refused",
                "platform: shoppers forget: shoppers: done",
                $"admin: token revoke: account 1 to {owner}: done",
                $"service: subscription status: {id}: SUSPENDED",
            ]);
        entries.Select(entry => entry.Sequence).ShouldBeInOrder();
        var all = string.Join('\n', entries);
        foreach (var secret in (string[])[key, client.Secret, caller.Token, message.GetProperty("Token").GetString()!])
        {
            all.ShouldNotContain(secret);
            all.ShouldNotContain(Convert.ToHexString(Secrets.Hash(secret)), Case.Insensitive);
        }
    }

    [Fact]
    public async Task Who_resumes_replays_and_cancels_is_the_owner()
    {
        var (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        var caller = await rig.CallerAsync(account, client, "ann");
        var id = await caller.SubscribeAsync();
        var now = rig.Wall.GetUtcNow();
        await rig.Registry.ActivateAsync(id, new StreamCursor(8, 0), now, ServerRig.Cancel);
        (await rig.Registry.NoteFailingAsync(id, now.AddDays(-23), now, TimeSpan.FromDays(23), ServerRig.Cancel)).ShouldBeTrue();
        var before = (await ReadAsync()).Count;

        await caller.PutAsync(id, """{"status":"ACTIVE"}""");
        var path = $"/streams/subscriptions/{id}/replays";
        var (_, made) = await caller.SendAsync(HttpMethod.Post, path, """{"from":"2026-07-01T07:00:00Z"}""");
        var replay = made.GetProperty("replay").GetProperty("replayId").GetString();
        await caller.SendAsync(HttpMethod.Put, $"{path}/{replay}", """{"status":"CANCELED"}""");

        var owner = $"{client.Thing.ClientId} for ann";
        (await ReadAsync())
            .Skip(before)
            .Select(entry => $"{entry.Actor}: {entry.Act}: {entry.Subject}: {entry.Outcome}")
            .ShouldBe([
                $"{owner}: subscription status: {id}: ACTIVE",
                $"{owner}: replay: {replay} of {id}: done",
                $"{owner}: replay cancel: {replay} of {id}: done",
            ]);
    }

    [Fact]
    public async Task Entries_are_never_changed_and_only_the_oldest_go()
    {
        await rig.AddAccountAsync();
        await rig.AddAccountAsync("Other");
        var old = rig.Wall.GetUtcNow().AddYears(-1);
        await using (var direct = new SqliteConnection($"Data Source={Path.Combine(rig.Folder, "registry.db")};Pooling=False"))
        {
            await direct.OpenAsync(ServerRig.Cancel);
            foreach (var text in (string[])["UPDATE audit SET actor = 'x'", "DELETE FROM audit WHERE sequence = 2"])
            {
                using var command = direct.CreateCommand();
                command.CommandText = text;
                await Should.ThrowAsync<SqliteException>(() => command.ExecuteNonQueryAsync(ServerRig.Cancel));
            }
        }

        (await rig.Registry.PruneAuditAsync(old, ServerRig.Cancel)).ShouldBe(0);
        (await ReadAsync()).Count.ShouldBe(2);
        (await rig.Registry.PruneAuditAsync(DateTimeOffset.MaxValue, ServerRig.Cancel)).ShouldBe(2);
        (await ReadAsync()).ShouldBeEmpty();
        await rig.AddAccountAsync("Third");
        (await ReadAsync()).Single().Sequence.ShouldBe(3);
    }

    private ValueTask<IReadOnlyList<AuditEntry>> ReadAsync() =>
        rig.Registry.ReadAuditAsync(DateTimeOffset.UnixEpoch, 0, 1000, ServerRig.Cancel);
}
