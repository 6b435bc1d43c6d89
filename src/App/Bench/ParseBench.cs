using System.Text.Json;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.App.Bench;

/// <summary>
/// Lines in memory to checked fields, nothing else: beside the ordinary service, which makes an object of each line, and beside
/// the exact path alone, which reads tokens and makes none.
/// </summary>
internal sealed class ParseBench : IBench
{
    /// <summary>More than any cache holds, so that lines come from memory, as they do from a socket.</summary>
    private const int BytesMax = 400_000_000;

    public string Name => "parse";

    public string Description => "Lines in memory to checked fields, beside System.Text.Json into objects.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var file = EventFile.Make(options.Folder, options.Events, seed: 1);
        var bytes = await ReadAsync(file);
        var ends = Ends(bytes);
        var figures = await Race.RunAsync(
            options.Runs,
            "events",
            bar: null,
            new Side("millrace", () => Task.FromResult(RunOwn(bytes, ends))),
            new Side("System.Text.Json into objects", () => Task.FromResult(RunObjects(bytes, ends))),
            new Side("Utf8JsonReader", () => Task.FromResult(RunReader(bytes, ends)))
        );
        figures.Add(new("bytes a line", (double)ends[^1] / ends.Count, "B"));
        return figures;
    }

    private static long RunOwn(byte[] bytes, List<int> ends)
    {
        var parser = new EventParser();
        return Run(bytes, ends, (ReadOnlySpan<byte> line, ref EventLine parsed) => parser.Parse(line, ref parsed));
    }

    private static long RunReader(byte[] bytes, List<int> ends)
    {
        var parser = new ExactParser(new UnknownNames());
        return Run(bytes, ends, (ReadOnlySpan<byte> line, ref EventLine parsed) => parser.Parse(line, ref parsed));
    }

    private static long Run(byte[] bytes, List<int> ends, Parse parse)
    {
        var start = 0;
        foreach (var end in ends)
        {
            var parsed = default(EventLine);
            if (parse(bytes.AsSpan(start, end - start), ref parsed) is { } reason)
            {
                throw new InvalidOperationException($"A line of the bench was refused: {reason}");
            }

            start = end + 1;
        }

        return ends.Count;
    }

    private static long RunObjects(byte[] bytes, List<int> ends)
    {
        var start = 0;
        foreach (var end in ends)
        {
            var line = bytes.AsSpan(start, end - start);
            if (JsonSerializer.Deserialize(line, EventObjectContext.Default.EventObject)?.IsGood != true)
            {
                throw new InvalidOperationException("A line of the bench was refused.");
            }

            start = end + 1;
        }

        return ends.Count;
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        var bytes = new byte[Math.Min(BytesMax, stream.Length)];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static List<int> Ends(byte[] bytes)
    {
        var ends = new List<int>();
        for (var start = 0; bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0; start += length + 1)
        {
            ends.Add(start + length);
        }

        return ends;
    }

    private delegate string? Parse(ReadOnlySpan<byte> line, ref EventLine parsed);
}
