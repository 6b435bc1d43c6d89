using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Unit.Engine.Ingestion.Binary;
using Millrace.Unit.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Engine.Ingestion;

/// <summary>
/// A line of a usual form waits until the next is read: lines that come together mean what they mean one by one.
/// </summary>
public sealed class LinesTogetherTests : IEventAccounts
{
    private const int Rounds = 400;
    private readonly AccountZone zone = AccountZone.TryFind("Asia/Kolkata", out var found)
        ? found
        : throw new InvalidOperationException();

    [Fact]
    public void Lines_are_taken_and_refused_alike_together_and_one_by_one()
    {
        var (accepted, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            var lines = Make(random);
            var options = Options(random);
            var (together, single) = (new EventBatch(this, options, "tests", "id"), new EventBatch(this, options, "tests", "id"));
            byte[] body = [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];

            // The end of the last line may be missing.
            together.Add(body.AsSpan(0, body.Length - random.Next(2)));
            lines.ForEach(line => single.Add([.. line, (byte)'\n']));

            together.Refused.ShouldBe(single.Refused, $"round {round}");
            (together.Accepted, together.RefusedCount).ShouldBe((single.Accepted, single.RefusedCount), $"round {round}");
            together.UnknownFields.ShouldBe(single.UnknownFields, $"round {round}");
            Said(together).ShouldBe(Said(single), $"round {round}");
            (accepted, refused) = (accepted + single.Accepted, refused + single.RefusedCount);
        }

        // Were nearly all of one kind, the comparison would mean little.
        accepted.ShouldBeGreaterThan(refused / 2);
        refused.ShouldBeGreaterThan(accepted / 10);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var (advertiser, marketplace) = (Encoding.UTF8.GetString(advertiserId), Encoding.UTF8.GetString(marketplaceId));
        return advertiser.Length == 14 && int.TryParse(advertiser.AsSpan(1), out var key) && key % 9 != 0
            ? new(key, advertiser, marketplace, key % 7 == 0 ? "EUR" : "USD", zone)
            : null;
    }

    private static EventBatchOptions Options(Random random) =>
        new()
        {
            Now = new DateTimeOffset(2026, 2, 28, 20, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
            Partitions = 3,
            EventIdSeed = 1,
            HashSeed = 2,
            IsImport = random.Next(2) == 0,
            LineBytesMax = random.Next(3) == 0 ? 400 : 16 * 1024,
        };

    private static List<byte[]> Make(Random random)
    {
        var makers = Enumerable.Range(0, 2).Select(_ => new LineMaker(random)).ToList();
        var mutator = new LineMutator(random);
        var lines = new List<byte[]>();
        for (var left = random.Next(1, 60); left > 0; left--)
        {
            var maker = makers[random.Next(makers.Count)];
            var fields = maker.Fields();
            var line = maker.Write(fields);
            for (var times = random.Next(6) == 0 ? random.Next(1, 4) : 0; times > 0 && line.Length > 0; times--)
            {
                line = mutator.Change(line);
            }

            lines.Add(random.Next(20) == 0 ? [] : [.. line.Where(one => one != (byte)'\n')]);
            if (random.Next(4) == 0)
            {
                // The same cell again, while the line before may be on its way to it.
                lines.Add(lines[^1]);
            }
        }

        return lines;
    }

    private static IEnumerable<string> Said(EventBatch batch) =>
        batch.Parts.SelectMany(part =>
            PartText
                .Of(part)
                .Append($"{part.Digest:x}")
                .Concat(
                    part.Shoppers.Select(happened =>
                        $"{happened with { SkuAt = 0 }} {Encoding.UTF8.GetString(part.SkuOf(in happened))}"
                    )
                )
        );
}
