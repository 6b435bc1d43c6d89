using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>One request, in the shape of the JSON protocol whichever way it came.</summary>
/// <param name="BaseUrl">Scheme and host as the caller named them; queue URLs begin with it.</param>
/// <param name="Path">The request's path: in the Query protocol it may be what names the queue.</param>
internal sealed record QueueCall(string Action, string Region, string BaseUrl, string Path, JsonObject Body)
{
    /// <summary>Whether it was made with the key of the publisher; else its caller owns the queues.</summary>
    public bool IsPublisher { get; init; }

    /// <summary>Account and queue that the call names, or null where it names none.</summary>
    public (string Account, string Queue)? Target
    {
        get
        {
            var path = Path;
            if (Body.Text("QueueUrl") is { } url)
            {
                path = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.AbsolutePath : url;
            }

            var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts.Length >= 2 ? (parts[^2], parts[^1]) : null;
        }
    }
}
