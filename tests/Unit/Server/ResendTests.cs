using System.Net;
using System.Text.Json;
using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server;

public sealed class ResendTests : IAsyncLifetime
{
    private ServerRig rig = null!;
    private Account account = null!;
    private Issued<ApiClient> client = null!;
    private ApiCaller caller = null!;
    private string id = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        caller = await rig.CallerAsync(account, client);
        id = await caller.SubscribeAsync();
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_confirmation_that_is_sent_again_has_a_new_token_and_the_old_one_ends()
    {
        var first = await SweptAsync();
        rig.Wall.Advance(TimeSpan.FromHours(47));
        caller = await rig.CallerAsync(account, client);
        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");
        var second = await SweptAsync();
        (await caller.StatusAsync(id)).ShouldBe("PENDING_CONFIRMATION");

        // The two days of the new token have begun; the old one would have an hour left.
        var (status, text) = await ConfirmAsync(first);
        status.ShouldBe(HttpStatusCode.BadRequest);
        rig.Wall.Advance(TimeSpan.FromHours(47));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        (await ConfirmAsync(second)).Status.ShouldBe(HttpStatusCode.OK);

        var unknown = second.Replace("&Token=", "&Token=0", StringComparison.Ordinal);
        WithoutRequestId((await ConfirmAsync(unknown)).Text).ShouldBe(WithoutRequestId(text));
    }

    [Fact]
    public async Task It_is_sent_again_once_a_minute_and_only_while_somebody_waits_for_it()
    {
        await SweptAsync();
        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.OK);
        var second = await SweptAsync();
        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        rig.Wall.Advance(TimeSpan.FromSeconds(59));
        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        rig.Queues.Opened.ShouldBe(2);
        (await ConfirmAsync(second)).Status.ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromSeconds(1));

        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.Conflict);
        (await caller.StatusAsync(id)).ShouldBe("ACTIVE");
        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await ResendAsync()).Status.ShouldBe(HttpStatusCode.Conflict);
        (await ConfirmAsync(second)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await ResendAsync("amzn1.fead.cs1.x")).Status.ShouldBe(HttpStatusCode.NotFound);
        var other = await rig.CallerAsync(await rig.AddAccountAsync("Other"));
        (await ResendAsync(id, other)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> ResendAsync(string? subscription = null, ApiCaller? by = null) =>
        (by ?? caller).SendAsync(HttpMethod.Post, $"/streams/subscriptions/{subscription ?? id}/resend-confirmation", null);

    private async Task<string> SweptAsync()
    {
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        return new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery;
    }

    private async Task<(HttpStatusCode Status, string Text)> ConfirmAsync(string path)
    {
        using var answer = await rig.Http.GetAsync(path, ServerRig.Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(ServerRig.Cancel));
    }

    private static string WithoutRequestId(string text) => text[..text.IndexOf("<RequestId>", StringComparison.Ordinal)];
}
