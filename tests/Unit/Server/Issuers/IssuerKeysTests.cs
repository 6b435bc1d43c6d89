using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Millrace.Runtime.Accounts;
using Millrace.Server.Issuers;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Server.Issuers;

/// <summary>Issuers that are away, that change their keys, and tokens that would have them asked without end.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime
{
    private StandInIssuer issuer = null!;
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await StandInIssuer.StartAsync();
        rig = await ServerRig.StartAsync(issuers: [issuer.Options]);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task While_the_issuer_is_away_its_tokens_wait_and_everything_else_goes_on()
    {
        issuer.IsDown = true;
        for (var call = 0; call < 20; call++)
        {
            (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        issuer.Asked.ShouldBe(1);
        rig.Failures.Single().ShouldContain(issuer.Name);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/profiles");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(issuer.Keys[0]));
        using var answer = await rig.Http.SendAsync(request, ServerRig.Cancel);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        (await ServerRig.ReadAsync(answer)).GetProperty("code").GetString().ShouldBe("ServiceUnavailableError");
        (await (await rig.CallerAsync(await rig.AddAccountAsync())).GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.OK);

        issuer.IsDown = false;
        rig.Wall.Advance(TimeSpan.FromSeconds(9));
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.ServiceUnavailable);
        rig.Wall.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        issuer.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_that_are_known_go_on_while_the_issuer_is_away()
    {
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        issuer.IsDown = true;
        rig.Wall.Advance(TimeSpan.FromHours(30));
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(TokenKey.Rsa("next"))).ShouldBe(HttpStatusCode.Unauthorized);
        issuer.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_new_key_is_taken_with_its_first_token_and_an_old_one_goes_within_the_hour()
    {
        var old = issuer.Keys[0];
        (await AskAsync(old)).ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromSeconds(10));
        var next = TokenKey.Ec("next");
        issuer.Keys.Insert(0, next);
        (await AskAsync(next)).ShouldBe(HttpStatusCode.OK);
        issuer.Asked.ShouldBe(2);

        issuer.Keys.Remove(old);
        rig.Wall.Advance(TimeSpan.FromMinutes(59));
        (await AskAsync(old)).ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromMinutes(1));
        (await AskAsync(old)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(next)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tokens_without_a_key_id_follow_the_keys_too()
    {
        (await AskAsync(issuer.Keys[0] with { Id = "" })).ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromSeconds(10));
        issuer.Keys[0] = TokenKey.Rsa("second");
        (await AskAsync(issuer.Keys[0] with { Id = "" })).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(issuer.Keys[0] with { Id = "" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Unknown_keys_do_not_have_the_issuer_asked_without_end()
    {
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        var forger = TokenKey.Ec("");
        for (var call = 0; call < 60; call++)
        {
            (await AskAsync(forger with { Id = call % 2 == 0 ? $"unknown-{call}" : "" })).ShouldBe(HttpStatusCode.Unauthorized);
            rig.Wall.Advance(TimeSpan.FromSeconds(1));
        }

        issuer.Asked.ShouldBeInRange(2, 7);
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Calls_that_come_together_have_it_asked_once()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(issuer.Keys[0])));
        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
        issuer.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_a_known_key_does_not_wait_for_an_issuer_that_somebody_else_asks()
    {
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromHours(2));
        var answering = new TaskCompletionSource();
        issuer.Answering = answering.Task;
        var first = AskAsync(TokenKey.Rsa("unknown"));
        while (issuer.Asked < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ServerRig.Cancel);
        }

        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.OK);
        first.IsCompleted.ShouldBeFalse();
        answering.SetResult();
        (await first).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_are_not_asked_for_where_somebody_on_the_way_could_change_them()
    {
        issuer.KeysAddress = "http://keys.example.com/";
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.ServiceUnavailable);
        rig.Failures.Single().ShouldContain("has to be https");
    }

    [Fact]
    public async Task An_issuer_that_is_asked_over_https_cannot_have_this_machine_asked_over_http()
    {
        await using var own = await LoopbackServer.StartAsync();
        own.Answer = context => context.Response.WriteAsync("own");
        using var http = IssuerDocuments.CreateHttpClient();
        var documents = new IssuerDocuments(http, new Uri("https://login.example.com/.well-known/openid-configuration"));
        var fault = await Should.ThrowAsync<IOException>(() =>
            documents.GetDocumentAsync(own.Address.AbsoluteUri, ServerRig.Cancel)
        );
        fault.Message.ShouldContain("has to be https");
        own.Asked.ShouldBeEmpty();

        (await new IssuerDocuments(http, own.Address).GetDocumentAsync(own.Address.AbsoluteUri, ServerRig.Cancel)).ShouldBe(
            "own"
        );
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Where_an_issuer_is_led_is_not_asked(int status)
    {
        await using var leading = await LoopbackServer.StartAsync();
        await using var other = await LoopbackServer.StartAsync();
        other.Answer = context => context.Response.WriteAsync(issuer.KeySet);
        leading.Answer = context => LoopbackServer.Lead(context, status, other.Address);

        issuer.KeysAddress = leading.Address.AbsoluteUri;
        (await AskAsync(issuer.Keys[0])).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await using var moved = await ServerRig.StartAsync(issuers: [issuer.Options with { Metadata = leading.Address }]);
        (await new ApiCaller(moved.Http, Token(issuer.Keys[0]), "reporting", "").GetAsync("/v2/profiles")).Status.ShouldBe(
            HttpStatusCode.ServiceUnavailable
        );

        leading.Asked.Count.ShouldBe(2);
        other.Asked.ShouldBeEmpty();
        rig.Failures.Concat(moved.Failures).ShouldAllBe(failure => failure.Contains(issuer.Name));
    }

    [Fact]
    public async Task An_issuer_without_keys_is_as_good_as_away()
    {
        var key = issuer.Keys[0];
        issuer.Keys.Clear();
        (await AskAsync(key)).ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private string Token(TokenKey key) => key.Token(issuer.Claims(rig.Wall.GetUtcNow()));

    private async Task<HttpStatusCode> AskAsync(TokenKey key) =>
        (await new ApiCaller(rig.Http, Token(key), "reporting", "").GetAsync("/v2/profiles")).Status;
}
