using System.Text.Json;

namespace Millrace.Sources.Files;

/// <summary>The server's answer to a body.</summary>
/// <param name="Accepted">Lines that count now.</param>
/// <param name="Repeated">How many of them counted before.</param>
/// <param name="Refused">The first refused lines: number within the body, and reason.</param>
public sealed record IngestAnswer(
    long Accepted,
    long Repeated,
    long RefusedCount,
    IReadOnlyList<(long Line, string Reason)> Refused
)
{
    internal static IngestAnswer Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        long Number(string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
        var refused = root.TryGetProperty("refused", out var lines)
            ? lines
                .EnumerateArray()
                .Select(line => (line.GetProperty("line").GetInt64(), line.GetProperty("reason").GetString() ?? ""))
                .ToList()
            : [];
        return new(Number("accepted"), Number("repeated"), Number("refused_count"), refused);
    }
}
