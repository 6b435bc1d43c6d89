using Millrace.Server.Http;
using Millrace.Server.Schemas;

namespace Millrace.Server.Ingestion;

/// <summary>The JSON Schemas of what is taken in.</summary>
internal static class IngestSchemas
{
    public static Reply Events { get; } = Load("events");

    public static Reply Entities { get; } = Load("entities");

    public static Reply Products { get; } = Load("products");

    private static Reply Load(string name) => EmbeddedSchemas.Load(name, "application/schema+json");
}
