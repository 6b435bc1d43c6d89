using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

public sealed class SqliteRegistryTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-registry");
    private readonly SqliteRegistry registry;
    private readonly Registrar registrar;

    public SqliteRegistryTests()
    {
        registry = Open();
        registrar = new Registrar(registry, new SystemChance());
    }

    public ValueTask InitializeAsync() => registry.OpenAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await registry.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_needs_no_change_is_opened_without_a_write()
    {
        using var watcher = new OutsideWatcher(Path.Combine(folder.FullName, "registry.db"));
        await using var again = Open();
        await again.OpenAsync(Cancel);
        watcher.HasSeenWrite().ShouldBeFalse();
        await AddAsync("Acme");
        watcher.HasSeenWrite().ShouldBeTrue();
    }

    [Fact]
    public async Task No_secret_stands_in_the_files()
    {
        var account = await AddAsync("Acme");
        var key = (await registrar.AddIngestKeyAsync("platform", [account.Key], Cancel)).Value!;
        var client = (await registrar.AddClientAsync("tool", Cancel)).Value!;
        var refresh = (await registrar.AddRefreshTokenAsync(client.Thing.ClientId, "ann", [account.Key], Cancel)).Value!;
        var tokens = new TokenService(registry, new SystemChance(), new FakeTimeProvider(Start));
        var access = (await tokens.ExchangeAsync(client.Thing.ClientId, refresh.Secret, Cancel))!;
        await registry.AddConfirmationAsync("s", Secrets.Hash("confirmation-token"), Start, 16, Cancel);
        (await tokens.FindCallerAsync(access.Token, Cancel))!.UserId.ShouldBe("ann");

        var stored = folder.EnumerateFiles().Select(file => Read(file.FullName)).ToList();
        stored.Exists(text => text.Contains("platform", StringComparison.Ordinal)).ShouldBeTrue();
        foreach (var secret in (string[])[key.Secret, client.Secret, refresh.Secret, access.Token, "confirmation-token"])
        {
            stored.ShouldAllBe(text => !text.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_makes_no_second_account()
    {
        var first = await AddAsync("Acme");
        var made = new NewAccount { Name = "Twin", Marketplace = first.Marketplace };
        foreach (
            var twin in (NewAccount[])
                [
                    made with
                    {
                        ProfileId = first.ProfileId,
                    },
                    made with
                    {
                        EntityId = first.EntityId,
                    },
                    made with
                    {
                        AdvertiserId = first.AdvertiserId,
                    },
                ]
        )
        {
            (await registrar.AddAccountAsync(twin, Cancel)).Fault!.Kind.ShouldBe(Millrace.Runtime.FaultKind.Conflict);
        }

        // The same advertiser may be in another marketplace.
        var abroad = made with
        {
            Marketplace = "A1F83G8C2ARO7P",
            AdvertiserId = first.AdvertiserId,
        };
        var second = (await registrar.AddAccountAsync(abroad, Cancel)).Value!;
        (second.Realm, second.Currency, second.TimeZone).ShouldBe(("EU", "GBP", "Europe/London"));
        (await registry.ReadAccountsAsync(Cancel)).Select(account => account.Name).ShouldBe(["Acme", "Twin"]);
    }

    [Fact]
    public async Task What_an_operator_gets_wrong_is_told()
    {
        async Task Refused(Task<Millrace.Runtime.Fault?> fault, string word) => (await fault)!.Message.ShouldContain(word);
        async Task<Millrace.Runtime.Fault?> Account(NewAccount made) => (await registrar.AddAccountAsync(made, Cancel)).Fault;
        async Task<Millrace.Runtime.Fault?> Place(Marketplace made) => (await registrar.AddMarketplaceAsync(made, Cancel)).Fault;
        async Task<Millrace.Runtime.Fault?> Key(params int[] accounts) =>
            (await registrar.AddIngestKeyAsync("p", accounts, Cancel)).Fault;
        var made = new NewAccount { Name = "Acme", Marketplace = "ATVPDKIKX0DER" };

        await Refused(Account(made with { Marketplace = "NOWHERE" }), "marketplace");
        await Refused(Account(made with { ProfileId = "12x" }), "profile id");
        await Refused(Account(made with { EntityId = "E1" }), "ENTITY");
        await Refused(Account(made with { TimeZone = "Mars/Olympus" }), "time zone");
        await Refused(Account(made with { Currency = "dollar" }), "ISO 4217");
        await Refused(Account(made with { Name = "" }), "name");
        await Refused(Place(new("OWNPLACE", "ZA", "XX", "ZAR", "Africa/Johannesburg")), "realm");
        await Refused(Place(new("ATVPDKIKX0DER", "US", "NA", "USD", "America/Los_Angeles")), "already");
        await Refused(Key(), "at least one");
        await Refused(Key(7), "No account 7");
    }

    [Fact]
    public async Task Cursors_and_statuses_survive_and_only_active_ones_are_delivered()
    {
        var owner = new SubscriptionOwner("client", "ann", await AddAsync("Acme"));
        foreach (var id in (string[])["a", "b"])
        {
            (await registry.CreateAsync(Waiting(owner, id), new SubscriptionLimits(), Cancel)).Verdict.ShouldBe(
                CreationVerdict.Created
            );
        }

        (await registry.ActivateAsync("a", StreamCursor.After(6), Start, Cancel)).ShouldBeTrue();
        (await registry.ActivateAsync("a", StreamCursor.After(9), Start, Cancel)).ShouldBeFalse();
        await registry.SaveCursorsAsync([new SavedCursor("a", new StreamCursor(8, 3)), new SavedCursor("gone", default)], Cancel);

        await using var again = Open();
        await again.OpenAsync(Cancel);
        var order = (await again.ReadActiveAsync(Cancel)).Single();
        order.ShouldBe(new StandingOrder("a", new StreamId(owner.Account.Key, "sp-traffic"), "queue-a", new StreamCursor(8, 3)));
        (await again.ListAsync(owner, 0, 10, Cancel))
            .Select(one => one.Status)
            .ShouldBe([SubscriptionStatus.Active, SubscriptionStatus.Provisioning]);
    }

    [Fact]
    public async Task Who_asks_for_freshness_and_what_was_told_survives_and_is_never_told_less()
    {
        var owner = new SubscriptionOwner("client", "ann", await AddAsync("Acme"));
        foreach (var id in (string[])["a", "b", "c"])
        {
            await registry.CreateAsync(
                Waiting(owner, id) with
                {
                    Freshness = id == "a",
                },
                new SubscriptionLimits { PerStreamMax = 3 },
                Cancel
            );
            await registry.ActivateAsync(id, default, Start, Cancel);
        }

        await registry.AskFreshnessAsync("b", isAsked: true, Cancel);
        await registry.SaveCursorsAsync(
            [new("a", default, 7200), new("b", default), new("c", default, 7200), new("gone", default, 7200)],
            Cancel
        );
        await registry.SaveCursorsAsync([new("a", StreamCursor.After(1), 3600)], Cancel);

        await using var again = Open();
        await again.OpenAsync(Cancel);
        (await again.ReadActiveAsync(Cancel)).Select(order => order.ToldThrough).ShouldBe([7200, 0, null]);
        (await again.ListAsync(owner, 0, 10, Cancel)).Select(one => one.Freshness).ShouldBe([true, true, false]);

        await again.AskFreshnessAsync("a", isAsked: false, Cancel);
        await again.SaveCursorsAsync([new("a", default, 10_800)], Cancel);
        (await again.ReadActiveAsync(Cancel)).Select(order => order.ToldThrough).ShouldBe([null, 0, null]);
        (await again.FindAsync(owner, "a", Cancel))!.Freshness.ShouldBeFalse();
    }

    [Fact]
    public async Task Expired_access_tokens_and_all_but_the_newest_go()
    {
        var client = (await registrar.AddClientAsync("tool", Cancel)).Value!.Thing.ClientId;
        var account = await AddAsync("Acme");
        var refresh = (await registrar.AddRefreshTokenAsync(client, "ann", [account.Key], Cancel)).Value!.Thing.Hash;
        var hashes = Enumerable.Range(0, 5).Select(number => Secrets.Hash($"{number}")).ToList();
        foreach (var hash in hashes)
        {
            await registry.AddAccessTokenAsync(hash, refresh, Start.AddHours(1), Start, liveMax: 3, Cancel);
        }

        var known = new List<bool>();
        foreach (var hash in hashes)
        {
            known.Add(await registry.FindCallerAsync(hash, Start, Cancel) is not null);
        }

        known.ShouldBe([false, false, true, true, true]);
        (await registry.FindCallerAsync(hashes[4], Start.AddHours(1), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_roles_of_a_stream_are_kept()
    {
        var owner = new SubscriptionOwner("client", "ann", await AddAsync("Acme"));
        var roles = new StreamRoles("subscriber", "subscription", true);
        await registry.CreateAsync(Waiting(owner, "b") with { Roles = roles }, new SubscriptionLimits(), Cancel);
        (await registry.FindAsync(owner, "b", Cancel))!.Roles.ShouldBe(roles);
    }

    [Fact]
    public async Task A_file_of_version_1_is_brought_to_the_newest_with_what_it_counts()
    {
        var path = Path.Combine(folder.FullName, "older.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Storage", "registry-format-1.sql"),
                Cancel
            );
            command.ExecuteNonQuery();
        }

        await using var older = new SqliteRegistry(path);
        await older.OpenAsync(Cancel);
        await older.OpenAsync(Cancel);
        var account = (await older.ReadAccountsAsync(Cancel)).Single();
        (await older.ReadActiveAsync(Cancel)).Single().Cursor.ShouldBe(new StreamCursor(7, 2));

        // It has one ACTIVE, two that wait and one that has ended.
        var owner = new SubscriptionOwner("amzn1.application-oa2-client.00000000000000000000000000000001", "ann", account);
        async Task<CreationVerdict> Try(SubscriptionLimits limits) =>
            (await older.CreateAsync(Waiting(owner, "new"), limits with { PerStreamMax = 100 }, Cancel)).Verdict;
        (await Try(new SubscriptionLimits { PerDatasetMax = 3 })).ShouldBe(CreationVerdict.DatasetFull);
        (await Try(new SubscriptionLimits { PendingMax = 2 })).ShouldBe(CreationVerdict.PendingFull);
        (await Try(new SubscriptionLimits { PerDatasetMax = 4, PendingMax = 3 })).ShouldBe(CreationVerdict.Created);
    }

    [Fact]
    public async Task A_destination_that_fails_for_too_long_suspends_and_a_delivery_begins_anew()
    {
        var owner = new SubscriptionOwner("client", "ann", await AddAsync("Acme"));
        await registry.CreateAsync(Waiting(owner, "a"), new SubscriptionLimits(), Cancel);
        await registry.ActivateAsync("a", StreamCursor.After(6), Start, Cancel);
        ValueTask<bool> NoteAsync(int sinceHour, int nowHour) =>
            registry.NoteFailingAsync(
                "a",
                Start.AddHours(sinceHour),
                Start.AddHours(nowHour),
                borne: TimeSpan.FromHours(10),
                Cancel
            );

        (await NoteAsync(0, 1)).ShouldBeFalse();
        await registry.SaveCursorsAsync([new SavedCursor("a", StreamCursor.After(7))], Cancel);
        (await NoteAsync(5, 11)).ShouldBeFalse();

        // Another process has seen it fail only since hour 12; what was written counts.
        (await NoteAsync(12, 14)).ShouldBeFalse();
        (await NoteAsync(12, 15)).ShouldBeTrue();
        (await NoteAsync(12, 16)).ShouldBeFalse();
        var suspended = (await registry.FindAsync(owner, "a", Cancel))!;
        (suspended.Status, suspended.Updated).ShouldBe((SubscriptionStatus.Suspended, Start.AddHours(15)));
        (await registry.ReadActiveAsync(Cancel)).ShouldBeEmpty();
        var limits = new SubscriptionLimits { PerStreamMax = 1, PerDatasetMax = 1 };
        (await registry.CreateAsync(Waiting(owner, "b"), limits, Cancel)).Verdict.ShouldBe(CreationVerdict.Created);
    }

    [Fact]
    public async Task A_grant_that_is_taken_back_ends_what_no_other_grant_allows()
    {
        var (acme, other) = (await AddAsync("Acme"), await AddAsync("Other"));
        var client = (await registrar.AddClientAsync("tool", Cancel)).Value!.Thing.ClientId;
        async Task<string> GrantAsync(string user, params int[] accounts) =>
            (await registrar.AddRefreshTokenAsync(client, user, accounts, Cancel)).Value!.Secret;
        var (first, second) = (await GrantAsync("ann", acme.Key, other.Key), await GrantAsync("ann", other.Key));
        await GrantAsync("bob", acme.Key);
        var tokens = new TokenService(registry, new SystemChance(), new FakeTimeProvider(Start));
        var access = (await tokens.ExchangeAsync(client, first, Cancel))!.Token;

        string[] ids = ["active", "waiting", "elsewhere", "bobs"];
        SubscriptionOwner[] owners =
        [
            new(client, "ann", acme),
            new(client, "ann", acme),
            new(client, "ann", other),
            new(client, "bob", acme),
        ];
        for (var number = 0; number < ids.Length; number++)
        {
            var limits = new SubscriptionLimits { PerStreamMax = 10 };
            await registry.CreateAsync(Waiting(owners[number], ids[number]), limits, Cancel);
            if (ids[number] != "waiting")
            {
                await registry.ActivateAsync(ids[number], StreamCursor.After(0), Start, Cancel);
            }
        }

        (await registrar.RevokeAsync(client, "ann", [acme.Key], Start, Cancel)).IsDone.ShouldBeTrue();
        async Task<SubscriptionStatus> StatusAsync(int number) =>
            (await registry.FindAsync(owners[number], ids[number], Cancel))!.Status;
        (await StatusAsync(0)).ShouldBe(SubscriptionStatus.Suspended);
        (await StatusAsync(1)).ShouldBe(SubscriptionStatus.FailedProvisioning);
        (await registry.ReadActiveAsync(Cancel)).Select(order => order.SubscriptionId).ShouldBe(["elsewhere", "bobs"]);
        (await tokens.FindCallerAsync(access, Cancel))!.Accounts.ShouldBe([other.Key]);

        // Both tokens of ann are gone with the last of what they gave.
        (await registrar.RevokeAsync(client, "ann", [], Start, Cancel)).IsDone.ShouldBeTrue();
        (await registry.ReadActiveAsync(Cancel)).Select(order => order.SubscriptionId).ShouldBe(["bobs"]);
        (await tokens.FindCallerAsync(access, Cancel)).ShouldBeNull();
        (await tokens.ExchangeAsync(client, second, Cancel)).ShouldBeNull();
        (await registrar.RevokeAsync(client, "ann", [], Start, Cancel)).Fault!.Kind.ShouldBe(Millrace.Runtime.FaultKind.NotFound);
    }

    [Fact]
    public async Task Only_writes_of_others_are_changes_from_outside()
    {
        await using var other = Open();
        await other.OpenAsync(Cancel);
        await registry.AnyAsync(Cancel);

        await AddAsync("Acme");
        (await registry.AnyAsync(Cancel)).ShouldBeFalse();
        await new Registrar(other, new SystemChance()).AddClientAsync("tool", Cancel);
        (await registry.AnyAsync(Cancel)).ShouldBeTrue();
        (await registry.AnyAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "registry.db")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE meta SET value = '99' WHERE key = 'format'";
            command.ExecuteNonQuery();
        }

        await using var again = Open();
        (await Should.ThrowAsync<InvalidDataException>(async () => await again.OpenAsync(Cancel))).Message.ShouldContain(
            "format version 99"
        );
    }

    [Fact]
    public void The_signing_key_is_made_once_and_only_its_owner_may_read_it()
    {
        var wall = new FakeTimeProvider(Start);
        using var made = SigningCertificate.OpenOrCreate(folder.FullName, wall);
        using var read = SigningCertificate.OpenOrCreate(folder.FullName, wall);

        read.CertificatePem.ShouldBe(made.CertificatePem);
        read.CertificateName.ShouldMatch("^[0-9a-f]{32}$");
        read.Sign("x").ShouldBe(made.Sign("x"));
        var file = folder.EnumerateFiles("*.pem").Single();
        if (!OperatingSystem.IsWindows())
        {
            file.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(file.FullName, "rubbish");
        Should
            .Throw<InvalidDataException>(() => SigningCertificate.OpenOrCreate(folder.FullName, wall))
            .Message.ShouldContain("restore it");
    }

    private async Task<Account> AddAsync(string name) =>
        (
            await registrar.AddAccountAsync(new NewAccount { Name = name, Marketplace = "ATVPDKIKX0DER" }, Cancel)
        ).Value.ShouldNotBeNull();

    private static Subscription Waiting(SubscriptionOwner owner, string id) =>
        StoredSubscription.Waiting(id, new StreamId(owner.Account.Key, "sp-traffic"), Start, owner.ClientId, owner.UserId);

    private static string Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private SqliteRegistry Open() => new(Path.Combine(folder.FullName, "registry.db"));
}
