using System.Text;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Landing;

/// <summary>What the engine tells of random entities of every kind, in any order: the landing ends with their newest forms.</summary>
public sealed class EngineDocumentsTests
{
    private const int Entities = 60;
    private const int FormsMax = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Changes_and_snapshots_in_any_order_end_with_the_newest_forms(int seed)
    {
        var random = new Random(seed);
        var bodies = new List<string>();
        var newest = new Dictionary<string, List<string>>();
        for (var entity = 0; entity < Entities; entity++)
        {
            Tell(random, $"{entity}", bodies, newest);
        }

        string[] sent = [.. bodies, .. bodies.Where(_ => random.Next(4) == 0)];
        random.Shuffle(sent);
        await using var rig = await LandingRig.OpenAsync(idsPerRun: 20);
        foreach (var batch in sent.Chunk(50))
        {
            (await rig.LandAsync(batch)).Quarantined.ShouldBe(0);
            if (random.Next(4) == 0)
            {
                await rig.ReopenAsync();
            }
        }

        (await rig.ReasonsAsync()).ShouldBeEmpty();
        foreach (var dataset in Documents.All.Where(dataset => dataset.Kinds.Count > 0))
        {
            (await rig.AskAsync($"SELECT document FROM {DocumentMaker.Schema}.\"{dataset.Id}_current\"")).ShouldBe(
                newest[dataset.Id],
                ignoreOrder: true
            );
            (
                await rig.AskAsync(
                    $"SELECT count(*) FROM {DocumentMaker.Schema}.\"{dataset.Id}\" WHERE unknown_fields IS NOT NULL"
                )
            ).ShouldBe(["0"], dataset.Id);
        }
    }

    /// <summary>
    /// Adds what is told of the life of one entity, and by dataset its last form; of one that has another block than before also the last
    /// with that.
    /// </summary>
    private static void Tell(Random random, string id, List<string> bodies, Dictionary<string, List<string>> newest)
    {
        var maker = new EntityMaker(random, fullness: random.Next(101));
        var (kind, product) = EntityMaker.Shown[random.Next(EntityMaker.Shown.Count)];
        EntityForm? before = null;
        var last = new Dictionary<(string Dataset, string? Block), string>();
        for (var form = random.Next(1, FormsMax + 1); form > 0; form--)
        {
            var line = maker.Make(kind, product);
            line["ad_group_id"] = id;
            var now = EntityForm.Next(before, EntityRig.Read(maker.Rewrite(line)), 1_780_000_000 - form);
            if (now is null)
            {
                continue;
            }

            foreach (var message in EntityMessages.OfChange(EntityRig.Account, kind, id, before, now, "jo"))
            {
                var body = Encoding.UTF8.GetString(message.Body);
                bodies.Add(body);
                bodies.Add($"{body[..^1]}{Encoding.UTF8.GetString(message.Extras)}}}");
            }

            foreach (var dataset in Documents.All)
            {
                if (EntityMessages.OfSnapshot(dataset, EntityRig.Account, kind, id, now) is { } snapshot)
                {
                    var body = Encoding.UTF8.GetString(snapshot);
                    bodies.Add(body);
                    var block = dataset.Blocks.FirstOrDefault(name => body.Contains($"\"{name}\":", StringComparison.Ordinal));
                    last[(dataset.Id, block)] = body.Replace(
                        $",\"{Documents.MessageType}\":\"{Documents.Snapshot}\"",
                        "",
                        StringComparison.Ordinal
                    );
                }
            }

            before = now;
        }

        foreach (var ((dataset, _), body) in last)
        {
            (newest.TryGetValue(dataset, out var all) ? all : newest[dataset] = []).Add(body);
        }
    }
}
