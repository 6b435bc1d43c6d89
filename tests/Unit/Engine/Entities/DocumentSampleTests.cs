using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;

namespace Millrace.Unit.Engine.Entities;

/// <summary>The paths of whole messages beside those of the original's samples, which samples.json names.</summary>
public sealed class DocumentSampleTests
{
    private static readonly Dictionary<string, string[]> Samples = JsonSerializer.Deserialize<Dictionary<string, string[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contracts", "Documents", "samples.json"))
    )!;

    /// <summary>What the documents' tables have beyond their samples.</summary>
    private static readonly string[] OursAlone = ["campaigns accountId", "campaigns productLocation"];

    public static TheoryData<string> Ids => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_whole_message_has_the_paths_of_the_sample(string id)
    {
        var dataset = Documents.Find(id)!;
        var ours = Enumerable
            .Range(0, 60)
            .SelectMany(seed => Paths(dataset, seed))
            .Select(path => dataset.Fields.FirstOrDefault(field => IsIn(path, field))?.Path ?? path)
            .ToHashSet();
        var theirs = Samples[id]
            .Select(path => dataset.Fields.FirstOrDefault(field => field.OtherPaths.Contains(path))?.Path ?? path);
        ours.Except(OursAlone.Where(alone => alone.StartsWith($"{id} ")).Select(alone => alone[(id.Length + 1)..]))
            .ShouldBe(theirs.Distinct(), ignoreOrder: true);
    }

    /// <summary>Whether a path is of a value within a map, whose names are the advertiser's.</summary>
    private static bool IsIn(string path, DocumentField field) =>
        field.Type == DocumentFieldType.Map && path.StartsWith($"{field.Path}.", StringComparison.Ordinal);

    private static IEnumerable<string> Paths(DocumentDeclaration dataset, int seed)
    {
        var maker = new EntityMaker(new Random(seed), fullness: 100);
        foreach (var kind in dataset.Kinds)
        {
            var form = EntityRig.Next(null, maker.Rewrite(maker.Make(kind, dataset.IsDsp ? "DSP" : "SP")));
            var message = EntityMessages
                .OfChange(EntityRig.Account, kind, "7", null, form, null)
                .Single(message => message.Dataset == dataset.Id);
            foreach (var path in EntityRig.Parse(message.Body).Leaves())
            {
                yield return path;
            }
        }
    }
}
