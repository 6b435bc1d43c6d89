using Millrace.Runtime.Accounts;
using Millrace.Server.Http;

namespace Millrace.Unit.Server.Isolation;

/// <summary>Clients, users and accounts whose every value carries a mark, and what was given to whom: a leak is found by its bytes.</summary>
internal sealed class Tenants : IAsyncDisposable
{
    public const int AccountCount = 4;
    private readonly List<string> marks = [];

    private Tenants(ServerRig rig) => Rig = rig;

    public ServerRig Rig { get; }

    public List<Account> Accounts { get; } = [];

    public List<Principal> Principals { get; } = [];

    public List<GivenToken> Tokens { get; } = [];

    public List<(string Key, HashSet<int> Accounts)> IngestKeys { get; } = [];

    public List<GivenSubscription> Subscriptions { get; } = [];

    /// <summary>Confirmations as they came to queues.</summary>
    public List<(string TopicArn, string Token, string Subscription)> Confirmations { get; } = [];

    /// <summary>Ids of replays with those of their subscriptions.</summary>
    public List<(string Id, string Subscription)> Replays { get; } = [];

    public static async Task<Tenants> OpenAsync(int grants)
    {
        var rig = await ServerRig.StartAsync(
            rates: new ClientRateOptions
            {
                PerSecond = 1_000_000,
                BurstMax = 1_000_000,
                ClientsMax = 10,
            }
        );
        var tenants = new Tenants(rig);
        for (var number = 0; number < AccountCount; number++)
        {
            await tenants.AddAccountAsync(number);
        }

        var clients = new[] { await rig.AddClientAsync(), await rig.AddClientAsync() };
        foreach (var (client, user) in (ReadOnlySpan<(int, string)>)[(0, "ann"), (0, "bob"), (1, "ann"), (1, "eve")])
        {
            tenants.Principals.Add(new(clients[client], user, tenants.NewMark("P")));
        }

        foreach (var principal in tenants.Principals)
        {
            await tenants.GrantAsync(principal, grants);
            await tenants.AddKeyAsync(grants);
            grants = (grants * 7) + 3;
        }

        return tenants;
    }

    public ValueTask DisposeAsync() => Rig.DisposeAsync();

    /// <summary>Gives a principal a refresh token, and an access token of it.</summary>
    /// <param name="bits">Which accounts; at least one.</param>
    public async Task GrantAsync(Principal principal, int bits)
    {
        var accounts = Chosen(bits);
        var refresh = await Rig.AddRefreshTokenAsync(
            principal.Client,
            principal.User,
            [.. accounts.Select(number => Accounts[number])]
        );
        var token = new GivenToken(refresh, principal, accounts);
        Tokens.Add(token);
        var (_, body) = await Rig.TokenAsync(principal.ClientId, principal.Client.Secret, refresh);
        token.Access[body.GetProperty("access_token").GetString()!] = Rig.Wall.GetUtcNow() + TokenService.Lifetime;
    }

    public async Task RevokeAsync(Principal principal, int bits)
    {
        var accounts = Chosen(bits);
        await Rig.Registrar.RevokeAsync(
            principal.ClientId,
            principal.User,
            [.. accounts.Select(number => Accounts[number].Key)],
            Rig.Wall.GetUtcNow(),
            ServerRig.Cancel
        );
        foreach (var token in Tokens.Where(token => token.Principal == principal))
        {
            token.Accounts.ExceptWith(accounts);
        }
    }

    /// <summary>The token that an access token came of, where it is good now.</summary>
    public GivenToken? Good(string access) =>
        Tokens.FirstOrDefault(token =>
            token.Accounts.Count > 0 && token.Access.TryGetValue(access, out var ends) && ends > Rig.Wall.GetUtcNow()
        );

    public string MarkOf(int account) => marks[account];

    /// <summary>Marks that stand in a text, whosever they are.</summary>
    public IEnumerable<string> MarksIn(string text) => marks.Where(mark => text.Contains(mark, StringComparison.Ordinal));

    private async Task AddAccountAsync(int number)
    {
        var mark = NewMark("A");
        var made = new NewAccount
        {
            Name = $"name {mark}",
            Marketplace = ServerRig.Us,
            AdvertiserId = $"ADV{mark}",
            EntityId = $"ENTITY{mark}",
            ProfileId = $"90071{number}4455",
        };
        Accounts.Add((await Rig.Registrar.AddAccountAsync(made, ServerRig.Cancel)).Value.ShouldNotBeNull());
    }

    private async Task AddKeyAsync(int bits)
    {
        var accounts = Chosen(bits);
        var holder = $"holder{IngestKeys.Count}";
        IngestKeys.Add((await Rig.AddIngestKeyAsync(holder, [.. accounts.Select(number => Accounts[number])]), accounts));
    }

    private string NewMark(string kind)
    {
        marks.Add($"QX{kind}{marks.Count}XQ");
        return marks[^1];
    }

    private static HashSet<int> Chosen(int bits) =>
        [bits % AccountCount, .. Enumerable.Range(0, AccountCount).Where(number => (bits >> (number + 3) & 1) == 1)];
}
