using System.Net;
using System.Text;
using System.Text.Json;

namespace Millrace.Unit.Server;

/// <summary>One client's calls on behalf of one user for one profile.</summary>
internal sealed record ApiCaller(HttpClient Http, string Token, string ClientId, string ProfileId)
{
    /// <summary>Sent beside the others; an empty profile is not sent at all.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<(HttpStatusCode Status, JsonElement Body)> CreateAsync(string body) =>
        SendAsync(HttpMethod.Post, "/streams/subscriptions", body);

    public Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string id, string body) =>
        SendAsync(HttpMethod.Put, $"/streams/subscriptions/{id}", body);

    /// <summary>Creates a subscription and answers its id.</summary>
    public async Task<string> SubscribeAsync(string queue = ServerRig.Queue)
    {
        var (status, body) = await CreateAsync(Request(queue));
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.GetProperty("subscriptionId").GetString()!;
    }

    public async Task<JsonElement> SubscriptionAsync(string id)
    {
        var (status, body) = await GetAsync($"/streams/subscriptions/{id}");
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.GetProperty("subscription");
    }

    public async Task<string> StatusAsync(string id) => (await SubscriptionAsync(id)).GetProperty("status").GetString()!;

    public static string Request(string queue = ServerRig.Queue, string? token = null, string dataset = "sp-traffic") =>
        $$$$"""{"clientRequestToken":"{{{{token ?? Guid.NewGuid().ToString()}}}}","dataSetId":"{{{{dataset}}}}","destination":{"sqsDestination":{"queueArn":"{{{{queue}}}}"}}}""";

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string mediaType = "application/vnd.amazonmarketingstreamsubscriptions.v1+json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        request.Headers.Add("Amazon-Advertising-API-ClientId", ClientId);
        if (ProfileId.Length > 0)
        {
            request.Headers.Add("Amazon-Advertising-API-Scope", ProfileId);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        }

        using var response = await Http.SendAsync(request, ServerRig.Cancel);
        return (response.StatusCode, await ServerRig.ReadAsync(response));
    }
}
