using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Millrace.Contracts.Ingest;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>Both forms of the same events mean the same: to the reader, to the engine, and to what is published.</summary>
public sealed partial class BinaryAgreesTests
{
    private static readonly string[] Zones = ["America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"];
    private static readonly BinaryBatchReader Reader = new();

    [Fact]
    public void Events_are_combined_and_refused_as_their_lines_are() =>
        Gen.Select(EventMaker.Any.Array[0, 60], Gen.Bool, Gen.Int[1, 5])
            .Sample((events, isImport, partitions) => Compare(events, isImport, partitions), iter: 3000, threads: 1);

    [Fact]
    public void Histories_in_either_form_are_answered_and_published_alike() =>
        Gen.Select(EventMaker.Any.Array[1, 30].Array[1, 6], Gen.Int[0, 5].Array[6], Gen.Bool)
            .Sample(ComparePublished, iter: 150, threads: 1);

    [Fact]
    public void Ids_that_came_as_lines_are_known_when_they_come_in_the_binary_form() =>
        EventMaker.Any.Array[1, 40].Sample(CompareAfterLines, iter: 200, threads: 1);

    [Fact]
    public void A_batch_that_came_as_lines_is_the_same_batch_in_the_binary_form() =>
        EventMaker
            .Any.Array[1, 40]
            .Sample(
                events =>
                {
                    var rig = new EngineRig(Zones);
                    var (body, told) = Encode(events);
                    var first = rig.Send("b", told.Select(NdjsonLine.Of)).Verdict;
                    rig.SendBinary("b", body).Verdict.ShouldBe(first is { } taken ? PartVerdict.Repeat(taken.Lines) : null);
                },
                iter: 200,
                threads: 1
            );

    private static void CompareAfterLines(IngestEvent[] events)
    {
        var (lines, binary) = (new EngineRig(Zones), new EngineRig(Zones));
        var (body, told) = Encode(events);
        lines.Send("first", told.Select(NdjsonLine.Of));
        binary.Send("first", told.Select(NdjsonLine.Of));
        binary.SendBinary("second", body).Verdict.ShouldBe(lines.Send("second", told.Select(NdjsonLine.Of)).Verdict);
    }

    private static void Compare(IngestEvent[] events, bool isImport, int partitions)
    {
        var rig = new EngineRig(Zones);
        var options = rig.Options(isImport) with { Partitions = partitions };
        var (body, told) = Encode(events);
        var lines = new EventBatch(rig, options, "tests", "id");
        foreach (var line in told)
        {
            lines.Add(Encoding.UTF8.GetBytes(NdjsonLine.Of(line)));
        }

        var binary = new EventBatch(rig, options, "tests", "id");
        Reader.Read(binary, body).ShouldBeNull();

        (binary.Accepted, binary.RefusedCount).ShouldBe((lines.Accepted, lines.RefusedCount));
        binary.Refused.ShouldBe(lines.Refused);
        Parts(binary).ShouldBe(Parts(lines));
    }

    private static void ComparePublished(IngestEvent[][] batches, int[] again, bool isImport)
    {
        var (lines, binary) = (new EngineRig(Zones), new EngineRig(Zones));
        for (var number = 0; number < batches.Length; number++)
        {
            // Some batches come twice, the second time in another order.
            var from = again[number] < number ? again[number] : number;
            var (body, told) = Encode(from == number ? batches[number] : [.. batches[from].Reverse()]);
            var asLines = lines.Send($"b{from}", told.Select(NdjsonLine.Of), isImport);
            var asBinary = binary.SendBinary($"b{from}", body, isImport);
            asBinary.Verdict.ShouldBe(asLines.Verdict);
            asBinary.Batch.Refused.ShouldBe(asLines.Batch.Refused);
        }

        foreach (var rig in new[] { lines, binary })
        {
            rig.Now += 4 * 3600;
            rig.Turn();
        }

        Published(binary).ShouldBe(Published(lines));
    }

    /// <summary>The body, and the events in its order.</summary>
    private static (byte[] Body, List<IngestEvent> Told) Encode(IngestEvent[] events)
    {
        var encoder = new EventBatchEncoder();
        Array.ForEach(events, encoder.Add);
        return (encoder.ToArray(), [.. Enumerable.Range(1, events.Length).Select(number => events[encoder.AddedAs(number) - 1])]);
    }

    private static IEnumerable<string> Parts(EventBatch batch) =>
        batch.Parts.OrderBy(part => part.Partition).SelectMany(PartText.Of);

    /// <summary>What was published, but for the ids, which say in which publication.</summary>
    private static IEnumerable<string> Published(EngineRig rig) =>
        rig
            .Blocks.SelectMany(block => Rendered.Messages(block.Data))
            .Select(body => IdempotencyId().Replace(Encoding.UTF8.GetString(body), ""))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex("\"idempotency_id\":\"[^\"]*\"")]
    private static partial Regex IdempotencyId();
}
