using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Server.Http;

namespace Millrace.Unit.Server;

/// <summary>The description of the API is kept by hand: here it is held against the routes and against what is answered.</summary>
public sealed partial class ApiDescriptionTests : IAsyncLifetime
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

    /// <summary>The description itself, what refuses, and what catches the rest.</summary>
    private static readonly string[] NotDescribed =
    [
        "get /openapi.json",
        "delete /streams/subscriptions/{subscriptionId}",
        "delete /dsp/streams/subscriptions/{subscriptionId}",
    ];

    private ServerRig rig = null!;
    private string text = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync(rates: new ClientRateOptions { BurstMax = 20 });
        text = await rig.Http.GetStringAsync("/openapi.json", ServerRig.Cancel);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public void It_is_a_good_document_of_openapi_3_1()
    {
        var read = OpenApiDocument.Parse(text, OpenApiConstants.Json);
        read.Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        var operations = read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).ToList();
        operations.Select(operation => operation.OperationId).ShouldBeUnique();
    }

    [Fact]
    public void It_describes_every_route_and_no_other()
    {
        var described = JsonNode.Parse(text)!["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject().Where(one => Methods.Contains(one.Key)).Select(one => $"{one.Key} {path.Key}")
            );
        var routes = rig
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.StartsWith("/docs", StringComparison.Ordinal))
            .SelectMany(route =>
                (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                    $"{method.ToLowerInvariant()} {route.RoutePattern.RawText}"
                )
            );

        described.Concat(NotDescribed).Order().ShouldBe(routes.Order());
    }

    [Fact]
    public async Task Answers_are_of_the_shapes_that_it_gives_them()
    {
        var (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        var refresh = await rig.AddRefreshTokenAsync(client, "ann@example.com", account);
        Fits((await rig.TokenAsync(client.Thing.ClientId, client.Secret, refresh)).Body, "Token");
        Fits((await rig.TokenAsync(client.Thing.ClientId, "wrong", refresh)).Body, "TokenError");
        var caller = await rig.CallerAsync(account, client);
        var profiles = (await caller.GetAsync("/v2/profiles")).Body;
        profiles.GetArrayLength().ShouldBe(1);
        Fits(profiles[0], "Profile");

        var request = ApiCaller.Request();
        Fits(JsonSerializer.Deserialize<JsonElement>(request), "CreateSubscription");
        var (_, made) = await caller.CreateAsync(request);
        rig.Inspector.Queue = PlannedInspector.Seen(
            PolicyText.Show(PolicyText.OfQueue(Publisher.Of(ServerRig.Principal, Realm.Of("NA")), "*")),
            ("KmsMasterKeyId", "alias/mine")
        );
        Fits(made, "CreatedSubscription");
        var id = made.GetProperty("subscriptionId").GetString()!;
        var path = $"/streams/subscriptions/{id}/resend-confirmation";
        Fits((await caller.SendAsync(HttpMethod.Post, path, null)).Body, "ConfirmationResent");
        await caller.SubscribeAsync(ServerRig.Queue + "2");
        Fits((await caller.GetAsync($"/streams/subscriptions/{id}")).Body, "OneSubscription");
        foreach (var (what, shape) in new[] { ("diagnosis", "OneDiagnosis"), ("test-message", "TestMessageSent") })
        {
            Fits((await caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/{what}", null)).Body, shape);
        }

        Fits((await caller.GetAsync($"/streams/subscriptions/{id}")).Body, "OneSubscription");
        var page = (await caller.GetAsync("/streams/subscriptions?maxResults=1")).Body;
        page.TryGetProperty("nextToken", out _).ShouldBeTrue();
        Fits(page, "SubscriptionPage");

        await rig.Registry.ActivateAsync(id, new StreamCursor(1, 0), rig.Wall.GetUtcNow(), ServerRig.Cancel);
        var letter = new DeadLetter(new StreamCursor(1, 2), rig.Wall.GetUtcNow(), "too long");
        await rig.Registry.AddDeadLettersAsync(id, [letter], 10, ServerRig.Cancel);
        Fits((await caller.GetAsync($"/streams/subscriptions/{id}")).Body, "OneSubscription");
        Fits((await caller.GetAsync($"/streams/subscriptions/{id}/dead-letters")).Body, "DeadLetterPage");
        foreach (var (what, shape) in new[] { ("redrive", "DeadLettersSent"), ("purge", "DeadLettersPurged") })
        {
            var done = await caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/dead-letters/{what}", "{}");
            Fits(done.Body, shape);
        }

        var key = await rig.AddIngestKeyAsync("platform", account);
        Fits((await rig.SendEventsAsync(key, "b1", Lines.Click(account, "c1"), "{}")).Body, "Taken");
        using var time = new StringContent("""{"time":"2026-07-12T18:00:00Z"}""", Encoding.UTF8, "application/json");
        using var set = await rig.Http.PostAsync("/sandbox/v1/clock", time, ServerRig.Cancel);
        Fits(await ServerRig.ReadAsync(set), "Time");
        Fits(JsonSerializer.Deserialize<JsonElement>(await rig.Http.GetStringAsync("/health", ServerRig.Cancel)), "Health");
    }

    [Fact]
    public async Task Every_error_is_of_the_shape_and_the_code_that_it_gives_it()
    {
        var account = await rig.AddAccountAsync();
        var caller = await rig.CallerAsync(account);
        await caller.SubscribeAsync();
        var answers = new List<(HttpStatusCode Status, JsonElement Body)>
        {
            await (caller with { Token = "x" }).GetAsync("/v2/profiles"),
            await (caller with { ClientId = "x" }).GetAsync("/v2/profiles"),
            await (caller with { ProfileId = "" }).GetAsync("/streams/subscriptions"),
            await (caller with { ProfileId = "1" }).GetAsync("/streams/subscriptions"),
            await caller.GetAsync("/streams/subscriptions/x"),
            await caller.CreateAsync("{}"),
            await caller.CreateAsync(ApiCaller.Request()),
            await caller.CreateAsync(new string(' ', 70_000)),
            await caller.GetAsync("/nowhere"),
            await rig.SendBytesAsync("x", "b", []),
            await rig.SendBytesAsync(await rig.AddIngestKeyAsync("platform", account), "b", [], "compress"),
        };
        for (var call = 0; call < 20 && answers[^1].Status != HttpStatusCode.TooManyRequests; call++)
        {
            answers.Add(await caller.GetAsync("/v2/profiles"));
        }

        var errors = answers.Where(answer => answer.Status != HttpStatusCode.OK).ToList();
        errors.ForEach(error => Fits(error.Body, "Error"));
        errors.Select(error => (int)error.Status).Distinct().Order().ShouldBe([400, 401, 403, 404, 409, 413, 415, 429]);
    }

    [Fact]
    public async Task The_page_shows_it_and_asks_no_other_host_for_anything()
    {
        using var page = await rig.Http.GetAsync("/docs/", ServerRig.Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var html = await page.Content.ReadAsStringAsync(ServerRig.Cancel);
        string[] settings =
        [
            "\"url\":\"openapi.json\"",
            "\"withDefaultFonts\":false",
            "\"telemetry\":false",
            "\"hideClientButton\":true",
            "\"showDeveloperTools\":\"never\"",
            "\"agent\":{\"disabled\":true}",
            "\"mcp\":{\"disabled\":true}",
        ];
        settings.ShouldAllBe(setting => html.Contains(setting, StringComparison.Ordinal), html);
        OtherHost().Matches(html).Select(match => match.Value).ShouldBeEmpty();

        var scripts = Script().Matches(html).Select(match => match.Groups[1].Value).ToList();
        scripts.ShouldNotBeEmpty();
        foreach (var script in scripts.Append("favicon.svg"))
        {
            using var served = await rig.Http.GetAsync(new Uri(new Uri("http://localhost/docs/"), script), ServerRig.Cancel);
            served.StatusCode.ShouldBe(HttpStatusCode.OK, script);
        }
    }

    [Fact]
    public void Every_request_has_an_example_and_examples_are_of_the_shapes_that_it_gives_them()
    {
        var schemas = JsonNode.Parse(text)!["components"]!["schemas"]!.AsObject();
        var asked = ApiDocument
            .Operations.Select(one =>
                ApiDocument.Resolve(one.Operation["requestBody"])?["content"]?["application/json"]?["schema"]
            )
            .OfType<JsonNode>()
            .Select(schema => schema["$ref"]!.GetValue<string>().Split('/')[^1])
            .Distinct()
            .ToList();
        asked.ShouldContain("CreateSubscription");
        asked.Where(name => schemas[name]!["examples"] is null).ShouldBeEmpty();
        foreach (var (name, schema) in schemas)
        {
            foreach (var example in schema!["examples"]?.AsArray() ?? [])
            {
                Fits(JsonSerializer.SerializeToElement(example), name);
            }
        }
    }

    private static void Fits(JsonElement answer, string schema) =>
        ApiDocument.Fault(new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" }, answer).ShouldBeNull();

    [GeneratedRegex("""(?:src|href)="https?://[^"]*|https?://(?!localhost)[a-z.]*scalar[^"]*""")]
    private static partial Regex OtherHost();

    [GeneratedRegex("""<script[^>]* src="([^"]+)""")]
    private static partial Regex Script();
}
