using System.Text;
using System.Text.Json;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Sandbox.Platform;
using Millrace.Sandbox.Platform.Accounting;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>What the engine tells of the platform's entities is what the books say: dataset by dataset, entity by entity, version by version.</summary>
public sealed class EntitiesToEngineTests : IEventAccounts
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(17, new() { Start = Start });

    private readonly Dictionary<(string, string), EventAccount> accounts = Platform.Accounts.ToDictionary(
        account => (account.AdvertiserId, account.Marketplace.Id),
        account => new EventAccount(account.Number, account.AdvertiserId, account.Marketplace.Id, account.Currency, Zone(account))
    );

    [Fact]
    public void The_engine_tells_every_version_that_the_books_have_and_no_other()
    {
        var lines = Platform.Entities.Concat(Platform.ChangesBetween(Start, Start.AddDays(12))).ToList();
        var books = new DocumentBooks();
        books.Add(lines, Start);
        var forms = new Dictionary<(int, string, string), EntityForm>();
        var told = new Dictionary<(string Dataset, int Account, string Kind, string Id), List<long>>();
        foreach (var line in lines)
        {
            var batch = new EntityBatch(
                this,
                new()
                {
                    Now = line.ArrivesAt,
                    Partitions = 1,
                    EventIdSeed = 1,
                    HashSeed = 2,
                }
            );
            batch.Add(Encoding.UTF8.GetBytes(line.Document));
            var upsert = batch.Upserts.ShouldHaveSingleItem();
            var key = (upsert.Account.Key, upsert.Kind, upsert.Id);
            var before = forms.GetValueOrDefault(key);
            if (EntityForm.Next(before, upsert, line.ArrivesAt) is not { } now)
            {
                continue;
            }

            forms[key] = now;
            foreach (var message in EntityMessages.OfChange(upsert.Account, upsert.Kind, upsert.Id, before, now, upsert.Actor))
            {
                var place = (message.Dataset, upsert.Account.Key, upsert.Kind, upsert.Id);
                if (!told.TryGetValue(place, out var versions))
                {
                    told.Add(place, versions = []);
                }

                versions.Add(JsonDocument.Parse(message.Body).RootElement.GetProperty("version").GetInt64());
            }
        }

        foreach (var dataset in EntityDatasets.All.Select(shown => shown.Dataset))
        {
            var meant = books.EntityVersions(dataset);
            meant.ShouldNotBeEmpty();
            var ofEngine = told.Where(one => one.Key.Dataset == dataset).ToDictionary(one => one.Key, one => one.Value);
            ofEngine.Count.ShouldBe(meant.Count, dataset);
            foreach (var one in meant)
            {
                var versions = ofEngine[(dataset, one.Account.Number, one.Kind, one.Id)];
                (versions.Count, versions[^1]).ShouldBe((one.Told, one.Version), $"{dataset} {one.Account} {one.Kind} {one.Id}");
            }

            var totals = books.EntityTotals(dataset);
            totals.Sum(account => account.Values[1]).ShouldBe(ofEngine.Values.Sum(versions => versions.Sum()));
        }

        told.Keys.Select(key => key.Dataset).Distinct().Count().ShouldBe(EntityDatasets.All.Count);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        accounts.GetValueOrDefault((Encoding.UTF8.GetString(advertiserId), Encoding.UTF8.GetString(marketplaceId)));

    private static AccountZone Zone(VirtualAccount account) =>
        AccountZone.TryFind(account.TimeZone, out var zone) ? zone : throw new InvalidOperationException(account.TimeZone);
}
