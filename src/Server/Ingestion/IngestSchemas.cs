using Microsoft.AspNetCore.Http;
using Millrace.Server.Http;

namespace Millrace.Server.Ingestion;

/// <summary>The JSON Schemas of what is taken in.</summary>
internal static class IngestSchemas
{
    public static Reply Events { get; } = Load("events");

    public static Reply Entities { get; } = Load("entities");

    public static Reply Products { get; } = Load("products");

    public static Reply Shoppers { get; } = Load("shoppers");

    private static Reply Load(string name)
    {
        using var stream =
            typeof(IngestSchemas).Assembly.GetManifestResourceStream($"Millrace.Server.Schemas.{name}.json")
            ?? throw new InvalidOperationException($"The schema {name} is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new(StatusCodes.Status200OK, "application/schema+json", bytes.ToArray());
    }
}
