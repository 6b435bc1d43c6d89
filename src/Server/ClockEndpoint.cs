using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Millrace.Server;

/// <summary>Sets a sandbox's platform time. It exists only where that time is virtual.</summary>
internal sealed class ClockEndpoint(Func<DateTimeOffset, CancellationToken, Task> setClock)
{
    public async Task SetAsync(HttpContext context)
    {
        var body = await SmallBody.ReadJsonAsync(context);
        if (
            !DateTimeOffset.TryParse(
                body.Text("time"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            throw ApiError.Invalid("time must be an ISO 8601 time, such as 2026-07-06T00:05:00Z.");
        }

        await setClock(time, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new { time = time.UtcDateTime });
    }
}
