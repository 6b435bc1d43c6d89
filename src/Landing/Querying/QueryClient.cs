using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Millrace.Landing.Querying;

/// <summary>Asks the landing of a data folder: the running one through its endpoint, else its file.</summary>
public sealed class QueryClient(HttpClient http)
{
    /// <summary>The DuckDB file's name inside a data folder.</summary>
    public const string FileName = "landing.duckdb";

    /// <summary>A client that connects fast or not at all, past any proxy.</summary>
    public static HttpClient CreateHttpClient() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(2),
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(120),
        };

    /// <exception cref="QueryException">The statement is refused.</exception>
    /// <exception cref="LandingException">There is nothing to ask; the message says what to do.</exception>
    public async Task<QueryResult> RunAsync(string dataFolder, string sql, CancellationToken cancel)
    {
        if (
            EndpointFile.Read(dataFolder) is { } address
            && await AskAsync(address, sql, cancel).ConfigureAwait(false) is { } answer
        )
        {
            return answer;
        }

        var file = Path.Combine(dataFolder, FileName);
        return File.Exists(file)
            ? await LandingQuery.OverFile(file).RunAsync(sql, cancel).ConfigureAwait(false)
            : throw new LandingException($"There is no {file}; name the folder of a landing with --data.");
    }

    /// <summary>Null when nothing answers there, or something that is no landing.</summary>
    private async Task<QueryResult?> AskAsync(Uri address, string sql, CancellationToken cancel)
    {
        try
        {
            using var content = new StringContent(sql, Encoding.UTF8, "text/plain");
            using var answer = await http.PostAsync(new Uri(address, QueryEndpoint.Path), content, cancel).ConfigureAwait(false);
            if (!answer.Headers.Contains(QueryEndpoint.Header) || answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }

            var stream = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var json = await JsonDocument.ParseAsync(stream, default, cancel).ConfigureAwait(false);
                return answer.IsSuccessStatusCode
                    ? QueryJson.Read(json.RootElement)
                    : throw new QueryException(json.RootElement.GetProperty("message").GetString() ?? "The landing refused.");
            }
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException)
        {
            return null;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            throw new LandingException($"The landing at {address} did not answer properly: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new LandingException($"The landing at {address} did not answer in time.", fault);
        }
    }
}
