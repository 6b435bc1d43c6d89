using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>The virtual subscriber: a client of the API like any other, with a token of its own.</summary>
internal sealed class DevSubscriber(HttpClient api, DevSecrets secrets, TimeProvider wall)
{
    private const int PollsMax = 300;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);
    private string token = "";

    /// <summary>Subscribes every account to every dataset of which it has no living subscription, and waits until all are ACTIVE.</summary>
    /// <param name="arnOf">The queue for an account.</param>
    public async Task SubscribeAsync(
        IReadOnlyList<VirtualAccount> accounts,
        IReadOnlyList<string> datasets,
        Func<VirtualAccount, string> arnOf,
        CancellationToken cancel
    )
    {
        token = await TokenAsync(cancel);
        foreach (var account in accounts)
        {
            var living = await StatusesAsync(account, datasets, cancel);
            foreach (var dataset in datasets.Where(dataset => !living.ContainsKey(dataset)))
            {
                await CreateAsync(account, dataset, arnOf(account), cancel);
            }
        }

        foreach (var account in accounts)
        {
            await ActiveAsync(account, datasets, cancel);
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

    private async Task CreateAsync(VirtualAccount account, string dataset, string queueArn, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, account, IsDsp(dataset));
        request.Content = JsonContent.Create(
            new
            {
                clientRequestToken = RequestToken(dataset, account),
                dataSetId = dataset,
                destination = new { sqsDestination = new { queueArn } },
                notes = "made by millrace dev",
                freshness = Datasets.Find(dataset) is not null,
            }
        );
        using var response = await api.SendAsync(request, cancel);
        using var _ = await ReadAsync(response, cancel);
    }

    /// <summary>The same for the same order, and of the length that tokens must have.</summary>
    private static string RequestToken(string dataset, VirtualAccount account) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{dataset}-{account.ProfileId}")).AsSpan(0, 16)).ToString();

    private async Task ActiveAsync(VirtualAccount account, IReadOnlyList<string> datasets, CancellationToken cancel)
    {
        for (var poll = 0; ; poll++)
        {
            var statuses = await StatusesAsync(account, datasets, cancel);
            var waiting = datasets.FirstOrDefault(dataset => statuses.GetValueOrDefault(dataset) != "ACTIVE");
            if (waiting is null)
            {
                return;
            }

            if (poll == PollsMax)
            {
                throw new InvalidOperationException(
                    $"The subscription of {account} to {waiting} did not become ACTIVE; it is {statuses.GetValueOrDefault(waiting, "not there")}."
                );
            }

            await Task.Delay(PollEvery, wall, cancel);
        }
    }

    /// <summary>The statuses of an account's living subscriptions, by dataset.</summary>
    private async Task<Dictionary<string, string>> StatusesAsync(
        VirtualAccount account,
        IReadOnlyList<string> datasets,
        CancellationToken cancel
    )
    {
        var statuses = new Dictionary<string, string>();
        foreach (var isDsp in datasets.Select(IsDsp).Distinct())
        {
            using var request = Request(HttpMethod.Get, account, isDsp);
            using var response = await api.SendAsync(request, cancel);
            using var answer = await ReadAsync(response, cancel);
            foreach (var one in answer.RootElement.GetProperty("subscriptions").EnumerateArray())
            {
                if (one.GetProperty("status").GetString() is "PROVISIONING" or "PENDING_CONFIRMATION" or "ACTIVE")
                {
                    statuses[one.GetProperty("dataSetId").GetString()!] = one.GetProperty("status").GetString()!;
                }
            }
        }

        return statuses;
    }

    private static bool IsDsp(string dataset) => dataset.StartsWith("adsp-", StringComparison.Ordinal);

    /// <summary>DSP names an account by its advertiser; the profile tells apart marketplaces of one advertiser.</summary>
    private HttpRequestMessage Request(HttpMethod method, VirtualAccount account, bool isDsp)
    {
        var request = new HttpRequestMessage(method, isDsp ? "dsp/streams/subscriptions" : "streams/subscriptions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Amazon-Advertising-API-ClientId", secrets.ClientId);
        request.Headers.Add("Amazon-Advertising-API-Scope", account.ProfileId);
        if (isDsp)
        {
            request.Headers.Add("Amazon-Ads-Account-ID", account.AdvertiserId);
        }

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
