namespace Millrace.Unit.Server.Isolation;

internal sealed partial class IsolationPlay
{
    /// <summary>A call of any endpoint, with tokens, ids and names of any tenant; some nearly right.</summary>
    private IsolationCall Draw(IsolationStep step)
    {
        // Two in three are about subscriptions: there most belongs to somebody.
        var calls = KnownCall.All.Where(call => step.Kind / 12 % 3 == 0 || call.Access == CallAccess.Account).ToList();
        var known = Of(calls, step.Kind / 36 * 7 + step.Subject + step.Other);
        var subject = tenants.Subscriptions.Count > 0 ? Of(tenants.Subscriptions, step.Subject) : null;
        var isOwn = subject is not null && step.Odd % 3 != 0;
        var mine = tenants
            .Tokens.Where(one => !isOwn || (one.Principal == subject!.Principal && one.Accounts.Contains(subject.Account)))
            .SelectMany(one => one.Access.Keys)
            .ToList();
        var bearers = tenants.Tokens.Select(one => one.Refresh).Concat(tenants.IngestKeys.Select(one => one.Key)).ToList();
        var bearer = step.Odd == 10 || mine.Count == 0 ? Of(bearers, step.Who) : Of(mine, step.Who);
        var given = tenants.Tokens.FirstOrDefault(one => one.Access.ContainsKey(bearer));
        var principal = given?.Principal;
        var seen = given is { Accounts.Count: > 0 } && step.Odd < 7 ? given.Accounts.Order().ToList() : [0, 1, 2, 3];
        var account = tenants.Accounts[isOwn ? subject!.Account : Of(seen, step.Account)];
        var replays = tenants.Replays.Where(one => !isOwn || one.Subscription == subject!.Id).ToList();
        var call = new IsolationCall(known)
        {
            Bearer = bearer,
            ClientId = step.Odd == 11 || principal is null ? Of(tenants.Principals, step.Client).ClientId : principal.ClientId,
            Profile = step.Odd == 12 ? null : account.ProfileId,
            Advertiser = known.IsDsp || step.Odd == 12 ? account.AdvertiserId : null,
            SubscriptionId = subject?.Id ?? "none",
            ReplayId = replays.Count > 0 ? Of(replays, step.Other).Id : "none",
            Query = Query(known, step),
            Body = BodyOf(known, step, principal, account.AdvertiserId),
        };
        call = step.Odd switch
        {
            13 => call with { Bearer = IsolationStep.NearMiss(bearer, step.Other) },
            14 => call with { Bearer = null },
            15 => call with { Profile = IsolationStep.NearMiss(account.ProfileId, step.Other) },
            16 => call with { SubscriptionId = IsolationStep.NearMiss(call.SubscriptionId, step.Other) },
            17 => call with { ReplayId = IsolationStep.NearMiss(call.ReplayId, step.Other) },
            18 => call with { ClientId = IsolationStep.NearMiss(call.ClientId, step.Other) },
            _ => call,
        };
        return known.Access == CallAccess.IngestKey && step.Odd < 13
            ? call with
            {
                Bearer = Of(tenants.IngestKeys, step.Who).Key,
            }
            : call;
    }

    private string Query(KnownCall known, IsolationStep step)
    {
        if (known is { Method: "GET", Pattern: "/" })
        {
            return "?" + Confirm(step);
        }

        var isList = known.Method == "GET" && known.Pattern.EndsWith("/subscriptions", StringComparison.Ordinal);
        return isList && tenants.Subscriptions.Count > 0 && step.Other % 2 == 0
            ? $"?maxResults=1&startingToken={Of(tenants.Subscriptions, step.Other / 2).Id}"
            : "";
    }

    private string BodyOf(KnownCall known, IsolationStep step, Principal? principal, string advertiser)
    {
        if (known.Access == CallAccess.IngestKey)
        {
            return Lines(known, step);
        }

        if (known.Pattern == "/auth/o2/token")
        {
            var (who, whose) = (Of(tenants.Principals, step.Client), Of(tenants.Tokens, step.Who));
            who = step.Odd % 2 == 0 ? whose.Principal : who;
            return $"grant_type=refresh_token&client_id={who.ClientId}&client_secret={who.Client.Secret}&refresh_token={Uri.EscapeDataString(whose.Refresh)}";
        }

        if (known is { Method: "POST", Pattern: "/" })
        {
            return Confirm(step);
        }

        if (known.Method == "POST" && known.Pattern.EndsWith("/subscriptions", StringComparison.Ordinal))
        {
            var mark = (principal ?? tenants.Principals[0]).Mark;
            var dataset = known.IsDsp ? "adsp-traffic" : "sp-traffic";
            var token = $"{RequestTokens}{step.Other % 3}";
            return $$$$"""{"clientRequestToken":"{{{{token}}}}","dataSetId":"{{{{dataset}}}}","notes":"{{{{mark}}}} {{{{token}}}}","destination":{"sqsDestination":{"queueArn":"arn:aws:sqs:us-east-1:123456789012:{{{{mark}}}}-{{{{advertiser}}}}-{{{{step.Other % 2}}}}"}}}""";
        }

        return known.Pattern == "/sandbox/v1/clock" ? "{}"
            : known.Body.Contains("ARCHIVED", StringComparison.Ordinal) && step.Other % 4 != 0
                ? $"{{\"notes\":\"{(principal ?? tenants.Principals[0]).Mark} again\"}}"
            : known.Body;
    }

    /// <summary>The token of a confirmation with its topic, or with that of another.</summary>
    private string Confirm(IsolationStep step)
    {
        if (tenants.Confirmations.Count == 0)
        {
            return "Action=ConfirmSubscription&TopicArn=arn&Token=none";
        }

        var topic = Of(tenants.Confirmations, step.Odd < 13 ? step.Subject : step.Other).TopicArn;
        return $"Action=ConfirmSubscription&TopicArn={topic}&Token={Of(tenants.Confirmations, step.Subject).Token}";
    }

    /// <summary>A line of every account, and of one that never was.</summary>
    private string Lines(KnownCall known, IsolationStep step) =>
        string.Join(
            '\n',
            tenants
                .Accounts.Select((account, number) => (account.AdvertiserId, Mark: tenants.MarkOf(number)))
                .Append(("ADVNONE", "none"))
                .Select(line =>
                    known
                        .Body.Replace("\"ADV\"", $"\"{line.Item1}\"", StringComparison.Ordinal)
                        .Replace("\"campaign_id\":\"1\"", $"\"campaign_id\":\"{line.Item2}\"", StringComparison.Ordinal)
                        .Replace("\"event_id\":\"e\"", $"\"event_id\":\"{step.Other}\"", StringComparison.Ordinal)
                )
        );
}
