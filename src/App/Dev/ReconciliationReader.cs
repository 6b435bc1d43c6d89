using Millrace.App.Serve;
using Millrace.Landing;
using Millrace.Runtime.Ports;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>Reads the sums of all datasets that are produced, hourly ones and documents, at the places of the way.</summary>
/// <param name="plant">A column to which one is added, to show that it is noticed.</param>
internal sealed class ReconciliationReader(
    ServeHost serve,
    LandingHost landing,
    VirtualPlatform platform,
    Feeder feeder,
    Books books,
    string? plant
)
{
    private static readonly IReadOnlyList<IDatasetSums> All = [.. DatasetMetrics.Produced, .. DocumentSums.All];

    /// <summary>Account names by advertiser and marketplace.</summary>
    private readonly Dictionary<(string Advertiser, string Marketplace), string> names = platform.Accounts.ToDictionary(
        account => (account.AdvertiserId, account.Marketplace.Id),
        account => $"{account}"
    );

    public async Task<Reconciliation> ReadAsync(CancellationToken cancel)
    {
        var rows = new List<ReconciliationRow>();
        foreach (var metrics in All)
        {
            rows.AddRange(await ReadAsync(metrics, cancel));
        }

        return new(rows);
    }

    /// <summary>What has landed so far, and what the books have.</summary>
    public async Task<IReadOnlyList<DatasetProgress>> ProgressAsync(CancellationToken cancel)
    {
        var progress = new List<DatasetProgress>();
        foreach (var metrics in All)
        {
            var landed = await LandedSums.ReadAsync(landing.Store, metrics, names, cancel);
            var meant = BookSums.Of(books, metrics, platform.Accounts);
            progress.Add(new(metrics.Dataset, metrics.Counted(landed.Values), metrics.Counted(meant.Values)));
        }

        return progress;
    }

    private async Task<IEnumerable<ReconciliationRow>> ReadAsync(IDatasetSums metrics, CancellationToken cancel)
    {
        var accepted = feeder.Accepted.ToDictionary(
            sums => $"{sums.Account}",
            sums => metrics is DatasetMetrics hourly ? AcceptedSums.Of(sums, hourly) : new long?[metrics.Names.Count]
        );
        var (published, delivered) = await PublishedAsync(metrics, cancel);
        var landed = Known(await LandedSums.ReadAsync(landing.Store, metrics, names, cancel));
        var meant = BookSums
            .Of(books, metrics, platform.Accounts)
            .ToDictionary(account => $"{account.Key}", account => Known(account.Value));
        Dictionary<string, long?[]>[] places = [accepted, published, delivered, landed, meant];
        if (plant is not null && metrics == All[0])
        {
            var place = places[Array.IndexOf(Reconciliation.Columns, plant)];
            var first = names.Values.First();
            place.TryAdd(first, Known(metrics.Zeros));
            place[first][0]++;
        }

        // What landed for somebody whom the platform does not know is told too.
        var accounts = names.Values.Union(places.SelectMany(place => place.Keys));
        return Reconciliation.Of(metrics.Dataset, metrics.Names, [.. accounts], places);
    }

    private async Task<(Dictionary<string, long?[]> Published, Dictionary<string, long?[]> Delivered)> PublishedAsync(
        IDatasetSums metrics,
        CancellationToken cancel
    )
    {
        var (published, delivered) = (new Dictionary<string, long?[]>(), new Dictionary<string, long?[]>());
        var cursors = serve.Pumps.Statuses.ToDictionary(status => status.Order.Stream, status => status.Cursor);
        foreach (var account in await serve.Registry.ReadAccountsAsync(cancel))
        {
            var stream = new StreamId(account.Key, metrics.Dataset);
            var sums = await StreamSums.ReadAsync(serve.Ledger, metrics, stream, cursors.GetValueOrDefault(stream), cancel);
            var name = names[(account.AdvertiserId, account.Marketplace)];
            (published[name], delivered[name]) = (Known(sums.Published), Known(sums.Delivered));
        }

        return (published, delivered);
    }

    private static Dictionary<string, long?[]> Known(Dictionary<string, long[]> sums) =>
        sums.ToDictionary(account => account.Key, account => Known(account.Value));

    private static long?[] Known(IEnumerable<long> values) => [.. values.Select(value => (long?)value)];
}
