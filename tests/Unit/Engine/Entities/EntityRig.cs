using System.Text;
using System.Text.Json.Nodes;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine.Entities;

/// <summary>Reads lines of one account, and applies them one after the other.</summary>
internal sealed class EntityRig : IEventAccounts
{
    public const string Currency = "USD";
    public const string ProfileId = "4711";

    public static EventAccount Account { get; } = Make();

    public static EventBatchOptions Options { get; } =
        new()
        {
            Now = 1_780_000_000,
            Partitions = 1,
            EventIdSeed = 1,
            HashSeed = 1,
        };

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        advertiserId.SequenceEqual(Encoding.UTF8.GetBytes(Account.AdvertiserId)) && marketplaceId.SequenceEqual("MKT"u8)
            ? Account
            : null;

    /// <summary>What a line says, or why it is refused.</summary>
    public static (EntityUpsert? Upsert, string? Refusal) Judge(byte[] line)
    {
        var batch = new EntityBatch(new EntityRig(), Options);
        batch.Add(line);
        batch.RefusedCount.ShouldBe(batch.Refused.Count);
        (batch.Refused.Count + batch.Upserts.Count).ShouldBe(1);
        return (batch.Upserts.SingleOrDefault(), batch.Refused.SingleOrDefault()?.Reason);
    }

    public static (EntityUpsert? Upsert, string? Refusal) Judge(string line) => Judge(Encoding.UTF8.GetBytes(line));

    public static EntityUpsert Read(string line)
    {
        var (upsert, refusal) = Judge(line);
        refusal.ShouldBeNull(line);
        return upsert!;
    }

    public static EntityForm Next(EntityForm? before, string line, long now = 1_780_000_000) =>
        EntityForm.Next(before, Read(line), now).ShouldNotBeNull();

    /// <summary>A line of the account with some more fields, as JSON.</summary>
    public static string Line(string kind, string fields) =>
        $$"""{"kind":"{{kind}}","advertiser_id":"ADV","marketplace_id":"MKT","id":"7"{{(fields.Length > 0 ? "," : "")}}{{fields}}}""";

    public static JsonObject Parse(byte[] message) => JsonNode.Parse(message)!.AsObject();

    private static EventAccount Make()
    {
        AccountZone.TryFind("America/Los_Angeles", out var zone).ShouldBeTrue();
        return new(1, "ADV", "MKT", Currency, zone) { ProfileId = ProfileId };
    }
}
