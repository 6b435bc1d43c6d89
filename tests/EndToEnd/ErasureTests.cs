using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>An account is erased while the serving process is killed again and again.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Own = "zq7own";
    private const int Kills = 4;
    private const int Campaigns = 2000;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-erase");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Kill_9_at_any_moment_leaves_an_erasure_that_the_next_start_finishes()
    {
        await AdminAsync(
            "account",
            "add",
            "--name",
            "Zq7own Ltd",
            "--marketplace",
            "ATVPDKIKX0DER",
            "--advertiser-id",
            $"A{Own}"
        );
        await AdminAsync("account", "add", "--name", "Other", "--marketplace", "ATVPDKIKX0DER", "--advertiser-id", "AOTHER");
        var key = Regex
            .Match(await AdminAsync("ingest-key", "add", "--holder", "platform", "--accounts", "1", "2"), "mrik_[A-Za-z0-9_-]+")
            .Value;
        await using (var serve = await ServeAsync())
        {
            (await SendAsync(serve, key, "all", Lines("AOTHER", "c").Concat(Lines($"A{Own}", Own)))).ShouldBe(HttpStatusCode.OK);
            await AdminAsync(
                "erase",
                "shopper",
                "--account",
                "2",
                "--shopper",
                "ann",
                "--key",
                key,
                "--server",
                $"{serve.Address}"
            );
        }

        InFiles().ShouldNotBeEmpty();
        (await AdminAsync("erase", "account", "--account", "1", "--confirm", "--wait", "0")).ShouldContain("with its next start");
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var serve = await ServeAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(40 * kill), Cancel);
        }

        await using (var serve = await ServeAsync())
        {
            for (var look = 0; look < 300 && InFiles().Count > 0; look++)
            {
                await Task.Delay(100, Cancel);
            }

            InFiles().ShouldBeEmpty(serve.Errors);
            (await SendAsync(serve, key, "more", Lines("AOTHER", "d"))).ShouldBe(HttpStatusCode.OK);
        }

        var audit = await AdminAsync("audit", "read", "--format", "csv");
        audit.ShouldContain("\"account erase\",\"account 1\",\"begun\"");
        Regex.Count(audit, "\"account erase\",\"account 1\",\"done\"").ShouldBe(1);
    }

    private static IEnumerable<string> Lines(string advertiser, string campaign)
    {
        var time = DateTimeOffset.UtcNow.AddMinutes(-5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Enumerable
            .Range(0, Campaigns)
            .Select(number =>
                $$"""{"event_id":"{{campaign}}{{number}}","type":"click","time":"{{time}}","advertiser_id":"{{advertiser}}","marketplace_id":"ATVPDKIKX0DER","campaign_id":"{{campaign}}{{number}}","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Other on-Amazon","cost":0.25,"shopper_id":"ann"}"""
            );
    }

    private static async Task<HttpStatusCode> SendAsync(
        MillraceProcess serve,
        string key,
        string batch,
        IEnumerable<string> lines
    )
    {
        using var http = new HttpClient { BaseAddress = serve.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/v1/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", batch);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private Task<MillraceProcess> ServeAsync() =>
        MillraceProcess.StartAsync("serve", "--data", folder.FullName, "--listen", "http://127.0.0.1:0", "--scrub-hours", "0");

    private Task<string> AdminAsync(params string[] arguments) =>
        MillraceProcess.RunAsync(["admin", .. arguments, "--data", folder.FullName]);

    /// <summary>The files in which something of the account stands.</summary>
    private List<string> InFiles()
    {
        var mark = Encoding.UTF8.GetBytes(Own);
        return
        [
            .. folder.EnumerateFiles().Where(file => Read(file.FullName).AsSpan().IndexOf(mark) >= 0).Select(file => file.Name),
        ];
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var whole = new MemoryStream();
        file.CopyTo(whole);
        return whole.ToArray();
    }
}
