using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>The virtual subscriber: a client of the API like any other, with a token of its own.</summary>
internal sealed class DevSubscriber(HttpClient api, DevSecrets secrets, TimeProvider wall)
{
    private const int PollsMax = 300;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);
    private string token = "";

    /// <summary>Subscribes every account that has no living subscription, and waits until all are ACTIVE.</summary>
    /// <param name="arnOf">The queue for an account.</param>
    public async Task SubscribeAsync(
        IReadOnlyList<VirtualAccount> accounts,
        Func<VirtualAccount, string> arnOf,
        CancellationToken cancel
    )
    {
        token = await TokenAsync(cancel);
        foreach (var account in accounts)
        {
            if (await StatusAsync(account, cancel) is null)
            {
                await CreateAsync(account, arnOf(account), cancel);
            }
        }

        foreach (var account in accounts)
        {
            await ActiveAsync(account, cancel);
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = secrets.RefreshToken,
                ["client_id"] = secrets.ClientId,
                ["client_secret"] = secrets.ClientSecret,
            }
        );
        using var response = await api.PostAsync("auth/o2/token", form, cancel);
        using var answer = await ReadAsync(response, cancel);
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task CreateAsync(VirtualAccount account, string queueArn, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, account);
        request.Content = JsonContent.Create(
            new
            {
                clientRequestToken = $"millrace-dev-{account.ProfileId, -15}".Replace(' ', '0'),
                dataSetId = "sp-traffic",
                destination = new { sqsDestination = new { queueArn } },
                notes = "made by millrace dev",
                freshness = true,
            }
        );
        using var response = await api.SendAsync(request, cancel);
        using var _ = await ReadAsync(response, cancel);
    }

    private async Task ActiveAsync(VirtualAccount account, CancellationToken cancel)
    {
        var status = await StatusAsync(account, cancel);
        for (var poll = 0; poll < PollsMax && status != "ACTIVE"; poll++)
        {
            await Task.Delay(PollEvery, wall, cancel);
            status = await StatusAsync(account, cancel);
        }

        if (status != "ACTIVE")
        {
            throw new InvalidOperationException($"The subscription of {account} did not become ACTIVE; it is {status}.");
        }
    }

    private async Task<string?> StatusAsync(VirtualAccount account, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, account);
        using var response = await api.SendAsync(request, cancel);
        using var answer = await ReadAsync(response, cancel);
        return answer
            .RootElement.GetProperty("subscriptions")
            .EnumerateArray()
            .Select(one => one.GetProperty("status").GetString())
            .FirstOrDefault(status => status is "PROVISIONING" or "PENDING_CONFIRMATION" or "ACTIVE");
    }

    private HttpRequestMessage Request(HttpMethod method, VirtualAccount account)
    {
        var request = new HttpRequestMessage(method, "streams/subscriptions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Amazon-Advertising-API-ClientId", secrets.ClientId);
        request.Headers.Add("Amazon-Advertising-API-Scope", account.ProfileId);
        return request;
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new InvalidOperationException($"The API answered {(int)response.StatusCode}: {text}");
    }
}
