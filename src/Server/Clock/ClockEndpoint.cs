using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Millrace.Runtime;
using Millrace.Server.Http;

namespace Millrace.Server.Clock;

/// <summary>POST /sandbox/v1/clock: moves platform time forward and answers when everything due has been done.</summary>
internal static partial class ClockEndpoint
{
    public static async Task<Reply> PostAsync(Func<DateTimeOffset, CancellationToken, Task> setClock, HttpContext context)
    {
        var (document, malformed) = await Bodies.ReadJsonAsync(context);
        if (document is null)
        {
            return malformed!;
        }

        using (document)
        {
            var text = new Field(document.RootElement).Text("time");
            if (
                text is null
                || !Form().IsMatch(text)
                || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            )
            {
                return Reply.Invalid("time must be ISO 8601 with seconds and offset, such as 2026-07-12T13:00:00Z.");
            }

            await setClock(time, context.RequestAborted);
            return Reply.Json(new JsonObject { ["time"] = UtcText.Of(time) });
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();
}
