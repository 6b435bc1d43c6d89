using System.Buffers;
using System.Text;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Engine.Ingestion.Binary;

namespace Millrace.Unit.Sandbox;

/// <summary>What the platform writes is what the engine reads: every line is accepted, and both count the same.</summary>
public sealed class PlatformToEngineTests : IEventAccounts
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(
        3,
        new()
        {
            Start = Start,
            EventsPerHour = 5000,
            Accounts = 20,
            Datasets = ["sp-traffic"],
        }
    );

    private readonly Dictionary<(string, string), EventAccount> accounts = Platform.Accounts.ToDictionary(
        account => (account.AdvertiserId, account.Marketplace.Id),
        account => new EventAccount(account.Number, account.AdvertiserId, account.Marketplace.Id, account.Currency, Zone(account))
    );

    [Fact]
    public void The_engine_accepts_every_line_and_sums_to_the_same_cells()
    {
        var end = Start.AddHours(30);
        var batch = new EventBatch(this, Options(end), "sandbox", "1");
        var line = new ArrayBufferWriter<byte>();
        var books = new Books();
        foreach (var events in Platform.EventsBetween(Start, end).Chunk(1000))
        {
            books.Add(events);
            foreach (var happened in events)
            {
                line.ResetWrittenCount();
                EventLineWriter.Write(in happened, line);
                batch.Add(line.WrittenSpan[..^1]);
            }
        }

        batch.Refused.ShouldBeEmpty();
        batch.UnknownFields.ShouldBeEmpty();
        var counted = Counted(batch);
        var kept = books.Cells("sp-traffic");
        counted.Count.ShouldBe(kept.Count);
        kept.Count(cell => cell.Values["impressions"] != 0 || cell.Values["clicks"] != 0).ShouldBeGreaterThan(10_000);
        foreach (var cell in kept)
        {
            var place = $"{cell.Window.ToUnixTimeSeconds()}/{cell.Account.Number}/{string.Join('/', cell.Dimensions.Skip(3))}";
            counted[place].ShouldBe([cell.Values["impressions"], cell.Values["clicks"], cell.Values["cost"]]);
        }
    }

    [Fact]
    public void The_engine_accepts_every_entity_and_every_change()
    {
        var batch = new EntityBatch(this, Options(Start));
        var told = Platform.Entities.Concat(Platform.ChangesBetween(Start, Start.AddDays(4))).ToList();
        foreach (var entity in told)
        {
            batch.Add(Encoding.UTF8.GetBytes(entity.Document));
        }

        batch.Refused.ShouldBeEmpty();
        batch.Upserts.Count.ShouldBe(told.Count);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        accounts.GetValueOrDefault((Encoding.UTF8.GetString(advertiserId), Encoding.UTF8.GetString(marketplaceId)));

    private static Dictionary<string, long[]> Counted(EventBatch batch)
    {
        var counted = new Dictionary<string, long[]>();
        foreach (var part in batch.Parts)
        {
            part.Identified.Select(happened => happened.Id).Distinct().Count().ShouldBe(part.Identified.Count);
            foreach (var happened in part.Identified)
            {
                Sums.TryAdd(part.CellsOf(in happened).Lanes(happened.Cell), part.LanesOf(in happened)).ShouldBeTrue();
            }

            var cells = part.Families.Single();
            for (var cell = 0; cell < cells.Count; cell++)
            {
                var place = $"{part.Windows[cells.Window(cell)]}/{string.Join('/', PartText.Names(cells, cell))}";
                counted.Add(place, cells.Lanes(cell).ToArray());
            }
        }

        return counted;
    }

    private static EventBatchOptions Options(DateTimeOffset now) =>
        new()
        {
            Now = now.ToUnixTimeSeconds(),
            Partitions = 4,
            EventIdSeed = 1,
            HashSeed = 2,
        };

    private static AccountZone Zone(VirtualAccount account) =>
        AccountZone.TryFind(account.TimeZone, out var zone) ? zone : throw new InvalidOperationException(account.TimeZone);
}
