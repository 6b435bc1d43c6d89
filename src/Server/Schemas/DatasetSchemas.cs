using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;
using Millrace.Server.Http;

namespace Millrace.Server.Schemas;

/// <summary>
/// GET /schemas/{dataset} and /schemas/{dataset}/{version}: the schemas of all declared datasets, produced or not, and of the message that says how fresh they are. They are public
/// documentation and need no credentials.
/// </summary>
internal static class DatasetSchemas
{
    /// <summary>A schema changes only with the program.</summary>
    private const string Cacheable = "public, max-age=3600";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The newest version of each.</summary>
    private static readonly OrderedDictionary<string, int> Versions = new(
        Datasets
            .All.Select(dataset => KeyValuePair.Create(dataset.Id, dataset.Version))
            .Concat(Documents.All.Select(dataset => KeyValuePair.Create(dataset.Id, dataset.Version)))
            .Append(new(Freshness.Type, Freshness.Version))
    );

    private static readonly FrozenDictionary<(string Dataset, string Version), Reply> Known = Replies()
        .ToFrozenDictionary(reply => reply.Key, reply => reply.Reply);

    public static Reply Get(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["dataset"]!;
        if (!Versions.TryGetValue(id, out var latest))
        {
            return Reply.NotFound($"There is no schema of this dataset. There are those of {string.Join(", ", Versions.Keys)}.");
        }

        var version = (string?)context.Request.RouteValues["version"] ?? Text(latest);
        return Known.TryGetValue((id, version), out var reply)
            ? Unchanged(context, reply) ?? reply
            : Reply.NotFound($"{id} has no such version: it has 1 to {Text(latest)}.");
    }

    /// <summary>The answer to who has it already, or null.</summary>
    private static Reply? Unchanged(HttpContext context, Reply reply)
    {
        var tag = reply.Headers.First(header => header.Name == "ETag").Value;
        return context.Request.Headers.IfNoneMatch.Any(had => had == tag || had == "*")
            ? reply with
            {
                Status = StatusCodes.Status304NotModified,
                Body = [],
            }
            : null;
    }

    private static IEnumerable<((string, string) Key, Reply Reply)> Replies() =>
        from schema in Versions
        from version in Enumerable.Range(1, schema.Value)
        select ((schema.Key, Text(version)), Of(schema.Key, version));

    private static Reply Of(string id, int version)
    {
        var schema =
            Datasets.Find(id) is { } dataset ? DatasetSchema.Of(dataset, version)
            : Documents.Find(id) is { } document ? DocumentSchema.Of(document, version)
            : DatasetSchema.OfFreshness(version);
        var json = Encoding.UTF8.GetBytes(schema.ToJsonString(Readable));
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"";
        return new(StatusCodes.Status200OK, "application/schema+json", json)
        {
            Headers = [("ETag", tag), ("Cache-Control", Cacheable)],
        };
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
