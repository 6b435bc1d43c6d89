using Microsoft.Data.Sqlite;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

/// <summary>What users of external issuers are granted, and what ends when it is taken back.</summary>
public sealed class IssuerGrantTests : IAsyncLifetime
{
    private const string Login = "https://login.test";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private static readonly IssuerUser Ann = new(Login, "ann", "app");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-grants");
    private readonly SqliteRegistry registry;
    private readonly Registrar registrar;
    private readonly IssuerGrants grants;
    private Account acme = null!;
    private Account other = null!;

    public IssuerGrantTests()
    {
        registry = new SqliteRegistry(Path.Combine(folder.FullName, "registry.db"));
        registrar = new Registrar(registry, new SystemChance());
        grants = new IssuerGrants(registry);
    }

    public async ValueTask InitializeAsync()
    {
        await registry.OpenAsync(Cancel);
        (acme, other) = (await AccountAsync("Acme"), await AccountAsync("Other"));
    }

    public async ValueTask DisposeAsync()
    {
        await registry.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_user_has_what_was_granted_to_it_by_this_client_or_by_any()
    {
        await GrantAsync(Login, "ann", null, acme);
        await GrantAsync(Login, "ann", "app", other);
        await GrantAsync(Login, "ann", "app", other);

        (await SeenAsync(Ann)).ShouldBe([acme.Key, other.Key]);
        (await SeenAsync(Ann with { ClientName = "another" })).ShouldBe([acme.Key]);
        foreach (
            var stranger in (IssuerUser[])
                [
                    Ann with
                    {
                        UserId = "bob",
                    },
                    Ann with
                    {
                        UserId = "Ann",
                    },
                    Ann with
                    {
                        UserId = "ann ",
                    },
                    Ann with
                    {
                        Issuer = "https://login.tes",
                    },
                    Ann with
                    {
                        Issuer = Login + "/",
                    },
                ]
        )
        {
            (await SeenAsync(stranger)).ShouldBeEmpty(stranger.ToString());
        }
    }

    [Fact]
    public async Task Subscriptions_end_when_no_grant_is_left_for_them()
    {
        await GrantAsync(Login, "ann", null, acme, other);
        await GrantAsync(Login, "ann", "app", acme);
        var byApp = await SubscribeAsync("by-app", Ann.ClientId, "ann", acme);
        var byAnother = await SubscribeAsync("by-another", (Ann with { ClientName = "another" }).ClientId, "ann", acme);
        var waiting = await SubscribeAsync("waiting", Ann.ClientId, "ann", other, isActive: false);

        await RemoveAsync(Login, "ann", null, other);
        (await StatusAsync(waiting)).ShouldBe(SubscriptionStatus.FailedProvisioning);
        (await StatusAsync(byApp)).ShouldBe(SubscriptionStatus.Active);

        // What any client gives holds up what is taken back from one.
        await RemoveAsync(Login, "ann", "app", acme);
        (await StatusAsync(byApp)).ShouldBe(SubscriptionStatus.Active);
        await GrantAsync(Login, "ann", "another", acme);
        await GrantAsync(Login, "ann", "app", acme);
        await RemoveAsync(Login, "ann", "another", acme);
        await RemoveAsync(Login, "ann", "app", acme);
        (await StatusAsync(byAnother)).ShouldBe(SubscriptionStatus.Active);

        // Without a client, all clients' go.
        await GrantAsync(Login, "ann", "app", acme);
        await RemoveAsync(Login, "ann", null);
        (await StatusAsync(byApp)).ShouldBe(SubscriptionStatus.Suspended);
        (await StatusAsync(byAnother)).ShouldBe(SubscriptionStatus.Suspended);
        (await grants.RemoveAsync(new(Login, "ann", null, []), Start, Cancel)).Fault!.Kind.ShouldBe(
            Millrace.Runtime.FaultKind.NotFound
        );
    }

    [Fact]
    public async Task Nobody_loses_or_keeps_by_what_is_taken_from_somebody_of_the_same_name()
    {
        var client = (await registrar.AddClientAsync("tool", Cancel)).Value!.Thing.ClientId;
        await registrar.AddRefreshTokenAsync(client, "ann", [acme.Key], Cancel);
        var ours = await SubscribeAsync("ours", client, "ann", acme);
        string[] issuers = [Login, Login + "/", "https://login", "https://login.test-2"];
        var theirs = new List<string>();
        foreach (var issuer in issuers)
        {
            await GrantAsync(issuer, "ann", null, acme);

            // A client that calls itself as one of ours is called.
            theirs.Add(await SubscribeAsync($"{issuer} s", new IssuerUser(issuer, "ann", client).ClientId, "ann", acme));
        }

        await RemoveAsync(Login, "ann", null, acme);
        (await StatusAsync(theirs[0])).ShouldBe(SubscriptionStatus.Suspended);
        (await ActiveAsync()).ShouldBe([ours, .. theirs[1..]]);

        (await registrar.RevokeAsync(client, "ann", [], Start, Cancel)).IsDone.ShouldBeTrue();
        (await ActiveAsync()).ShouldBe(theirs[1..]);
    }

    [Fact]
    public async Task Taking_a_token_back_leaves_what_a_grant_gives_and_the_other_way_round()
    {
        // The registry does not rely on who makes tokens: both kinds of entitlement of one owner count.
        await registry.AddRefreshTokenAsync(
            new RefreshGrant(Secrets.Hash("t"), Ann.ClientId, "ann", [acme.Key, other.Key]),
            Cancel
        );
        await GrantAsync(Login, "ann", null, acme);
        var both = await SubscribeAsync("both", Ann.ClientId, "ann", acme);
        var byToken = await SubscribeAsync("by-token", Ann.ClientId, "ann", other);

        await RemoveAsync(Login, "ann", null, acme);
        (await ActiveAsync()).ShouldBe([both, byToken]);
        await GrantAsync(Login, "ann", "app", acme);
        (await registrar.RevokeAsync(Ann.ClientId, "ann", [], Start, Cancel)).IsDone.ShouldBeTrue();
        (await ActiveAsync()).ShouldBe([both]);
    }

    [Fact]
    public async Task A_file_of_version_7_goes_on_with_grants()
    {
        var path = Path.Combine(folder.FullName, "older.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Storage", "registry-format-7.sql"),
                Cancel
            );
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using var older = new SqliteRegistry(path);
        await older.OpenAsync(Cancel);
        await older.OpenAsync(Cancel);
        var account = (await older.ReadAccountsAsync(Cancel)).Single();
        var subscription = (await older.ReadActiveAsync(Cancel)).Single().SubscriptionId;
        (await new IssuerGrants(older).AddAsync(new(Login, "ann", null, [account.Key]), Cancel)).IsDone.ShouldBeTrue();
        (await older.FindCallerAsync(Ann, Cancel)).Accounts.ShouldBe([account.Key]);
        (await older.ReadAuditAsync(DateTimeOffset.UnixEpoch, 3, 10, Cancel)).Last().Act.ShouldBe("grant add");

        // The token that the file had is still what its subscription stands on.
        await new IssuerGrants(older).RemoveAsync(new(Login, "ann", null, []), Start, Cancel);
        (await older.ReadActiveAsync(Cancel)).Single().SubscriptionId.ShouldBe(subscription);
        const string client = "amzn1.application-oa2-client.00000000000000000000000000000001";
        await new Registrar(older, new SystemChance()).RevokeAsync(client, "ann", [], Start, Cancel);
        (await older.ReadActiveAsync(Cancel)).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<int>> SeenAsync(IssuerUser user) => (await registry.FindCallerAsync(user, Cancel)).Accounts;

    private async Task<IReadOnlyList<string>> ActiveAsync() =>
        [.. (await registry.ReadActiveAsync(Cancel)).Select(order => order.SubscriptionId)];

    private async Task<SubscriptionStatus> StatusAsync(string id) => (await registry.FindAsync(id, Cancel))!.Status;

    private async Task GrantAsync(string issuer, string user, string? client, params Account[] accounts) =>
        (await grants.AddAsync(new(issuer, user, client, Keys(accounts)), Cancel)).IsDone.ShouldBeTrue();

    private async Task RemoveAsync(string issuer, string user, string? client, params Account[] accounts) =>
        (await grants.RemoveAsync(new(issuer, user, client, Keys(accounts)), Start, Cancel)).IsDone.ShouldBeTrue();

    private static List<int> Keys(Account[] accounts) => [.. accounts.Select(account => account.Key)];

    private async Task<Account> AccountAsync(string name) =>
        (
            await registrar.AddAccountAsync(new NewAccount { Name = name, Marketplace = "ATVPDKIKX0DER" }, Cancel)
        ).Value.ShouldNotBeNull();

    private async Task<string> SubscribeAsync(string id, string client, string user, Account account, bool isActive = true)
    {
        var subscription = StoredSubscription.Waiting(id, new StreamId(account.Key, "sp-traffic"), Start, client, user);
        await registry.CreateAsync(subscription, new SubscriptionLimits(), Cancel);
        if (isActive)
        {
            (await registry.ActivateAsync(id, StreamCursor.After(0), Start, Cancel)).ShouldBeTrue();
        }

        return id;
    }
}
