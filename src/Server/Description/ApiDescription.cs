using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Server.Http;
using Millrace.Server.Schemas;
using Scalar.AspNetCore;

namespace Millrace.Server.Description;

/// <summary>
/// GET /openapi.json: every call in OpenAPI 3.1, kept by hand, because requests are read by hand too; a test holds it against the routes
/// and against answers. GET /docs shows it. Both are public documentation and need no credentials.
/// </summary>
internal static class ApiDescription
{
    public const string Path = "/openapi.json";
    public const string PagePath = "/docs";

    private static readonly Reply Document = EmbeddedSchemas.Load("openapi", "application/json");

    public static void Map(IEndpointRouteBuilder routes, ServerServices services)
    {
        routes.MapMethods(Path, [HttpMethods.Get], Guarded.Around(services, _ => Task.FromResult(Document), Bodies.BytesMax));
        routes.MapScalarApiReference(
            PagePath,
            options =>
            {
                options.Title = "Millrace";
                options.OpenApiRoutePattern = Path;

                // A page that is served here asks nobody else for anything.
                options.DefaultFonts = false;
                options.Telemetry = false;
                options.HideClientButton = true;
                options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                options.Agent = new ScalarAgentOptions { Disabled = true };
                options.Mcp = new ScalarMcpOptions { Disabled = true };
            }
        );
    }
}
