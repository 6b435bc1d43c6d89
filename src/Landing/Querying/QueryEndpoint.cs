using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Millrace.Landing.Querying;

/// <summary>POST /query: SQL as text in, JSON out; for programs on the same machine only.</summary>
public static class QueryEndpoint
{
    public const string Path = "/query";

    /// <summary>Marks an answer as a landing's.</summary>
    public const string Header = "Millrace-Landing";

    private const int AtOnceMax = 4;

    /// <summary>Adds the endpoint; it answers 200 with a result, 400 with DuckDB's message, 403 to other machines.</summary>
    public static void MapQuery(IEndpointRouteBuilder routes, LandingStore store) => MapQuery(routes, store, new QueryOptions());

    public static void MapQuery(IEndpointRouteBuilder routes, LandingStore store, QueryOptions options)
    {
        var query = new LandingQuery(store, options);
        var turns = new SemaphoreSlim(AtOnceMax, AtOnceMax);
        routes.MapPost(Path, context => AnswerAsync(context, query, turns, options));
    }

    private static async Task AnswerAsync(HttpContext context, LandingQuery query, SemaphoreSlim turns, QueryOptions options)
    {
        var cancel = context.RequestAborted;
        context.Response.Headers[Header] = "1";
        if (!IsLocal(context))
        {
            await RefuseAsync(context, 403, "Queries are answered to this machine only.").ConfigureAwait(false);
            return;
        }

        string? sql;
        try
        {
            sql = await SqlAsync(context.Request, options.SqlCharactersMax, cancel).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await RefuseAsync(context, 400, "The statement did not come whole: send it again.").ConfigureAwait(false);
            return;
        }

        if (sql is null)
        {
            await RefuseAsync(context, 400, $"The statement is longer than {options.SqlCharactersMax} bytes.")
                .ConfigureAwait(false);
            return;
        }

        await turns.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var result = await query.RunAsync(sql, cancel).ConfigureAwait(false);
            context.Response.ContentType = "application/json";
            using var json = new MemoryStream();
            QueryJson.Write(json, result);
            await context.Response.Body.WriteAsync(json.GetBuffer().AsMemory(0, (int)json.Length), cancel).ConfigureAwait(false);
        }
        catch (QueryException fault)
        {
            await RefuseAsync(context, 400, fault.Message).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            await RefuseAsync(context, 503, "The landing is stopping.").ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>
    /// The peer is this machine, and so is the host it asked for: a page in a browser that has its own name resolved to loopback
    /// still sends that name.
    /// </summary>
    private static bool IsLocal(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return context.Connection.RemoteIpAddress is { } peer
            && IPAddress.IsLoopback(peer)
            && (
                host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            );
    }

    private static async Task<string?> SqlAsync(HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        var bytes = new byte[bytesMax + 1];
        var length = await request
            .Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel)
            .ConfigureAwait(false);
        return length > bytesMax ? null : Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message }, context.RequestAborted);
    }
}
