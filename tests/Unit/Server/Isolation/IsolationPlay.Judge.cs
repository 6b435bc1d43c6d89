using System.Text.Json;
using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server.Isolation;

internal sealed partial class IsolationPlay
{
    /// <summary>Who may, by the model alone.</summary>
    private Verdict May(IsolationCall call) =>
        call.Call.Access switch
        {
            CallAccess.Client => Of(Token(call) is not null),
            CallAccess.Account => Of(
                Account(call) is not null && (!IsOfOne(call) || Subject(call) is not null) && HasReplay(call)
            ),
            CallAccess.IngestKey => Of(tenants.IngestKeys.Any(key => key.Key == call.Bearer)),
            CallAccess.Bearer when call.Call.Pattern == "/auth/o2/token" => Of(Exchanged(call) is not null),
            CallAccess.Bearer => Of(Confirmed(call) is not null),
            _ => Verdict.Open,
        };

    private static Verdict Of(bool may) => may ? Verdict.Yes : Verdict.No;

    private GivenToken? Token(IsolationCall call) =>
        call.Bearer is { } bearer && tenants.Good(bearer) is { } token && token.Principal.ClientId == call.ClientId
            ? token
            : null;

    /// <summary>Number of the account that is called for, where the token sees it.</summary>
    private int? Account(IsolationCall call)
    {
        var named = tenants.Accounts.FindIndex(account =>
            call.Call.IsDsp || call.Profile is null ? account.AdvertiserId == call.Advertiser : account.ProfileId == call.Profile
        );
        return named >= 0 && Token(call) is { } token && token.Accounts.Contains(named) ? named : null;
    }

    private static bool IsOfOne(IsolationCall call) =>
        call.Call.Pattern.Contains(KnownCall.Subscription, StringComparison.Ordinal);

    private GivenSubscription? Subject(IsolationCall call) =>
        tenants.Subscriptions.Find(one => one.Id == call.SubscriptionId && Owns(call, one));

    /// <summary>Whether a subscription is among those that a call may see.</summary>
    private bool Owns(IsolationCall call, GivenSubscription one) =>
        Token(call)?.Principal == one.Principal && Account(call) == one.Account && call.Call.IsDsp == one.IsDsp;

    private bool HasReplay(IsolationCall call) =>
        !call.Call.Pattern.Contains(KnownCall.Replay, StringComparison.Ordinal)
        || tenants.Replays.Contains((call.ReplayId, call.SubscriptionId));

    private GivenToken? Exchanged(IsolationCall call) =>
        tenants.Tokens.Find(token =>
            token.Accounts.Count > 0
            && call.Body.EndsWith($"refresh_token={Uri.EscapeDataString(token.Refresh)}", StringComparison.Ordinal)
            && call.Body.Contains($"client_id={token.Principal.ClientId}&", StringComparison.Ordinal)
        );

    /// <summary>The subscription of a confirmation's token, where its topic stands beside it and it can be ACTIVE.</summary>
    private string? Confirmed(IsolationCall call)
    {
        var said = call.Query + call.Body;
        return
            tenants
                .Confirmations.FirstOrDefault(one =>
                    said.EndsWith($"TopicArn={one.TopicArn}&Token={one.Token}", StringComparison.Ordinal)
                )
                .Subscription
                is { } id
            && WaitsOrLives(id)
            ? id
            : null;
    }

    private bool WaitsOrLives(string id) =>
        rig.Registry.FindAsync(id, ServerRig.Cancel).AsTask().GetAwaiter().GetResult() is { } found
        && found.Status.ToString() is "Provisioning" or "PendingConfirmation" or "Active"
        && found.WaitingSince + Millrace.Runtime.Subscriptions.SubscriptionService.ConfirmWithin >= rig.Wall.GetUtcNow();

    /// <summary>Takes what was given into the model, and holds lists against it.</summary>
    private async Task LearnAsync(IsolationCall call, IsolationAnswer answer, IsolationStep step, string told)
    {
        if (answer.Status != 200 || answer.Body.Length == 0)
        {
            return;
        }

        switch (call.Call)
        {
            case { Pattern: "/auth/o2/token" }:
                var ends = rig.Wall.GetUtcNow() + TokenService.Lifetime;
                Exchanged(call)!.Access[answer.Json().GetProperty("access_token").GetString()!] = ends;
                break;
            case { Pattern: "/v2/profiles" }:
                answer
                    .Json()
                    .EnumerateArray()
                    .Select(one => one.GetProperty("profileId").GetRawText())
                    .ShouldBe(
                        Token(call)!.Accounts.Select(number => tenants.Accounts[number].ProfileId),
                        ignoreOrder: true,
                        told
                    );
                break;
            case { Access: CallAccess.IngestKey }:
                JudgeIngest(call, answer, told);
                break;
            case { Method: "POST" } when call.Call.Pattern.EndsWith("/subscriptions", StringComparison.Ordinal):
                LearnSubscription(call, answer, told);
                break;
            case { Method: "GET" } when call.Call.Pattern.EndsWith("/subscriptions", StringComparison.Ordinal):
                Ids(answer, "subscriptions", "subscriptionId")
                    .ShouldBeSubsetOf(tenants.Subscriptions.Where(one => Owns(call, one)).Select(one => one.Id), told);
                break;
            case { Method: "POST" } when call.Call.Pattern.EndsWith("/replays", StringComparison.Ordinal):
                var id = answer.Json().GetProperty("replay").GetProperty("replayId").GetString()!;
                tenants.Replays.Add((id, call.SubscriptionId));
                break;
            case { Method: "GET" } when call.Call.Pattern.EndsWith("/replays", StringComparison.Ordinal):
                Ids(answer, "replays", "replayId")
                    .ShouldBeSubsetOf(
                        tenants.Replays.Where(one => one.Subscription == call.SubscriptionId).Select(one => one.Id),
                        told
                    );
                break;
        }

        if (step.Other % 5 == 0)
        {
            await SweepAsync();
        }
    }

    /// <summary>A request token that another principal used before makes a subscription of its own.</summary>
    private void LearnSubscription(IsolationCall call, IsolationAnswer answer, string told)
    {
        var id = answer.Json().GetProperty("subscriptionId").GetString()!;
        var body = JsonSerializer.Deserialize<JsonElement>(call.Body);
        var arn = body.GetProperty("destination").GetProperty("sqsDestination").GetProperty("queueArn").GetString()!;
        var made = new GivenSubscription(id, Token(call)!.Principal, Account(call)!.Value, call.Call.IsDsp, arn);
        if (tenants.Subscriptions.Find(one => one.Id == id) is { } known)
        {
            known.ShouldBe(made, told);
            return;
        }

        tenants.Subscriptions.Add(made);
    }

    /// <summary>Lines of accounts without a grant are refused, and as those of an account that is none.</summary>
    private void JudgeIngest(IsolationCall call, IsolationAnswer answer, string told)
    {
        var granted = tenants.IngestKeys.Where(key => key.Key == call.Bearer).SelectMany(key => key.Accounts).ToHashSet();
        answer.Json().GetProperty("accepted").GetInt32().ShouldBe(granted.Count, told);
        var refused = answer.Json().GetProperty("refused").EnumerateArray().ToList();
        refused
            .Select(line => line.GetProperty("line").GetInt32() - 1)
            .ShouldBe(Enumerable.Range(0, Tenants.AccountCount + 1).Except(granted), told);
        refused
            .Select(line => line.GetProperty("reason").GetString()!)
            .Select(reason => reason.Replace("NONE", "", StringComparison.Ordinal))
            .Select(reason =>
                tenants.MarksIn(reason).Aggregate(reason, (text, mark) => text.Replace(mark, "", StringComparison.Ordinal))
            )
            .Distinct()
            .Count()
            .ShouldBe(1, told);
    }

    private static IEnumerable<string> Ids(IsolationAnswer answer, string list, string name) =>
        answer.Json().GetProperty(list).EnumerateArray().Select(one => one.GetProperty(name).GetString()!);
}
