using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Millrace.EndToEnd.Processes;

/// <summary>
/// Stand-ins, serve and land as real processes, one account, and a subscription that was made through the API and
/// confirmed by the landing.
/// </summary>
internal sealed partial class Stack : IAsyncDisposable
{
    public const string AdvertiserId = "ADVERTISER1";
    public const string MarketplaceId = "MKTPLACE01";
    public const string StreamArn = "arn:aws:firehose:us-west-2:000000000000:deliverystream/deltas";
    public const string Queue = "deltas";
    private const string QueueArn = $"arn:aws:sqs:us-west-2:000000000000:{Queue}";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-stack");
    private readonly string? virtualStart;
    private readonly string dataset;
    private readonly bool isHttps;
    private readonly int port = FreePort();
    private readonly int naPort = FreePort();
    private MillraceProcess? sandbox;
    private MillraceProcess? serve;
    private MillraceProcess? land;
    private StackDisks disks = new();
    private string? publisher;
    private string bearer = "";
    private string profileId = "";

    private Stack(string? virtualStart, string dataset, bool isHttps)
    {
        (this.virtualStart, this.dataset, this.isHttps) = (virtualStart, dataset, isHttps);
        Http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = IsOwn })
        {
            BaseAddress = new Uri($"{Scheme}://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    /// <summary>Where https is asked for: what serves realm NA alone, while the stack's own address serves FE.</summary>
    public string NaAddress => $"{Scheme}://127.0.0.1:{naPort}";

    public HttpClient Http { get; }

    public string IngestKey { get; private set; } = "";

    public string ClientId { get; private set; } = "";

    /// <summary>Where SQS, S3, STS and Firehose are.</summary>
    public Uri StandIns => sandbox!.Address;

    public string Address => Http.BaseAddress!.ToString();

    private string ServeFolder => Path.Combine(folder.FullName, "serve");

    private string LandFolder => Path.Combine(folder.FullName, "land");

    /// <param name="virtualStart">Where platform time begins; null: the wall's time.</param>
    /// <param name="dataset">What the landing subscribes to.</param>
    /// <param name="isHttps">With a certificate for development, and with realms of their own addresses.</param>
    /// <param name="disks">Where serve or the landing has a small disk.</param>
    /// <param name="profile">Where given, the stand-ins hold policies against it, serve judges by it, and the queue has none until it is refused.</param>
    public static async Task<Stack> StartAsync(
        string zone,
        string? virtualStart,
        string dataset = "sp-traffic",
        bool isHttps = false,
        StackDisks? disks = null,
        string? profile = null
    )
    {
        var stack = new Stack(virtualStart, dataset, isHttps) { disks = disks ?? new(), publisher = profile };
        try
        {
            await stack.OpenAsync(zone);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async Task StartServeAsync()
    {
        string[] clock = virtualStart is null ? [] : ["--virtual-clock", virtualStart];
        string[] deployment = isHttps ? ["--deployment", await DeploymentAsync()] : [];
        serve = await MillraceProcess.StartAsync(
            StackDisks.Before(ServeFolder, disks.Serve),
            [
                "serve",
                "--data",
                ServeFolder,
                "--listen",
                $"{Scheme}://127.0.0.1:{port}",
                "--sqs-endpoint",
                StandIns.ToString(),
                "--firehose-endpoint",
                StandIns.ToString(),
                .. clock,
                .. deployment,
                .. disks.ServeOptions,
                .. publisher is null ? (string[])[] : ["--profile", publisher],
            ]
        );
    }

    /// <summary>The data folder of serve, as it sees it.</summary>
    public string ServeDisk => SmallDisk.Seen(serve!.Id, ServeFolder);

    /// <summary>The data folder of the landing, as it sees it.</summary>
    public string LandDisk => SmallDisk.Seen(land!.Id, LandFolder);

    /// <summary>What the serving process has told.</summary>
    public string ServeErrors => serve!.Errors;

    /// <summary>What the landing has told.</summary>
    public string LandOutput => land!.Output;

    /// <summary>kill -9 of the serving process.</summary>
    public Task KillServeAsync() => serve!.KillAsync();

    /// <summary>Ends the landing: from then on what is sent stays in the queue.</summary>
    public Task KillLandAsync() => land!.KillAsync();

    /// <summary>The rows of a query on the landed table, as CSV without its header.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        var data = disks.Land is null ? LandFolder : LandDisk;
        var csv = await MillraceProcess.RunAsync("query", "--data", data, "--format", "csv", sql);
        return csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
    }

    /// <summary>Asks until the query's only value is the wanted one, for at most two minutes.</summary>
    public Task LandedAsync(string sql, long wanted) => LandedAsync(sql, [wanted.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Asks until the query has the wanted rows, for at most two minutes.</summary>
    public async Task LandedAsync(string sql, IReadOnlyList<string> wanted)
    {
        string[] landed = [];
        for (var poll = 0; poll < 240; poll++)
        {
            landed = await QueryAsync(sql);
            if (landed.SequenceEqual(wanted))
            {
                return;
            }

            await Task.Delay(500);
        }

        landed.ShouldBe(wanted, $"serve: {serve!.Errors}\nland: {land!.Errors}");
    }

    /// <summary>Subscribes the landing's queue to another dataset, too.</summary>
    /// <param name="number">Another one for each; the stack's own is 1.</param>
    public Task<string> LandAsync(string other, int number) => SubscribeAsync($"end-to-end-{number:D16}", LandQueue, other);

    /// <summary>Subscribes to the dataset, and waits until the subscription is ACTIVE.</summary>
    /// <param name="other">A dataset other than that of the stack.</param>
    /// <returns>Its id.</returns>
    public async Task<string> SubscribeAsync(string token, object destination, string? other = null)
    {
        var made = await CallAsync(
            HttpMethod.Post,
            "streams/subscriptions",
            JsonContent.Create(
                new
                {
                    clientRequestToken = token,
                    dataSetId = other ?? dataset,
                    destination,
                }
            )
        );
        var id = made.GetProperty("subscriptionId").GetString()!;
        var status = "";
        for (var poll = 0; poll < 300 && status != "ACTIVE"; poll++)
        {
            await Task.Delay(100);
            var found = await CallAsync(HttpMethod.Get, $"streams/subscriptions/{id}", null);
            status = found.GetProperty("subscription").GetProperty("status").GetString();
        }

        status.ShouldBe("ACTIVE", $"serve: {serve!.Errors}\nland: {land!.Errors}");
        return id;
    }

    public Task ArchiveAsync(string id) =>
        CallAsync(HttpMethod.Put, $"streams/subscriptions/{id}", JsonContent.Create(new { status = "ARCHIVED" }));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { land, serve, sandbox })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        Http.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task OpenAsync(string zone)
    {
        string[] policies = publisher is null ? [] : ["--policies", publisher];
        sandbox = await MillraceProcess.StartAsync([
            "sandbox",
            "--data",
            Path.Combine(folder.FullName, "sqs"),
            "--listen",
            "http://127.0.0.1:0",
            "--stream",
            StreamArn,
            .. policies,
        ]);
        await CreateQueueAsync(Queue);
        Task<string> AdminAsync(params string[] arguments) =>
            MillraceProcess.RunAsync(["admin", .. arguments, "--data", ServeFolder]);
        await AdminAsync(
            "marketplace",
            "add",
            "--id",
            MarketplaceId,
            "--country",
            "SG",
            "--realm",
            "FE",
            "--currency",
            "USD",
            "--time-zone",
            zone
        );
        var account = Word()
            .Matches(
                await AdminAsync(
                    "account",
                    "add",
                    "--name",
                    "Tests",
                    "--marketplace",
                    MarketplaceId,
                    "--advertiser-id",
                    AdvertiserId
                )
            );
        var (key, profile) = (account[1].Value, account[3].Value);
        IngestKey = Last(await AdminAsync("ingest-key", "add", "--holder", "tests", "--accounts", key));
        var client = await AdminAsync("client", "add", "--name", "tests");
        var (clientId, secret) = (Last(client.Split('\n')[0]), Last(client));
        var refresh = Last(
            await AdminAsync("token", "add", "--client", clientId, "--user", "tests@localhost", "--accounts", key)
        );
        await StartServeAsync();
        land = await MillraceProcess.StartAsync(
            StackDisks.Before(LandFolder, disks.Land),
            [
                "land",
                "--queue",
                QueueArn,
                "--sqs-endpoint",
                sandbox.Address.ToString(),
                "--allow-host",
                $"127.0.0.1:{port}",
                "--data",
                LandFolder,
                "--listen",
                "http://127.0.0.1:0",
                .. isHttps ? (string[])["--trust", CertificateFile] : [],
            ]
        );
        ClientId = clientId;
        await LogInAsync(secret, refresh, profile);
        if (publisher is not null)
        {
            await PastePolicyAsync();
        }

        await LandAsync(dataset, 1);
    }

    /// <summary>
    /// The subscription is refused with a policy, and the queue's owner gives it to the queue. By production the queue lets itself be looked
    /// at before: what may not be looked at is not judged.
    /// </summary>
    private async Task PastePolicyAsync()
    {
        if (publisher == "production")
        {
            await SetPolicyAsync(
                """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/millrace"},"Action":"sqs:Get*","Resource":"*"}]}"""
            );
        }

        var (status, text) = await AskAsync(
            HttpMethod.Post,
            "streams/subscriptions",
            JsonContent.Create(
                new
                {
                    clientRequestToken = "end-to-end-without-policy",
                    dataSetId = dataset,
                    destination = LandQueue,
                }
            )
        );
        status.ShouldBe(HttpStatusCode.BadRequest, text);
        var message = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("message").GetString()!;
        await SetPolicyAsync(message[message.IndexOf('{', StringComparison.Ordinal)..]);
    }

    private Task SetPolicyAsync(string policy) =>
        AskQueueAsync(
            $"Action=SetQueueAttributes&QueueUrl={Uri.EscapeDataString($"{sandbox!.Address}000000000000/{Queue}")}"
                + $"&Attribute.1.Name=Policy&Attribute.1.Value={Uri.EscapeDataString(policy)}"
        );

    /// <summary>Makes a queue that admits everybody.</summary>
    public Task CreateQueueAsync(string name) => AskQueueAsync($"Action=CreateQueue&QueueName={name}");

    private async Task AskQueueAsync(string action)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, sandbox!.Address);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=tests/20260101/us-west-2/sqs/aws4_request"
        );
        request.Content = new StringContent($"{action}&Version=2012-11-05", Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task LogInAsync(string secret, string refresh, string profile)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = ClientId,
                ["client_secret"] = secret,
                ["refresh_token"] = refresh,
            }
        );
        using var token = await Http.PostAsync("auth/o2/token", form);
        bearer = (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        profileId = profile;
    }

    /// <summary>A call of the subscriber, with one more header.</summary>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string address, string header = "X-None", string value = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Add("Amazon-Advertising-API-ClientId", ClientId);
        request.Headers.Add("Amazon-Advertising-API-Scope", profileId);
        request.Headers.Add(header, value);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private string Scheme => isHttps ? "https" : "http";

    private string CertificateFile => Path.Combine(ServeFolder, "dev-tls.pem");

    private bool IsOwn(HttpRequestMessage request, X509Certificate2? given, X509Chain? chain, SslPolicyErrors errors)
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && given?.Thumbprint == own.Thumbprint;
    }

    private async Task<string> DeploymentAsync()
    {
        var path = Path.Combine(folder.FullName, "deployment.json");
        await File.WriteAllTextAsync(
            path,
            $$"""
            {
              "realms": {
                "FE": { "hosts": ["127.0.0.1:{{port}}"] },
                "NA": { "hosts": ["127.0.0.1:{{naPort}}"], "listen": "https://127.0.0.1:{{naPort}}" }
              },
              "tls": { "dev": true }
            }
            """
        );
        return path;
    }

    public async Task<JsonElement> CallAsync(HttpMethod method, string path, HttpContent? content)
    {
        var (status, text) = await AskAsync(method, path, content);
        status.ShouldBe(HttpStatusCode.OK, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Add("Amazon-Advertising-API-ClientId", ClientId);
        request.Headers.Add("Amazon-Advertising-API-Scope", profileId);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static object LandQueue { get; } = new { sqsDestination = new { queueArn = QueueArn } };

    private static string Last(string output) => output.Trim().Split(' ', '\n')[^1];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();
}
