using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>A request as its bytes came.</summary>
internal sealed record StubCall(string Head, byte[] Body)
{
    /// <summary>Ids and texts of the entries of a SendMessageBatch, as a JSON reader reads them.</summary>
    public IReadOnlyList<(string Id, string Text)> Entries
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return
            [
                .. document
                    .RootElement.GetProperty("Entries")
                    .EnumerateArray()
                    .Select(entry => (entry.GetProperty("Id").GetString()!, entry.GetProperty("MessageBody").GetString()!)),
            ];
        }
    }

    public string? Header(string name) =>
        Head.Split("\r\n")
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .Where(parts => parts[0].Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(parts => parts[1].Trim())
            .FirstOrDefault();

    /// <returns>Null where the connection ended before a request began.</returns>
    public static async Task<StubCall?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var letter = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(letter, cancel) == 0)
            {
                return null;
            }

            head.Append((char)letter[0]);
        }

        var call = new StubCall(head.ToString(0, head.Length - 4), []);
        var body = new byte[int.Parse(call.Header("Content-Length")!, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, cancel);
        return call with { Body = body };
    }
}
