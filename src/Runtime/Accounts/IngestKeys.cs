using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>
/// Who is behind an ingest key. What was found is kept for some seconds, so that a body costs no reading of thousands of
/// accounts: a grant that changes takes effect when they are over.
/// </summary>
public sealed class IngestKeys(IRegistry registry, TimeProvider wall)
{
    private const int KeptMax = 256;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (IngestHolder Holder, DateTimeOffset Until)> kept = new(StringComparer.Ordinal);

    /// <summary>Null where the key is not known.</summary>
    public async ValueTask<IngestHolder?> FindAsync(string key, CancellationToken cancel)
    {
        var hash = Secrets.Hash(key);
        var name = Convert.ToHexString(hash);
        var now = wall.GetUtcNow();
        lock (gate)
        {
            if (kept.TryGetValue(name, out var known) && known.Until > now)
            {
                return known.Holder;
            }
        }

        if (await registry.FindIngestKeyAsync(hash, cancel) is not { } found)
        {
            return null;
        }

        var accounts = new GrantedAccounts(await registry.ReadAccountsAsync(found.Accounts, cancel));
        var holder = new IngestHolder(found.Holder, accounts);
        lock (gate)
        {
            if (kept.Count >= KeptMax)
            {
                kept.Clear();
            }

            kept[name] = (holder, now + KeptFor);
        }

        return holder;
    }
}
