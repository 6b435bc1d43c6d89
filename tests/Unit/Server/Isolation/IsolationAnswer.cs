using System.Text.Json;
using System.Text.RegularExpressions;

namespace Millrace.Unit.Server.Isolation;

internal sealed partial record IsolationAnswer(int Status, string Headers, string Body)
{
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Status and body, with a mark in place of the id that was given, and without the name of the request.</summary>
    public (int Status, string Body) Without(string id) =>
        (
            Status,
            RequestId()
                .Replace(
                    Body.Replace(JsonSerializer.Serialize(id)[1..^1], "ID", StringComparison.Ordinal)
                        .Replace(id, "ID", StringComparison.Ordinal),
                    ""
                )
        );

    [GeneratedRegex("<RequestId>[^<]*</RequestId>")]
    private static partial Regex RequestId();
}
