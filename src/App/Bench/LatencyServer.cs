using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Millrace.Runtime;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Storage.Registry;

namespace Millrace.App.Bench;

/// <summary>
/// "millrace serve" as a child of the bench, on a data folder of its own: accounts whose hourly streams all have a subscription, and one
/// account whose urgent stream has one.
/// </summary>
internal sealed class LatencyServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(100);
    private readonly Process process;
    private readonly string folder;
    private readonly HttpClient http;

    private LatencyServer(Process process, string folder, Uri address, string key)
    {
        (this.process, this.folder) = (process, folder);
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <param name="queues">Where messages go.</param>
    /// <param name="urgent">Dataset of the urgent stream.</param>
    /// <param name="start">Platform time at which it begins.</param>
    public static async Task<LatencyServer> StartAsync(string folder, Uri queues, string urgent, DateTimeOffset start)
    {
        Directory.CreateDirectory(folder);
        var key = await RegisterAsync(Path.Combine(folder, "registry.db"), urgent);
        string[] serve = ["serve", "--data", folder, "--listen", "http://127.0.0.1:0", "--sqs-endpoint", queues.ToString()];
        string[] clock = ["--virtual-clock", Text(start)];
        var process = OwnProgram.Start([.. serve, .. clock], withInput: false);
        try
        {
            return new(process, folder, await AddressAsync(process).WaitAsync(StartWithin), key);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Posts a body of events under an id that no other has until it is taken; answers when the ledger has it.</summary>
    public Task SendAsync(string id, ReadOnlyMemory<byte> body) => SendAsync(HttpMethod.Post, "events", id, body);

    /// <summary>Puts a body of entities, in the same way.</summary>
    public Task UpsertAsync(string id, ReadOnlyMemory<byte> body) => SendAsync(HttpMethod.Put, "entities", id, body);

    private async Task SendAsync(HttpMethod method, string what, string id, ReadOnlyMemory<byte> body)
    {
        while (!await TrySendAsync(method, what, id, body))
        {
            await Task.Delay(BusyWait, TimeProvider.System);
        }
    }

    /// <returns>False where the server is busy.</returns>
    private async Task<bool> TrySendAsync(HttpMethod method, string what, string id, ReadOnlyMemory<byte> body)
    {
        using var request = new HttpRequestMessage(method, "ingest/v1/" + what) { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Add("Idempotency-Key", id);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return false;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"A body was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
            );
        }

        return true;
    }

    /// <summary>Moves platform time; answers when all that was due then is published.</summary>
    public async Task SetClockAsync(DateTimeOffset time)
    {
        using var answer = await http.PostAsync("sandbox/v1/clock", new StringContent($"{{\"time\":\"{Text(time)}\"}}"));
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<Uri> AddressAsync(Process process)
    {
        const string Before = "serving at ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Before, StringComparison.Ordinal))
            {
                return new Uri(line[Before.Length..]);
            }
        }

        throw new InvalidOperationException("The server ended before it listened: see what it wrote above.");
    }

    private static async Task<string> RegisterAsync(string path, string urgent)
    {
        await using var registry = new SqliteRegistry(path);
        await registry.OpenAsync(CancellationToken.None);
        var registrar = new Registrar(registry, new SystemChance());
        var accounts = new List<int>();
        for (var number = 0; number <= EventLines.Advertisers; number++)
        {
            var made = new NewAccount
            {
                Name = EventLines.Advertiser(number),
                Marketplace = EventLines.Marketplace,
                AdvertiserId = EventLines.Advertiser(number),
            };
            accounts.Add(Made(await registrar.AddAccountAsync(made, CancellationToken.None)).Key);
            var isUrgent = number == LatencyProbes.Advertiser;
            await SubscriptionFile.AddAsync(
                registry,
                number,
                new StreamId(accounts[^1], isUrgent ? urgent : "sp-traffic"),
                $"arn:aws:sqs:us-east-1:000000000000:{(isUrgent ? LatencyQueue.Urgent : $"bulk-{number}")}"
            );
        }

        return Made(await registrar.AddIngestKeyAsync("bench", accounts, CancellationToken.None)).Secret;
    }

    private static T Made<T>(Answer<T> answer)
        where T : class => answer.Value ?? throw new InvalidOperationException(answer.Fault?.Message);
}
