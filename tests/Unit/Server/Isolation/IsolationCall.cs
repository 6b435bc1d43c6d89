using System.Net.Http.Headers;
using System.Text;

namespace Millrace.Unit.Server.Isolation;

/// <summary>One call as it is sent; the parts that say who and what can be put in place of each other.</summary>
/// <param name="Call">The endpoint.</param>
internal sealed record IsolationCall(KnownCall Call)
{
    public string? Bearer { get; init; }

    public string? ClientId { get; init; }

    public string? Profile { get; init; }

    public string? Advertiser { get; init; }

    public string SubscriptionId { get; init; } = "none";

    public string ReplayId { get; init; } = "none";

    public string Query { get; init; } = "";

    public string Body { get; init; } = "";

    /// <summary>All that the caller says: what comes back of it is no leak.</summary>
    public string Said => string.Join('\n', Bearer, ClientId, Profile, Advertiser, SubscriptionId, ReplayId, Query, Body);

    public async Task<IsolationAnswer> SendAsync(HttpClient http)
    {
        var path = Call
            .Pattern.Replace(KnownCall.Subscription, Uri.EscapeDataString(SubscriptionId), StringComparison.Ordinal)
            .Replace(KnownCall.Replay, Uri.EscapeDataString(ReplayId), StringComparison.Ordinal)
            .Replace("{dataset}", "sp-traffic", StringComparison.Ordinal)
            .Replace("{realm}", "NA", StringComparison.Ordinal)
            .Replace("{documentName?}", "", StringComparison.Ordinal)
            .Replace("{**path}", "nowhere", StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(Call.Method == "*" ? "PATCH" : Call.Method), path + Query);
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string?)>)
                [
                    ("Authorization", Bearer is null ? null : $"Bearer {Bearer}"),
                    ("Amazon-Advertising-API-ClientId", ClientId),
                    ("Amazon-Advertising-API-Scope", Profile),
                    ("Amazon-Ads-Account-ID", Advertiser),
                    ("Idempotency-Key", $"{Body.GetHashCode(StringComparison.Ordinal)}"),
                ]
        )
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (Body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Call.ContentType);
        }

        using var response = await http.SendAsync(request, ServerRig.Cancel);
        var headers = string.Join('\n', response.Headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}"));
        return new((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync(ServerRig.Cancel));
    }
}
