using System.Text;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion;

namespace Millrace.App.Bench;

/// <summary>The events of a file of NDJSON in bodies of the binary form, made once and kept beside it.</summary>
/// <param name="LastTime">Unix seconds of the youngest event.</param>
internal sealed record BinaryBodies(IReadOnlyList<byte[]> All, long LastTime)
{
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

        using var reader = new BinaryReader(File.OpenRead(path));
        var (bodies, lastTime) = (new List<byte[]>(), 0L);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            lastTime = Math.Max(lastTime, reader.ReadInt64());
            bodies.Add(reader.ReadBytes(reader.ReadInt32()));
        }

        return new(bodies, lastTime);
    }

    private static void Encode(string file, int bodyEvents, string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        var (encoder, parser, lastTime) = (new EventBatchEncoder(), new EventParser(), 0L);
        foreach (var line in File.ReadLines(file))
        {
            var added = Event(parser, Encoding.UTF8.GetBytes(line));
            encoder.Add(added);
            lastTime = Math.Max(lastTime, added.Time.ToUnixTimeSeconds());
            if (encoder.Count == bodyEvents)
            {
                Write(writer, encoder, lastTime);
            }
        }

        if (encoder.Count > 0)
        {
            Write(writer, encoder, lastTime);
        }
    }

    private static void Write(BinaryWriter writer, EventBatchEncoder encoder, long lastTime)
    {
        var body = encoder.ToArray();
        writer.Write(lastTime);
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
