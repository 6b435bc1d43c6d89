using Microsoft.AspNetCore.Routing;

namespace Millrace.Unit.Server;

/// <summary>
/// A call of the service. The tests of isolation and of hostile input go over all of them, and are held against the table of routes: a new
/// route has to be told here.
/// </summary>
/// <param name="Body">A good one; "": none is read.</param>
internal sealed record KnownCall(string Method, string Pattern, CallAccess Access, string Body = "")
{
    public const string Subscription = "{subscriptionId}";
    public const string Replay = "{replayId}";

    private const string Create =
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destination":{"sqsDestination":{"queueArn":"arn:aws:sqs:us-east-1:123456789012:q"}},"notes":"n","freshness":false,"backfill":{"from":"2026-07-01T00:00:00Z","to":"2026-07-02T00:00:00Z"}}""";

    private const string CreateStream =
        """{"clientRequestToken":"0123456789012345678902","dataSetId":"adsp-traffic","destination":{"firehoseDestination":{"deliveryStreamArn":"arn:aws:firehose:us-east-1:123456789012:deliverystream/s","subscriberRoleArn":"arn:aws:iam::123456789012:role/a","subscriptionRoleArn":"arn:aws:iam::123456789012:role/b","appendNewline":true}},"changes":false}""";

    private const string Update = """{"status":"ARCHIVED","notes":"n","freshness":true,"changes":false}""";
    private const string Range = """{"from":"2026-07-01T00:00:00Z","to":"2026-07-02T00:00:00Z"}""";
    private const string Named = "\"advertiser_id\":\"ADV\",\"marketplace_id\":\"ATVPDKIKX0DER\"";

    public static IReadOnlyList<KnownCall> All { get; } =
    [
        new(
            "POST",
            "/auth/o2/token",
            CallAccess.Bearer,
            "grant_type=refresh_token&refresh_token=Atzr%7Cx&client_id=amzn1.application-oa2-client.x&client_secret=y"
        ),
        new("GET", "/v2/profiles", CallAccess.Client),
        .. OfSubscriptions("/streams/subscriptions", Create),
        .. OfSubscriptions("/dsp/streams/subscriptions", CreateStream),
        new("GET", "/", CallAccess.Bearer),
        new("POST", "/", CallAccess.Bearer, "Action=ConfirmSubscription&TopicArn=arn&Token=t"),
        new(
            "POST",
            "/ingest/v1/events",
            CallAccess.IngestKey,
            $$"""{"event_id":"e","type":"click","time":"2026-07-12T15:30:00Z",{{Named}},"campaign_id":"1","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Other on-Amazon","cost":0.25}"""
        ),
        new(
            "PUT",
            "/ingest/v1/entities",
            CallAccess.IngestKey,
            $$"""{"kind":"keyword",{{Named}},"id":"4","campaign_id":"1","ad_group_id":"2","keyword_text":"shoes","match_type":"EXACT"}"""
        ),
        new("PUT", "/ingest/v1/products", CallAccess.IngestKey, $$"""{{{Named}},"sku":"S1","product_id":"P1","brand":"B"}"""),
        new("POST", "/ingest/v1/shoppers/forget", CallAccess.IngestKey, $$"""{{{Named}},"shopper_id":"s"}"""),
        new("GET", "/setup/{dataset}/{realm}", CallAccess.Anybody),
        new("GET", "/SimpleNotificationService-{name}.pem", CallAccess.Anybody),
        new("GET", "/schemas/ingest/events", CallAccess.Anybody),
        new("GET", "/schemas/ingest/entities", CallAccess.Anybody),
        new("GET", "/schemas/ingest/products", CallAccess.Anybody),
        new("GET", "/schemas/ingest/shoppers", CallAccess.Anybody),
        new("GET", "/schemas/{dataset}", CallAccess.Anybody),
        new("GET", "/schemas/{dataset}/{version}", CallAccess.Anybody),
        new("GET", "/openapi.json", CallAccess.Anybody),
        new("GET", "/docs/{documentName?}", CallAccess.Anybody),
        new("GET", "/docs/scalar.js", CallAccess.Anybody),
        new("GET", "/docs/scalar.aspnetcore.js", CallAccess.Anybody),
        new("GET", "/docs/favicon.svg", CallAccess.Anybody),
        new("GET", "/health", CallAccess.Anybody),
        new("*", "/{**path}", CallAccess.Anybody),
        new("POST", "/sandbox/v1/clock", CallAccess.Anybody, """{"time":"2026-07-12T16:00:00Z"}"""),
    ];

    public bool IsDsp => Pattern.StartsWith("/dsp", StringComparison.Ordinal);

    public string Name => $"{Method} {Pattern}";

    /// <summary>The media type that its body has.</summary>
    public string ContentType =>
        Access == CallAccess.Bearer ? "application/x-www-form-urlencoded"
        : Access == CallAccess.IngestKey ? "application/x-ndjson"
        : "application/json";

    /// <summary>Method and pattern of each route that is served; * where it has every method.</summary>
    public static IEnumerable<string> NamesOf(ServerRig rig) =>
        rig
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route =>
                (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method =>
                    $"{method} {route.RoutePattern.RawText}"
                )
            );

    private static IEnumerable<KnownCall> OfSubscriptions(string path, string create)
    {
        const CallAccess account = CallAccess.Account;
        var one = $"{path}/{Subscription}";
        return
        [
            new("GET", path, account),
            new("POST", path, account, create),
            new("GET", one, account),
            new("PUT", one, account, Update),
            new("POST", $"{one}/snapshot", account),
            new("POST", $"{one}/resend-confirmation", account),
            new("POST", $"{one}/replays", account, Range),
            new("GET", $"{one}/replays", account),
            new("GET", $"{one}/replays/{Replay}", account),
            new("PUT", $"{one}/replays/{Replay}", account, """{"status":"CANCELED"}"""),
            new("GET", $"{one}/dead-letters", account),
            new("POST", $"{one}/dead-letters/redrive", account, """{"deadLetterIds":["1-0","1-1"]}"""),
            new("POST", $"{one}/dead-letters/purge", account, """{"deadLetterIds":["1-2"]}"""),
            new("POST", $"{one}/test-message", account),
            new("POST", $"{one}/diagnosis", account),
            new("DELETE", one, CallAccess.Anybody),
        ];
    }
}
