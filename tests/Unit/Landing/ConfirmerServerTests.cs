using Microsoft.AspNetCore.Http;
using Millrace.Landing;
using Millrace.Landing.Confirming;
using Millrace.Landing.Records;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Landing;

/// <summary>The confirmer over the landing's own connections: nobody whom an answer names is asked, and no answer takes long or much.</summary>
public sealed class ConfirmerServerTests : IAsyncLifetime
{
    private const string CertificatePath = "/certificate.pem";
    private const string SubscribePath = "/";
    private const int BytesMax = 64 * 1024;
    private readonly SnsSigner sns = new();
    private readonly HttpClient http = LandingService.CreateHttpClient();
    private LoopbackServer stream = null!;
    private LoopbackServer other = null!;

    public async ValueTask InitializeAsync()
    {
        stream = await LoopbackServer.StartAsync();
        other = await LoopbackServer.StartAsync();
        stream.Answer = sns.AnswerAsync;
        other.Answer = sns.AnswerAsync;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stream.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_real_server_is_asked_for_the_certificate_and_then_to_subscribe()
    {
        (await ConfirmAsync()).ShouldBe(new(ConfirmationOutcome.Confirmed, $"{SnsSigner.TopicArn}:1"));
        stream.Asked.Count.ShouldBe(2);
        stream.Asked[0].ShouldBe($"GET {CertificatePath}");
        stream.Asked[1].ShouldStartWith("GET /?Action=ConfirmSubscription");
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Who_an_answer_leads_to_is_not_asked(int status)
    {
        foreach (var (name, path) in ((string, string)[])[("SigningCertURL", CertificatePath), ("SubscribeURL", SubscribePath)])
        {
            AnswerAt(path, context => LoopbackServer.Lead(context, status, new Uri(other.Address, CertificatePath)));
            var verdict = await ConfirmAsync();
            verdict.Outcome.ShouldBe(ConfirmationOutcome.Refused);
            verdict.Detail.ShouldStartWith($"{name} answered {status}");
        }

        other.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_an_answer_names_in_other_ways_is_not_asked()
    {
        AnswerAt(
            SubscribePath,
            context =>
            {
                var headers = context.Response.Headers;
                headers.Location = headers.ContentLocation = other.Address.AbsoluteUri;
                headers["Refresh"] = $"0; url={other.Address}";
                headers.Link = $"<{other.Address}>; rel=preload";
                headers.AltSvc = $"h2=\"{other.Address.Authority}\"";
                return context.Response.WriteAsync(
                    $"""<!DOCTYPE a SYSTEM "{other.Address}" [<!ENTITY b SYSTEM "{other.Address}">]><SubscriptionArn>&b;</SubscriptionArn>"""
                );
            }
        );
        (await ConfirmAsync()).ShouldBe(new(ConfirmationOutcome.Confirmed, ""));
        (await ConfirmAsync()).ShouldBe(new(ConfirmationOutcome.Confirmed, ""));
        other.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CertificatePath, nameof(ConfirmationOutcome.Refused))]
    [InlineData(SubscribePath, nameof(ConfirmationOutcome.Confirmed))]
    public async Task An_answer_without_end_is_cut_off(string path, string outcome)
    {
        var sent = 0L;
        AnswerAt(
            path,
            async context =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[BytesMax], context.RequestAborted);
                    Interlocked.Add(ref sent, BytesMax);
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, context.RequestAborted);
                }
            }
        );
        (await ConfirmAsync()).Outcome.ToString().ShouldBe(outcome);
        Interlocked.Read(ref sent).ShouldBeInRange(BytesMax, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData(CertificatePath, false)]
    [InlineData(CertificatePath, true)]
    [InlineData(SubscribePath, false)]
    [InlineData(SubscribePath, true)]
    public async Task An_answer_that_comes_too_slowly_is_given_up(string path, bool hasBegun)
    {
        AnswerAt(
            path,
            async context =>
            {
                var isOver = context.RequestAborted;
                while (!isOver.IsCancellationRequested)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, isOver)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (hasBegun)
                    {
                        await context.Response.WriteAsync("a", isOver);
                        await context.Response.Body.FlushAsync(isOver);
                    }
                }
            }
        );
        (await ConfirmAsync(seconds: 2)).ShouldBe(new(ConfirmationOutcome.TryAgain, "No answer within 2 s."));
    }

    [Fact]
    public async Task An_answer_with_too_long_a_head_is_none()
    {
        AnswerAt(
            SubscribePath,
            context =>
            {
                for (var line = 0; line < 100; line++)
                {
                    context.Response.Headers[$"X-{line}"] = new string('a', 1_000);
                }

                return Task.CompletedTask;
            }
        );
        (await ConfirmAsync()).Outcome.ShouldBe(ConfirmationOutcome.TryAgain);
    }

    private void AnswerAt(string path, RequestDelegate answer) =>
        stream.Answer = context => context.Request.Path == path ? answer(context) : sns.AnswerAsync(context);

    /// <param name="seconds">As long as an answer may take.</param>
    private Task<ConfirmationVerdict> ConfirmAsync(int seconds = 20)
    {
        var address = stream.Address.GetLeftPart(UriPartial.Authority);
        var body = sns.Confirmation(subscribeHost: address, certificateUrl: $"{address}{CertificatePath}");
        var confirmer = new Confirmer(
            new AllowedHosts([stream.Address.Authority]),
            new BoundedHttp(http, TimeSpan.FromSeconds(seconds), BytesMax, TimeProvider.System)
        );
        var document = BodyReader.Read(new LandingMessage(LandingRig.Queue, "m", body)).Confirmation;
        return confirmer
            .ConfirmAsync(document.ShouldNotBeNull(), LandingRig.Cancel)
            .WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, LandingRig.Cancel);
    }
}
