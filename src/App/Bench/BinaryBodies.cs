using System.Text;
using Microsoft.Win32.SafeHandles;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion;

namespace Millrace.App.Bench;

/// <summary>The events of a file of NDJSON in bodies of the binary form, in a file made once and kept beside it.</summary>
internal sealed class BinaryBodies
{
    private readonly string path;

    private BinaryBodies(string path)
    {
        this.path = path;
        using var reader = new BinaryReader(File.OpenRead(path));
        LastTime = reader.ReadInt64();
        for (var at = reader.BaseStream.Position; at < reader.BaseStream.Length; at = reader.BaseStream.Position)
        {
            Places.Add((at + sizeof(int), reader.ReadInt32()));
            reader.BaseStream.Position += Places[^1].Length;
        }
    }

    /// <summary>Unix seconds of the youngest event.</summary>
    public long LastTime { get; }

    /// <summary>Where the bodies are in the file.</summary>
    public List<(long From, int Length)> Places { get; } = [];

    /// <summary>The file, for reading.</summary>
    public SafeFileHandle Open() => File.OpenHandle(path);

    /// <param name="file">Lines of NDJSON, all of them good.</param>
    /// <param name="bodyEvents">Events of a body.</param>
    public static BinaryBodies Make(string file, int bodyEvents)
    {
        var path = FormattableString.Invariant($"{file}.{bodyEvents}.bodies-{EventBatchFormat.Version}");
        if (!File.Exists(path))
        {
            Encode(file, bodyEvents, path + ".part");
            File.Move(path + ".part", path);
        }

        return new(path);
    }

    private static void Encode(string file, int bodyEvents, string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        var (encoder, parser, lastTime) = (new EventBatchEncoder(), new EventParser(), 0L);
        writer.Write(lastTime);
        foreach (var line in File.ReadLines(file))
        {
            var added = Event(parser, Encoding.UTF8.GetBytes(line));
            encoder.Add(added);
            lastTime = Math.Max(lastTime, added.Time.ToUnixTimeSeconds());
            if (encoder.Count == bodyEvents)
            {
                Write(writer, encoder);
            }
        }

        if (encoder.Count > 0)
        {
            Write(writer, encoder);
        }

        writer.Seek(0, SeekOrigin.Begin);
        writer.Write(lastTime);
    }

    private static void Write(BinaryWriter writer, EventBatchEncoder encoder)
    {
        var body = encoder.ToArray();
        writer.Write(body.Length);
        writer.Write(body);
        encoder.Clear();
    }

    private static IngestEvent Event(EventParser parser, byte[] line)
    {
        var parsed = default(EventLine);
        if (parser.Parse(line, ref parsed) is { } reason)
        {
            throw new InvalidOperationException($"A line of the bench was refused: {reason}");
        }

        return new()
        {
            Kind =
                parsed.Kind == EventKind.Impression ? IngestEventKind.Impression
                : parsed.Kind == EventKind.Click ? IngestEventKind.Click
                : parsed.Invalidates == EventKind.Impression ? IngestEventKind.InvalidatedImpression
                : IngestEventKind.InvalidatedClick,
            Time = DateTimeOffset.FromUnixTimeSeconds(parsed.Time),
            AdvertiserId = Text(parsed.AdvertiserId),
            MarketplaceId = Text(parsed.MarketplaceId),
            CampaignId = Text(parsed.CampaignId),
            AdGroupId = Text(parsed.AdGroupId),
            AdId = Text(parsed.AdId),
            TargetId = Text(parsed.TargetId),
            Placement = Text(parsed.Placement),
            KeywordText = Text(parsed.KeywordText),
            MatchType = Text(parsed.MatchType),
            Currency = Text(parsed.Currency),
            EventId = Text(parsed.EventId),
            InvalidatesEventId = Text(parsed.InvalidatesEventId),
            Count = parsed.Count,
            CostMicros = parsed.CostMicros,
        };
    }

    private static string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
}
