using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Millrace.Runtime.Ports;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Server;

public sealed class HandshakeTests : IAsyncLifetime
{
    private const string Keys =
        "Type MessageId Token TopicArn Message SubscribeURL Timestamp SignatureVersion Signature SigningCertURL SubscriptionId";
    private ServerRig rig = null!;
    private ApiCaller caller = null!;
    private string id = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        caller = await rig.CallerAsync(await rig.AddAccountAsync());
        id = await caller.SubscribeAsync();
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_confirmation_has_the_text_form_of_the_captured_one()
    {
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var (arn, body) = await rig.Queues.NextAsync();

        arn.ShouldBe(ServerRig.Queue);
        var text = Encoding.UTF8.GetString(body);
        var lines = text.Split('\n');
        lines[0].ShouldBe("{");
        lines[^1].ShouldBe("}");
        lines[1..^1].Select(line => line.Split('"')[1]).ShouldBe(Keys.Split(' '));
        lines[1..^1]
            .ShouldAllBe(line =>
                line.StartsWith("  \"", StringComparison.Ordinal) && line.Contains("\" : \"", StringComparison.Ordinal)
            );
        lines[1].ShouldBe("  \"Type\" : \"SubscriptionConfirmation\",");

        var message = JsonSerializer.Deserialize<JsonElement>(body);
        string Of(string name) => message.GetProperty(name).GetString()!;
        var account = (await rig.Registry.ReadAccountsAsync(ServerRig.Cancel)).Single();
        var topic = $"arn:aws:sns:us-east-1:906013806264:FEADMessageDeliveryTopic-sp-traffic-{ServerRig.Us}-{account.EntityId}";
        Of("TopicArn").ShouldBe(topic);
        Of("Token").ShouldMatch("^[0-9a-f]{352}$");
        Of("Message")
            .ShouldBe(
                $"You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message."
            );
        Of("SubscribeURL").ShouldBe($"{ServerRig.PublicUrl}/?Action=ConfirmSubscription&TopicArn={topic}&Token={Of("Token")}");
        Of("Timestamp").ShouldBe("2026-07-12T16:00:00.030Z");
        Of("SignatureVersion").ShouldBe("1");
        Of("Signature").Length.ShouldBe(344);
        Of("SubscriptionId").ShouldBe(id);
        Of("SigningCertURL").ShouldMatch("^http://stream\\.test/SimpleNotificationService-[0-9a-f]{32}\\.pem$");
    }

    [Fact]
    public async Task The_signature_verifies_with_the_served_certificate()
    {
        var message = await SweptAsync();
        string Of(string name) => message.GetProperty(name).GetString()!;
        var pem = await rig.Http.GetStringAsync(new Uri(Of("SigningCertURL")).PathAndQuery, ServerRig.Cancel);
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var key = certificate.GetRSAPublicKey()!;
        var text = string.Concat(
            ((string[])["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]).Select(name =>
                $"{name}\n{Of(name)}\n"
            )
        );

        bool Verifies(string signed) =>
            key.VerifyData(
                Encoding.UTF8.GetBytes(signed),
                Convert.FromBase64String(Of("Signature")),
                HashAlgorithmName.SHA1,
                RSASignaturePadding.Pkcs1
            );
        Verifies(text).ShouldBeTrue();
        Verifies(text.Replace("SubscriptionConfirmation", "Notification", StringComparison.Ordinal)).ShouldBeFalse();
        pem.ShouldNotContain("PRIVATE");
        (await rig.Http.GetAsync($"/SimpleNotificationService-{new string('0', 32)}.pem", ServerRig.Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_confirmed_by_the_url_and_by_the_query_api_and_doing_it_again_changes_nothing(bool isByUrl)
    {
        var message = await SweptAsync();
        (await caller.StatusAsync(id)).ShouldBe("PENDING_CONFIRMATION");

        using var response = await ConfirmAsync(message, isByUrl);
        using var again = await ConfirmAsync(message, !isByUrl);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/xml");
        var xml = XDocument.Parse(await response.Content.ReadAsStringAsync(ServerRig.Cancel));
        XNamespace sns = "http://sns.amazonaws.com/doc/2010-03-31/";
        var arn = xml.Root!.Element(sns + "ConfirmSubscriptionResult")!.Element(sns + "SubscriptionArn")!.Value;
        arn.ShouldStartWith(message.GetProperty("TopicArn").GetString() + ":");
        Guid.Parse(arn.Split(':')[^1]).ShouldNotBe(Guid.Empty);
        Guid.Parse(xml.Root.Element(sns + "ResponseMetadata")!.Element(sns + "RequestId")!.Value).ShouldNotBe(Guid.Empty);
        (await again.Content.ReadAsStringAsync(ServerRig.Cancel)).ShouldContain(arn);
        (await caller.StatusAsync(id)).ShouldBe("ACTIVE");
        rig.Activated.Single().ShouldBe((await rig.Registry.ReadActiveAsync(ServerRig.Cancel)).Single());
        rig.Activated[0].SubscriptionId.ShouldBe(id);
        rig.Activated[0].Cursor.ShouldBe(StreamCursor.After(0));
    }

    [Fact]
    public async Task What_was_published_before_the_confirmation_is_not_delivered()
    {
        var account = (await rig.Registry.ReadAccountsAsync(ServerRig.Cancel)).Single();
        var key = await rig.AddIngestKeyAsync("platform", account);
        (await rig.SendEventsAsync(key, "b1", Lines.Click(account, "c1"))).Status.ShouldBe(HttpStatusCode.OK);
        rig.Platform.Advance(TimeSpan.FromHours(2));
        await rig.Partitions.TurnAsync();
        var last = await rig.Ledger.LastPublicationAsync(new StreamId(account.Key, "sp-traffic"), ServerRig.Cancel);
        last.ShouldBeGreaterThan(0);

        (await ConfirmAsync(await SweptAsync())).Dispose();

        rig.Activated.Single().Cursor.ShouldBe(StreamCursor.After(last));
    }

    [Fact]
    public async Task A_wrong_token_or_topic_confirms_nothing()
    {
        var message = await SweptAsync();
        var (topic, token) = (message.GetProperty("TopicArn").GetString()!, message.GetProperty("Token").GetString()!);
        string[] queries =
        [
            $"Action=ConfirmSubscription&TopicArn={topic}&Token={token[..^1]}{(token[^1] == '0' ? '1' : '0')}",
            $"Action=ConfirmSubscription&TopicArn={topic}X&Token={token}",
            $"Action=ConfirmSubscription&TopicArn={topic}",
            $"Action=ConfirmSubscription&Token={token}",
            $"Action=Subscribe&TopicArn={topic}&Token={token}",
            $"TopicArn={topic}&Token={token}",
            $"Action=ConfirmSubscription&TopicArn=%3Cx%3E&Token=%26",
        ];
        foreach (var query in queries)
        {
            using var response = await rig.Http.GetAsync($"/?{query}", ServerRig.Cancel);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            XDocument
                .Parse(await response.Content.ReadAsStringAsync(ServerRig.Cancel))
                .Root!.Name.LocalName.ShouldBe("ErrorResponse");
        }

        (await caller.StatusAsync(id)).ShouldBe("PENDING_CONFIRMATION");
    }

    [Fact]
    public async Task Nobody_can_confirm_after_two_days_and_new_notes_do_not_lengthen_them()
    {
        var message = await SweptAsync();
        rig.Wall.Advance(TimeSpan.FromHours(47));
        var fresh = await rig.CallerAsync((await rig.Registry.ReadAccountsAsync(ServerRig.Cancel)).Single(), user: "x");
        await fresh.SubscribeAsync(ServerRig.Queue + "2");
        (await rig.Registry.UpdateAsync(id, null, null, "still waiting", rig.Wall.GetUtcNow(), ServerRig.Cancel)).ShouldBeTrue();
        rig.Wall.Advance(TimeSpan.FromHours(2));

        using var late = await ConfirmAsync(message);
        late.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        var account = (await rig.Registry.ReadAccountsAsync(ServerRig.Cancel)).Single();
        var subscription = await rig.Registry.FindAsync(new("", "", account), id, ServerRig.Cancel);
        subscription.ShouldBeNull();
        var token = message.GetProperty("Token").GetString()!;
        (await rig.Registry.FindByTokenAsync(Millrace.Runtime.Accounts.Secrets.Hash(token), ServerRig.Cancel))!.Status.ShouldBe(
            Millrace.Runtime.Subscriptions.SubscriptionStatus.FailedConfirmation
        );
        using var later = await ConfirmAsync(message);
        later.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        rig.Activated.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_queue_that_fails_is_tried_again_later_and_less_and_less_often()
    {
        for (var number = 0; number < 3; number++)
        {
            rig.Queues.Outcomes.Enqueue(
                number == 1 ? new DeliveryOutcome.Refused("no policy") : new DeliveryOutcome.RetryAfter(null, "busy")
            );
        }

        var opened = new List<int>();
        foreach (var seconds in (int[])[0, 1, 1, 3, 1, 7, 1])
        {
            rig.Wall.Advance(TimeSpan.FromSeconds(seconds));
            await rig.Handshake.SweepAsync(ServerRig.Cancel);
            opened.Add(rig.Queues.Opened);
        }

        // Tried at 0, 2, 6 and 14 seconds; not at 1, 5 and 13.
        rig.Troubles.ShouldBe(["busy", "no policy", "busy"]);
        (await caller.StatusAsync(id)).ShouldBe("PENDING_CONFIRMATION");
        opened.ShouldBe([1, 1, 2, 2, 3, 3, 4]);
    }

    [Fact]
    public async Task A_queue_that_does_not_answer_keeps_nobody_waiting_who_comes_after_it()
    {
        rig.Queues.Silent = ServerRig.Queue;
        using var stop = new CancellationTokenSource();
        var running = rig.Handshake.RunAsync(stop.Token);
        await rig.Queues.SilentAsked.Task.WaitAsync(TimeSpan.FromSeconds(60), ServerRig.Cancel);

        await caller.SubscribeAsync(ServerRig.Queue + "2");
        (await rig.Queues.NextAsync()).Arn.ShouldBe(ServerRig.Queue + "2");

        // Due again while it is under way: it is not asked a second time.
        rig.Wall.Advance(TimeSpan.FromSeconds(3));
        var other = await rig.CallerAsync(await rig.AddAccountAsync());
        await other.SubscribeAsync(ServerRig.Queue + "3");
        (await rig.Queues.NextAsync()).Arn.ShouldBe(ServerRig.Queue + "3");
        rig.Queues.Opened.ShouldBe(3);

        await stop.CancelAsync();
        await running;
        (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");
    }

    [Fact]
    public async Task A_process_that_dies_before_sending_leaves_the_confirmation_to_the_next_one()
    {
        await using var registry = new SqliteRegistry(Path.Combine(rig.Folder, "registry.db"));
        await registry.OpenAsync(ServerRig.Cancel);

        await rig.NewHandshake(registry).SweepAsync(ServerRig.Cancel);

        using var response = await ConfirmAsync(await rig.Queues.NextJsonAsync());
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_confirmation_that_was_sent_twice_is_good_by_both_tokens()
    {
        // What is written after the sending is lost: the row is still PROVISIONING, and due again.
        var first = await SweptAsync();
        (
            await rig.Registry.UpdateAsync(
                id,
                null,
                Millrace.Runtime.Subscriptions.SubscriptionStatus.Provisioning,
                null,
                rig.Wall.GetUtcNow(),
                ServerRig.Cancel
            )
        ).ShouldBeTrue();
        rig.Wall.Advance(TimeSpan.FromMinutes(1));
        var second = await SweptAsync();

        second.GetProperty("Token").GetString().ShouldNotBe(first.GetProperty("Token").GetString());
        (await ConfirmAsync(first)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ConfirmAsync(second)).StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Activated.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_loop_sends_when_it_is_woken_and_when_a_retry_is_due()
    {
        rig.Queues.Outcomes.Enqueue(DeliveryOutcome.Delivered.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ServerRig.Cancel);
        var running = rig.Handshake.RunAsync(stop.Token);
        await rig.Queues.NextAsync();
        await caller.SubscribeAsync(ServerRig.Queue + "2");
        (await rig.Queues.NextAsync()).Arn.ShouldBe(ServerRig.Queue + "2");
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60), ServerRig.Cancel);
    }

    [Fact]
    public async Task Sixteen_confirmations_at_once_activate_once()
    {
        var message = await SweptAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => ConfirmAsync(message, number % 2 == 0)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        rig.Activated.Count.ShouldBe(1);
    }

    private async Task<JsonElement> SweptAsync()
    {
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        return await rig.Queues.NextJsonAsync();
    }

    private async Task<HttpResponseMessage> ConfirmAsync(JsonElement message, bool isByUrl = true)
    {
        if (isByUrl)
        {
            return await rig.Http.GetAsync(
                new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery,
                ServerRig.Cancel
            );
        }

        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["Action"] = "ConfirmSubscription",
                ["Version"] = "2010-03-31",
                ["TopicArn"] = message.GetProperty("TopicArn").GetString()!,
                ["Token"] = message.GetProperty("Token").GetString()!,
            }
        );
        return await rig.Http.PostAsync("/", form, ServerRig.Cancel);
    }
}
