using System.Buffers;
using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Sandbox.Recounting;

namespace Millrace.Unit.Sandbox;

/// <summary>What the books say of all twelve datasets is what the lines say that were sent.</summary>
public sealed class BooksOfAllDatasetsTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private readonly Books books = new();
    private readonly Recount recount = new();

    [Fact]
    public void Books_of_traffic_and_rich_media_equal_a_recount_of_the_lines()
    {
        var platform = Platform(500, [.. Datasets.All.Select(dataset => dataset.Id)]);
        Play(platform, Start, Start.AddHours(90));
        recount.Count();
        foreach (var dataset in Datasets.All)
        {
            Agree(Totals(dataset.Id), RecountedTotals(dataset.Id), dataset.Id);
        }

        // Windows of 76 hours are kept row by row.
        var kept = Start.AddHours(90 - Books.KeptHours);
        foreach (
            var dataset in (string[])
                ["sp-traffic", "sb-traffic", "sd-traffic", "adsp-traffic", "sb-rich-media", "adsp-rich-media"]
        )
        {
            var rows = books.Cells(dataset);
            rows.Min(row => row.Window).ShouldBeGreaterThanOrEqualTo(kept.AddHours(-1));
            Agree(Rows(rows.Where(row => row.Window >= kept)), RecountedRows(dataset, kept), dataset);
        }
    }

    [Fact]
    public void Books_of_attribution_equal_a_recount_of_the_lines_at_every_time_of_shoppers_lives()
    {
        string[] datasets =
        [
            .. Datasets.All.Select(dataset => dataset.Id).Where(id => id.EndsWith("-conversion") || id.EndsWith("-clickstream")),
        ];
        var platform = Platform(30, datasets);
        var at = Start;
        foreach (var days in new[] { 12, 51 })
        {
            Play(platform, at, Start.AddDays(days));
            at = Start.AddDays(days);
            recount.Count();
            foreach (var dataset in datasets)
            {
                Agree(Totals(dataset), RecountedTotals(dataset), $"{dataset} after {days} days");
            }
        }

        // The first shoppers are forgotten, the rows of all later ones are there; who attributes himself has those of 76 hours.
        recount.Repeats.ShouldBeGreaterThan(200);
        foreach (var dataset in datasets)
        {
            var (shoppers, own) = (at.AddDays(-30), at.AddHours(-Books.KeptHours + 1));
            var rows = books.Cells(dataset).ToLookup(row => platform.Accounts[7] == row.Account);
            var told = RecountedRows(dataset, shoppers).ToLookup(row => row.Contains(platform.Accounts[7].AdvertiserId));
            told[false].Count().ShouldBeGreaterThan(100);
            Agree(Rows(rows[false].Where(row => row.Window >= shoppers)), told[false], dataset);
            Agree(
                Rows(rows[true].Where(row => row.Window >= own)),
                RecountedRows(dataset, own).Where(row => row.Contains(platform.Accounts[7].AdvertiserId)),
                dataset
            );
        }

        var silent = datasets.SelectMany(dataset =>
            Books
                .MetricsOf(Datasets.Find(dataset)!)
                .Where((_, metric) => books.TotalsByAccount(dataset).All(account => account.Values[metric] == 0))
                .Select(metric => $"{dataset} {metric.Name}")
        );
        silent.ShouldBeEmpty("metrics that nothing ever counted");
    }

    private static VirtualPlatform Platform(double eventsPerHour, IReadOnlyList<string> datasets) =>
        new(
            21,
            new()
            {
                Start = Start,
                EventsPerHour = eventsPerHour,
                Datasets = datasets,
            }
        );

    private void Play(VirtualPlatform platform, DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var product in platform.Products)
        {
            recount.AddProduct(product);
        }

        var line = new ArrayBufferWriter<byte>();
        foreach (var events in platform.EventsBetween(from, to).Chunk(500))
        {
            books.Add(events);
            foreach (var happened in events)
            {
                line.ResetWrittenCount();
                EventLineWriter.Write(in happened, line);
                recount.Add(line.WrittenSpan[..^1]);
            }
        }
    }

    /// <summary>Both have the same texts; the first few that only one of them has are told.</summary>
    private static void Agree(IEnumerable<string> kept, IEnumerable<string> told, string of)
    {
        var (left, right) = (kept.ToHashSet(), told.ToHashSet());
        left.Except(right)
            .Select(text => $"kept {text}")
            .Concat(right.Except(left).Select(text => $"told {text}"))
            .Take(10)
            .ShouldBeEmpty(of);
    }

    private IEnumerable<string> Totals(string dataset) =>
        books
            .TotalsByAccount(dataset)
            .SelectMany(account =>
                Books
                    .MetricsOf(Datasets.Find(dataset)!)
                    .Zip(account.Values)
                    .Where(value => value.Second != 0)
                    .Select(value =>
                        $"{account.Account.AdvertiserId} {account.Account.Marketplace.Id} {value.First.Name} {value.Second}"
                    )
            );

    private IEnumerable<string> RecountedTotals(string dataset) =>
        recount
            .Sums.Where(sum => sum.Key.Dataset == dataset)
            .GroupBy(sum => $"{sum.Key.Account} {sum.Key.Metric}", sum => sum.Value)
            .Where(sum => sum.Sum() != 0)
            .Select(sum => $"{sum.Key} {sum.Sum()}");

    private static IEnumerable<string> Rows(IEnumerable<BookCell> cells) =>
        cells.SelectMany(cell =>
            cell.Values.Where(value => value.Value != 0)
                .Select(value =>
                    $"{cell.Window:yyyy-MM-ddTHH:mm:sszzz}/{string.Join('/', cell.Dimensions)} {value.Key} {value.Value}"
                )
        );

    private IEnumerable<string> RecountedRows(string dataset, DateTimeOffset from) =>
        recount
            .Sums.Where(sum => sum.Key.Dataset == dataset && sum.Value != 0)
            .Where(sum => DateTimeOffset.Parse(sum.Key.Row[..sum.Key.Row.IndexOf('/')]) >= from)
            .Select(sum => $"{sum.Key.Row} {sum.Key.Metric} {sum.Value}");
}
