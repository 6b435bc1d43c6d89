using Microsoft.AspNetCore.Http;

namespace Millrace.Server.Ingest;

/// <summary>JSON Schemas of one line of the two ingest bodies.</summary>
internal static class IngestSchemas
{
    public static async Task GetAsync(HttpContext context)
    {
        var name = (string?)context.Request.RouteValues["name"];
        await using var schema =
            typeof(IngestSchemas).Assembly.GetManifestResourceStream($"ingest.{name}.json")
            ?? throw ApiError.NotFound("Schemas are events and entities.");
        context.Response.ContentType = "application/schema+json";
        await schema.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
