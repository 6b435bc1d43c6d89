using Microsoft.AspNetCore.Http;
using Millrace.Server.Http;

namespace Millrace.Server.Schemas;

/// <summary>The documents that the assembly carries.</summary>
internal static class EmbeddedSchemas
{
    public static Reply Load(string name, string contentType)
    {
        using var stream =
            typeof(EmbeddedSchemas).Assembly.GetManifestResourceStream($"Millrace.Server.Schemas.{name}.json")
            ?? throw new InvalidOperationException($"The document {name} is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new(StatusCodes.Status200OK, contentType, bytes.ToArray());
    }
}
