using System.Net;
using System.Text.Json;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Unit.Server;

public sealed class SubscriptionApiTests : IAsyncLifetime
{
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_subscription_is_answered_in_the_shape_of_the_original()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var id = await caller.SubscribeAsync();

        id.ShouldMatch(@"^amzn1\.fead\.cs1\.[A-Za-z0-9_-]{22}$");
        var (_, listed) = await caller.GetAsync("/streams/subscriptions");
        listed.EnumerateObject().Select(field => field.Name).ShouldBe(["subscriptions"]);
        var one = listed.GetProperty("subscriptions").EnumerateArray().Single();
        one.EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe([
                "createdDate",
                "dataSetId",
                "destination",
                "destinationArn",
                "notes",
                "status",
                "subscriptionId",
                "updatedDate",
            ]);
        one.GetProperty("createdDate").GetString().ShouldBe("2026-07-12T16:00:00.03Z");
        one.GetProperty("destination")
            .GetProperty("sqsDestination")
            .GetProperty("queueArn")
            .GetString()
            .ShouldBe(ServerRig.Queue);
        one.GetProperty("destinationArn").GetString().ShouldBe(ServerRig.Queue);
        one.GetProperty("notes").GetString().ShouldBe("");
        one.GetProperty("status").GetString().ShouldBe("PROVISIONING");
        (await caller.SubscriptionAsync(id)).ToString().ShouldBe(one.ToString());
    }

    [Fact]
    public async Task An_archived_subscription_stays_listed_and_nothing_brings_it_back()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var id = await caller.SubscribeAsync();
        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.Conflict);

        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        (await caller.StatusAsync(id)).ShouldBe("PENDING_CONFIRMATION");
        var message = await rig.Queues.NextJsonAsync();
        await rig.Http.GetAsync(new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery, ServerRig.Cancel);
        (await caller.StatusAsync(id)).ShouldBe("ACTIVE");
        rig.Wall.Advance(TimeSpan.FromSeconds(1));

        var (status, body) = await caller.PutAsync(id, """{"status":"ARCHIVED","notes":"done"}""");

        (status, body.ValueKind).ShouldBe((HttpStatusCode.OK, JsonValueKind.Undefined));
        rig.Ended.ShouldBe([id]);
        var archived = await caller.SubscriptionAsync(id);
        archived.GetProperty("status").GetString().ShouldBe("ARCHIVED");
        archived.GetProperty("notes").GetString().ShouldBe("done");
        archived.GetProperty("updatedDate").GetString().ShouldBe("2026-07-12T16:00:01.03Z");
        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await caller.PutAsync(id, """{"status":"ACTIVE"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await caller.GetAsync("/streams/subscriptions")).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(1);
        (await rig.Registry.ReadActiveAsync(ServerRig.Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_for_freshness_sees_it_and_others_see_the_shape_of_the_original()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var plain = ApiCaller.Request(token: "7d9b8a52-0000-0000-0000-000000000001");
        var asking = plain.Insert(1, "\"freshness\":true,");
        (await caller.CreateAsync(plain.Insert(1, "\"freshness\":\"yes\",")))
            .Body.ToString()
            .ShouldContain("freshness must be true or false");

        var id = (await caller.CreateAsync(asking)).Body.GetProperty("subscriptionId").GetString()!;
        (await caller.SubscriptionAsync(id)).GetProperty("freshness").GetBoolean().ShouldBeTrue();
        (await caller.CreateAsync(asking)).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.CreateAsync(plain)).Status.ShouldBe(HttpStatusCode.Conflict);

        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        await rig.Http.GetAsync(new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery, ServerRig.Cancel);
        rig.Activated.Single().ToldThrough.ShouldBe(StandingOrder.NothingTold);

        (await caller.PutAsync(id, """{"freshness":false}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.SubscriptionAsync(id)).TryGetProperty("freshness", out _).ShouldBeFalse();
        (await caller.PutAsync(id, """{"freshness":true,"notes":"told"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.PutAsync(id, """{"freshness":1}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var changed = await caller.SubscriptionAsync(id);
        (changed.GetProperty("freshness").GetBoolean(), changed.GetProperty("notes").GetString()).ShouldBe((true, "told"));
        rig.FreshnessAsked.ShouldBe([(id, false), (id, true)]);
    }

    [Fact]
    public async Task A_queue_that_took_no_confirmation_in_two_days_failed_provisioning()
    {
        var (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        var id = await (await rig.CallerAsync(account, client)).SubscribeAsync();
        rig.Queues.Outcomes.Enqueue(new DeliveryOutcome.Refused("no such queue"));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        rig.Wall.Advance(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(1));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        var caller = await rig.CallerAsync(account, client);
        (await caller.StatusAsync(id)).ShouldBe("FAILED_PROVISIONING");
        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        rig.Queues.IsEmpty.ShouldBeTrue();

        // It counts no more: the same destination may be given again.
        await caller.SubscribeAsync();
    }

    [Fact]
    public async Task Neither_another_client_nor_another_user_nor_another_profile_sees_a_subscription()
    {
        var (account, other) = (await rig.AddAccountAsync(), await rig.AddAccountAsync("Other"));
        var client = await rig.AddClientAsync();
        var owner = await rig.CallerAsync(account, client);
        var id = await owner.SubscribeAsync();
        ApiCaller[] strangers =
        [
            await rig.CallerAsync(account),
            await rig.CallerAsync(account, client, "bob@example.com"),
            await rig.CallerAsync(other, client),
        ];

        foreach (var stranger in strangers)
        {
            (await stranger.GetAsync($"/streams/subscriptions/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.PutAsync(id, """{"notes":"mine"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.GetAsync("/streams/subscriptions")).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(0);
        }

        (await (owner with { ProfileId = other.ProfileId }).GetAsync("/streams/subscriptions")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await owner.SubscriptionAsync(id)).GetProperty("notes").GetString().ShouldBe("");

        // A second token of the same client and user is the same owner.
        (await (await rig.CallerAsync(account, client)).StatusAsync(id)).ShouldBe("PROVISIONING");
    }

    [Fact]
    public async Task A_repeated_request_answers_the_first_subscription_and_another_one_under_its_token_is_refused()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var request = ApiCaller.Request(token: "0123456789012345678901");
        var (_, first) = await caller.CreateAsync(request);
        var (status, again) = await caller.CreateAsync(request);

        (status, again.ToString()).ShouldBe((HttpStatusCode.OK, first.ToString()));
        first.GetProperty("clientRequestToken").GetString().ShouldBe("0123456789012345678901");

        // The older form of the same destination is the same request.
        var older =
            $$"""{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destinationArn":"{{ServerRig.Queue}}"}""";
        (await caller.CreateAsync(older)).Body.ToString().ShouldBe(first.ToString());
        (await caller.CreateAsync(ApiCaller.Request(ServerRig.Queue + "2", "0123456789012345678901"))).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        await rig.Queues.NextAsync();
        rig.Queues.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("", "JSON")]
    [InlineData("""{"clientRequestToken":"short","dataSetId":"sp-traffic"}""", "clientRequestToken")]
    [InlineData("""{"clientRequestToken":22,"dataSetId":"sp-traffic"}""", "clientRequestToken")]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901234567890123456","dataSetId":"sp-traffic"}""",
        "clientRequestToken"
    )]
    [InlineData("""{"clientRequestToken":"0123456789012345678901"}""", "dataSetId")]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sb-nothing","destinationArn":"Q"}""",
        "dataSetId is not one that is published here: sp-traffic, sp-conversion, "
    )]
    [InlineData("""{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic"}""", "destination")]
    [InlineData("""{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destination":{}}""", "destination")]
    [InlineData("""{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destination":7}""", "destination")]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destination":{"sqsDestination":[]}}""",
        "sqsDestination"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destinationArn":"Q","destination":{"sqsDestination":{"queueArn":"Q"}}}""",
        "not both"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destination":{"firehoseDestination":{"deliveryStreamArn":"a"}}}""",
        "deliveryStreamArn"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destinationArn":"arn:aws:sqs:us-east-1:123456789012:q.fifo"}""",
        "FIFO"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destinationArn":"arn:aws:sqs:eu-west-1:123456789012:queue"}""",
        "us-east-1"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","destinationArn":"arn:aws:sns:us-east-1:123456789012:queue"}""",
        "SQS"
    )]
    [InlineData(
        """{"clientRequestToken":"0123456789012345678901","dataSetId":"sp-traffic","notes":"\ud800","destinationArn":"Q"}""",
        "UTF-8"
    )]
    public async Task A_bad_request_is_refused_with_what_to_mend(string body, string word)
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var (status, answer) = await caller.CreateAsync(
            body.Replace("\"Q\"", $"\"{ServerRig.Queue}\"", StringComparison.Ordinal)
        );

        status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.GetProperty("message").GetString()!.ShouldContain(word);
        (await caller.GetAsync("/streams/subscriptions")).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_first_check_that_fails_is_the_answer()
    {
        await rig.DisposeAsync();
        rig = await ServerRig.StartAsync(new SubscriptionLimits { PerStreamMax = 1 });
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        const string Token = "0123456789012345678901";
        async Task Refused(string body, HttpStatusCode expected, string word)
        {
            var (status, answer) = await caller.CreateAsync(body);
            status.ShouldBe(expected, body);
            answer.GetProperty("message").GetString()!.ShouldContain(word);
        }

        // Each of them has all the faults that come after its own.
        var notes = new string('n', 129);
        var both = """ "destinationArn":"x","destination":{"sqsDestination":{"queueArn":"y"}} """;
        await Refused(
            $$"""{"clientRequestToken":"x","dataSetId":"x","notes":"{{notes}}",{{both}} }""",
            HttpStatusCode.BadRequest,
            "clientRequestToken"
        );
        await Refused(
            $$"""{"clientRequestToken":"{{Token}}","dataSetId":"x","notes":"{{notes}}",{{both}} }""",
            HttpStatusCode.BadRequest,
            "dataSetId"
        );
        await Refused(
            $$"""{"clientRequestToken":"{{Token}}","dataSetId":"sp-traffic","notes":"{{notes}}",{{both}} }""",
            HttpStatusCode.BadRequest,
            "notes"
        );
        await Refused(
            $$"""{"clientRequestToken":"{{Token}}","dataSetId":"sp-traffic",{{both}} }""",
            HttpStatusCode.BadRequest,
            "not both"
        );
        await Refused(
            $$"""{"clientRequestToken":"{{Token}}","dataSetId":"sp-traffic","destinationArn":"arn:aws:sqs:eu-west-1:1:q"}""",
            HttpStatusCode.BadRequest,
            "give the ARN"
        );

        // The repeat of a request is looked for before the limits, and its own fault before the limits too.
        (await caller.CreateAsync(ApiCaller.Request(token: Token))).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.CreateAsync(ApiCaller.Request(token: Token))).Status.ShouldBe(HttpStatusCode.OK);
        await Refused(ApiCaller.Request(ServerRig.Queue + "2", Token), HttpStatusCode.Conflict, "clientRequestToken");
        await Refused(ApiCaller.Request(), HttpStatusCode.Conflict, "& destination combination");
        await Refused(ApiCaller.Request(ServerRig.Queue + "2"), HttpStatusCode.Conflict, "more than two subscriptions");
    }

    [Fact]
    public async Task Notes_may_be_changed_whatever_the_status_is()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var id = await caller.SubscribeAsync();
        (await caller.PutAsync(id, """{"notes":"first"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.PutAsync(id, "{}")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.PutAsync(id, """{"status":"PENDING_CONFIRMATION","notes":"second"}""")).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await caller.SubscriptionAsync(id)).GetProperty("notes").GetString().ShouldBe("first");
    }

    [Theory]
    [InlineData("application/vnd.amazonmarketingstreamsubscriptions.v1+json")]
    [InlineData("application/vnd.MarketingStreamSubscriptions.StreamSubscriptionResource.v1.0+json")]
    [InlineData("*/*")]
    public async Task Whatever_a_client_accepts_the_answer_is_json(string accept)
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/streams/subscriptions");
        request.Headers.TryAddWithoutValidation("Authorization", $"bearer {caller.Token}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Add("amazon-advertising-api-clientid", caller.ClientId);
        request.Headers.Add("AMAZON-ADVERTISING-API-SCOPE", caller.ProfileId);
        request.Headers.Add("x-amzn-stream-cli-version", "0.0.1");
        using var response = await rig.Http.SendAsync(request, ServerRig.Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.GetValues("x-amzn-RequestId").Single().ShouldNotBeEmpty();
        (await response.Content.ReadAsStringAsync(ServerRig.Cancel)).ShouldBe("""{"subscriptions":[]}""");
    }

    [Theory]
    [InlineData("GET", "/streams")]
    [InlineData("PATCH", "/streams/subscriptions")]
    [InlineData("POST", "/streams/subscriptions/")]
    [InlineData("PUT", "/dsp/streams/subscriptions/x/")]
    [InlineData("GET", "/streams/datasets")]
    public async Task What_is_not_there_is_said_as_other_errors_are(string method, string path)
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var (status, answer) = await caller.SendAsync(new HttpMethod(method), path, "{}");
        status.ShouldBe(HttpStatusCode.NotFound);
        answer.GetProperty("code").GetString().ShouldBe("ResourceNotFoundError");
        answer.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Long_notes_long_bodies_and_slashes_at_the_end_are_refused()
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var noted = ApiCaller
            .Request()
            .Replace("\"dataSetId\"", $"\"notes\":\"{new string('n', 129)}\",\"dataSetId\"", StringComparison.Ordinal);
        (await caller.CreateAsync(noted)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await caller.CreateAsync(new string(' ', 65 << 10) + ApiCaller.Request())).Status.ShouldBe(
            HttpStatusCode.RequestEntityTooLarge
        );
        (await caller.GetAsync("/streams/subscriptions/")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync("/streams/subscriptions/amzn1.fead.cs1.0123456789012345678901")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.amazonmarketingstreamsubscriptions.v1+json")]
    [InlineData("application/vnd.MarketingStreamSubscriptions.StreamSubscriptionResource.v1.0+json")]
    [InlineData("application/vnd.MarketingStreamSubscriptions.DspStreamSubscriptionResource.v1.0+json")]
    public async Task Every_content_type_that_clients_send_is_taken(string mediaType)
    {
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var (status, _) = await caller.SendAsync(HttpMethod.Post, "/streams/subscriptions", ApiCaller.Request(), mediaType);
        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_end()
    {
        await rig.DisposeAsync();
        rig = await ServerRig.StartAsync(new SubscriptionLimits { PerStreamMax = 100 });
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        var made = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            made.Add(await caller.SubscribeAsync($"{ServerRig.Queue}-{number}"));
        }

        var seen = new List<string>();
        var next = "";
        for (var page = 0; page < 4 && next is not null; page++)
        {
            var (_, body) = await caller.GetAsync($"/streams/subscriptions?maxResults=3{next}");
            seen.AddRange(
                body.GetProperty("subscriptions").EnumerateArray().Select(one => one.GetProperty("subscriptionId").GetString()!)
            );
            next = body.TryGetProperty("nextToken", out var token) ? $"&startingToken={token.GetString()}" : null;
        }

        next.ShouldBeNull();
        seen.ShouldBe(made);
        foreach (
            var query in (string[])
                ["maxResults=0", "maxResults=5001", "maxResults=x", "startingToken=nonsense", "startingToken=%20"]
        )
        {
            (await caller.GetAsync($"/streams/subscriptions?{query}")).Status.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    [Fact]
    public async Task Limits_hold_for_what_lives_and_not_for_what_has_ended()
    {
        await rig.DisposeAsync();
        rig = await ServerRig.StartAsync(new SubscriptionLimits { PerDatasetMax = 4, PendingMax = 3 });
        var client = await rig.AddClientAsync();
        var caller = await rig.CallerAsync(await rig.AddAccountAsync(), client);
        var id = await caller.SubscribeAsync();
        (await Message(caller, ServerRig.Queue)).ShouldContain("more than one subscription per advertiser");
        await caller.SubscribeAsync(ServerRig.Queue + "2");
        (await Message(caller, ServerRig.Queue + "3")).ShouldContain("more than two subscriptions");

        var second = await rig.CallerAsync(await rig.AddAccountAsync("Second"), client);
        await second.SubscribeAsync();
        (await Message(second, ServerRig.Queue + "2")).ShouldContain("pending confirmation limit of 3");
        await ConfirmAllAsync(3);
        await second.SubscribeAsync(ServerRig.Queue + "2");
        await ConfirmAllAsync(1);
        var third = await rig.CallerAsync(await rig.AddAccountAsync("Third"), client);
        (await Message(third, ServerRig.Queue)).ShouldContain("Dataset subscription limits exceeded");

        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.OK);
        await caller.SubscribeAsync();

        // Another client has limits of its own.
        await (await rig.CallerAsync(await rig.AddAccountAsync("Fourth"))).SubscribeAsync();
    }

    private async Task ConfirmAllAsync(int count)
    {
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        for (var number = 0; number < count; number++)
        {
            var url = (await rig.Queues.NextJsonAsync()).GetProperty("SubscribeURL").GetString()!;
            (await rig.Http.GetAsync(new Uri(url).PathAndQuery, ServerRig.Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<string> Message(ApiCaller caller, string queue)
    {
        var (status, body) = await caller.CreateAsync(ApiCaller.Request(queue));
        status.ShouldBe(HttpStatusCode.Conflict);
        return body.GetProperty("message").GetString()!;
    }
}
