using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server.Isolation;

/// <summary>Plays drawn steps on tenants, and holds every answer against what the model says of it.</summary>
internal sealed partial class IsolationPlay(Tenants tenants)
{
    private const string RequestTokens = "0123456789012345678901";
    private readonly ServerRig rig = tenants.Rig;

    /// <summary>Calls that may be done and were; that may not, with something of another tenant in them.</summary>
    public int Done { get; private set; }

    public int Foreign { get; private set; }

    public async Task PlayAsync(IsolationStep step)
    {
        switch (step.Kind % 12)
        {
            case 0:
                await tenants.GrantAsync(Of(tenants.Principals, step.Who), step.Account);
                break;
            case 1 when step.Other % 3 == 0:
                await tenants.RevokeAsync(Of(tenants.Principals, step.Who), step.Account);
                break;
            case 2 when step.Other % 3 == 0:
                rig.Wall.Advance(TimeSpan.FromMinutes(25));
                break;
            case 3 or 4:
                await SweepAsync();
                await FollowAsync(step);
                break;
            case 5 when step.Other % 2 == 0:
                var events = KnownCall.All.Single(call => call.Pattern == "/ingest/v1/events");
                var key = Of(tenants.IngestKeys, step.Who).Key;
                await CallAsync(new(events) { Bearer = key, Body = Lines(events, step) }, step);
                break;
            case 6 when tenants.Subscriptions.Count > 0 && step.Other % 2 == 0:
                var subject = Of(tenants.Subscriptions, step.Subject);
                var letter = new DeadLetter(new StreamCursor(1, step.Other % 3), rig.Wall.GetUtcNow(), subject.Principal.Mark);
                await rig.Registry.AddDeadLettersAsync(subject.Id, [letter], 100, ServerRig.Cancel);
                break;
            default:
                await CallAsync(Draw(step), step);
                break;
        }
    }

    /// <summary>Follows the link of a confirmation, as whoever has it does.</summary>
    private async Task FollowAsync(IsolationStep step)
    {
        if (tenants.Confirmations.Count > 0)
        {
            var (topic, token, _) = Of(tenants.Confirmations, step.Who);
            var link = $"?Action=ConfirmSubscription&TopicArn={topic}&Token={token}";
            await CallAsync(new(KnownCall.All.Single(call => call.Name == "GET /")) { Query = link }, step);
        }
    }

    /// <summary>Sends what confirmations are due and reads them, as those do whose queues they are.</summary>
    public async Task SweepAsync()
    {
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        while (!rig.Queues.IsEmpty)
        {
            var (arn, body) = await rig.Queues.NextAsync();
            var text = System.Text.Encoding.UTF8.GetString(body);
            JudgeMessage(arn, text);
            var json = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text);
            if (json.TryGetProperty("TopicArn", out var topic))
            {
                tenants.Confirmations.Add(
                    (topic.GetString()!, json.GetProperty("Token").GetString()!, json.GetProperty("SubscriptionId").GetString()!)
                );
            }
        }
    }

    /// <summary>A queue gets what is of the subscriptions to it: marks of their owner and their account alone.</summary>
    public void JudgeMessage(string arn, string text)
    {
        var own = tenants.Subscriptions.Where(one => one.QueueArn == arn).ToList();
        own.ShouldNotBeEmpty(arn);
        tenants.MarksIn(text).ShouldBeSubsetOf(own.SelectMany(Marks), $"{arn}: {text}");
    }

    private IEnumerable<string> Marks(GivenSubscription one) => [one.Principal.Mark, tenants.MarkOf(one.Account)];

    private async Task CallAsync(IsolationCall call, IsolationStep step)
    {
        var may = May(call);
        var before = await StateAsync(call);
        var answer = await call.SendAsync(rig.Http);
        var told = $"{call} {answer}";

        JudgeMarks(call, answer, told);
        if (may == Verdict.No)
        {
            answer.Status.ShouldBeOneOf(400, 401, 403, 404, 405);
            (await StateAsync(call)).ShouldBe(before, told);
            await JudgeOracleAsync(call, answer, told);
        }
        else if (may == Verdict.Yes)
        {
            answer.Status.ShouldNotBeOneOf(401, 403, 404, 500);
            await LearnAsync(call, answer, step, told);
        }

        rig.Failures.ShouldBeEmpty(told);
        Done += may == Verdict.Yes && answer.Status == 200 ? 1 : 0;
    }

    /// <summary>No mark but those that the caller said, or may see.</summary>
    private void JudgeMarks(IsolationCall call, IsolationAnswer answer, string told)
    {
        var token = call.Bearer is null ? null : tenants.Good(call.Bearer);
        var seen =
            token is null || token.Principal.ClientId != call.ClientId
                ? []
                : token.Accounts.Select(tenants.MarkOf).Append(token.Principal.Mark);
        tenants.MarksIn(answer.Headers + answer.Body).ShouldBeSubsetOf(seen.Concat(tenants.MarksIn(call.Said)), told);
        tenants
            .Subscriptions.Where(one => answer.Body.Contains(one.Id, StringComparison.Ordinal))
            .Where(one => !call.Said.Contains(one.Id, StringComparison.Ordinal) && !Owns(call, one))
            .ShouldBeEmpty(told);
    }

    /// <summary>Whoever asks for what is another's is answered as for what does not exist.</summary>
    private async Task JudgeOracleAsync(IsolationCall call, IsolationAnswer answer, string told)
    {
        foreach (var (foreign, absent) in Absent(call))
        {
            Foreign++;
            var other = await absent.SendAsync(rig.Http);
            other.Without(Given(absent, foreign)).ShouldBe(answer.Without(Given(call, foreign)), $"{told} {absent} {other}");
        }
    }

    /// <summary>Each call with one thing of another tenant, beside the same with one that never was.</summary>
    private IEnumerable<(string Part, IsolationCall Absent)> Absent(IsolationCall call)
    {
        if (
            call.Call.Access == CallAccess.Account
            && tenants.Subscriptions.Any(one => one.Id == call.SubscriptionId && !Owns(call, one))
        )
        {
            yield return ("subscription", call with { SubscriptionId = "amzn1.fead.cs1.AAAAAAAAAAAAAAAAAAAAAA" });
        }

        if (Subject(call) is not null && !HasReplay(call))
        {
            yield return ("replay", call with { ReplayId = Guid.Empty.ToString() });
        }

        if (call.Call.Access == CallAccess.Account && call.Profile is { } profile && !Sees(call, profile))
        {
            yield return ("profile", call with { Profile = "900799999" });
        }

        if (call.Call.Access is CallAccess.Account or CallAccess.Client or CallAccess.IngestKey && call.Bearer is { } bearer)
        {
            if (
                tenants.Good(bearer) is null
                && tenants.IngestKeys.All(key => key.Key != bearer || call.Call.Access != CallAccess.IngestKey)
            )
            {
                yield return ("bearer", call with { Bearer = TokenService.AccessPrefix + new string('A', 64) });
            }
        }

        foreach (var secret in tenants.Tokens.Select(token => Uri.EscapeDataString(token.Refresh)).Where(call.Body.Contains))
        {
            yield return ("body", call with { Body = call.Body.Replace(secret, "Atzr%7Cnone", StringComparison.Ordinal) });
        }

        foreach (
            var (_, secret, _) in tenants
                .Confirmations.Where(one => (call.Query + call.Body).Contains(one.Token, StringComparison.Ordinal))
                .ToList()
        )
        {
            yield return (
                "token",
                call with
                {
                    Query = call.Query.Replace(secret, new string('a', 352), StringComparison.Ordinal),
                    Body = call.Body.Replace(secret, new string('a', 352), StringComparison.Ordinal),
                }
            );
        }
    }

    private static string Given(IsolationCall call, string part) =>
        part switch
        {
            "subscription" => call.SubscriptionId,
            "replay" => call.ReplayId,
            _ => "\n",
        };

    private bool Sees(IsolationCall call, string profile) =>
        call.Bearer is { } bearer
        && tenants.Good(bearer) is { } token
        && token.Accounts.Any(number => tenants.Accounts[number].ProfileId == profile);

    /// <summary>What must not change by a call that may not be: the subscription that it names, its replays and dead letters.</summary>
    private async Task<string> StateAsync(IsolationCall call)
    {
        if (await rig.Registry.FindAsync(call.SubscriptionId, ServerRig.Cancel) is not { } found)
        {
            return "";
        }

        var replays = await rig.Registry.ReadReplaysAsync(found.Id, ServerRig.Cancel);
        var letters = await rig.Registry.ReadDeadLettersAsync(found.Id, default, 100, ServerRig.Cancel);
        return $"{found} {string.Join('\n', replays)} {string.Join('\n', letters)} {rig.Diagnoses.Last(found.Id)?.At}";
    }

    private static T Of<T>(IReadOnlyList<T> all, int number) => all[number % all.Count];
}
