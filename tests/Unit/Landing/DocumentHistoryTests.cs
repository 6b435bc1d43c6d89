using CsCheck;
using Millrace.Landing;

namespace Millrace.Unit.Landing;

/// <summary>Random documents in any order, again and again, over restarts: the history is the set of what was told, the view its newest.</summary>
public sealed class DocumentHistoryTests
{
    private const int Forms = 8;
    private const int IdsPerRun = 7;
    private static readonly DateTime Start = new(2026, 7, 13, 8, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<Told> Messages = Gen.Select(
        Gen.Enum<Kind>(),
        Gen.Int[1, 3],
        Gen.Int[1, Forms],
        Gen.Enum<As>(),
        Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))),
        (kind, subject, form, sent, contradicts) => new Told(kind, subject, form, sent, contradicts && kind == Kind.Versioned)
    );

    private enum Kind
    {
        Versioned,
        Unversioned,
        Usage,
    }

    private enum As
    {
        Change,
        ChangeWithWords,
        Snapshot,
    }

    [Fact]
    public void Whatever_is_told_in_whatever_order_the_views_have_the_newest() =>
        Gen.Select(Messages.Array[0, 20], Gen.Bool)
            .Array[1, 8]
            .Sample(batches => PlayAsync(batches).GetAwaiter().GetResult(), iter: 25, threads: 1);

    private static async Task PlayAsync((Told[] Messages, bool Restart)[] batches)
    {
        await using var rig = await LandingRig.OpenAsync(IdsPerRun);
        var model = new List<Stored>();
        foreach (var (messages, restart) in batches)
        {
            if (restart)
            {
                await rig.ReopenAsync();
            }

            (await rig.LandAsync([.. messages.Select(Body)])).ShouldBe(Land(model, messages));
        }

        (await rig.AskAsync($"{Sql("campaigns", "\"campaignId\"", "name")} ORDER BY ALL")).ShouldBe(Rows(model, Kind.Versioned));
        (
            await rig.AskAsync(
                $"SELECT campaign_id, name, is_snapshot, actor FROM {DocumentMaker.Schema}.\"ads-campaign-management-campaigns\" ORDER BY ALL"
            )
        ).ShouldBe(Rows(model, Kind.Unversioned));
        (
            await rig.AskAsync(
                $"SELECT budget_scope_id, budget_usage_percentage, is_snapshot, '' FROM {DocumentMaker.Schema}.\"budget-usage\" ORDER BY ALL"
            )
        ).ShouldBe(Rows(model, Kind.Usage));

        (await rig.AskAsync($"SELECT \"campaignId\", name FROM {DocumentMaker.Schema}.campaigns_current ORDER BY ALL")).ShouldBe(
            Newest(model, Kind.Versioned, stored => stored.Told.Form)
        );
        (
            await rig.AskAsync(
                $"SELECT campaign_id, name FROM {DocumentMaker.Schema}.\"ads-campaign-management-campaigns_current\" ORDER BY ALL"
            )
        ).ShouldBe(Newest(model, Kind.Unversioned, stored => stored.Told.Form / 2));
        (
            await rig.AskAsync(
                $"SELECT budget_scope_id, budget_usage_percentage FROM {DocumentMaker.Schema}.\"budget-usage_current\" ORDER BY ALL"
            )
        ).ShouldBe(Newest(model, Kind.Usage, stored => stored.Told.Form / 2));
    }

    private static string Sql(string dataset, string id, string form) =>
        $"SELECT {id}, {form}, is_snapshot, actor FROM {DocumentMaker.Schema}.\"{dataset}\"";

    private static IEnumerable<string> Rows(List<Stored> model, Kind kind) =>
        model
            .Where(stored => stored.Told.Kind == kind)
            .Select(stored => $"{stored.Told.Subject}|{Form(stored.Told)}|{stored.IsSnapshot}|{stored.Actor}")
            .Order(StringComparer.Ordinal);

    /// <summary>Of those that are equally new the one that was stored last.</summary>
    private static IEnumerable<string> Newest(List<Stored> model, Kind kind, Func<Stored, int> age) =>
        model
            .Where(stored => stored.Told.Kind == kind)
            .GroupBy(stored => stored.Told.Subject)
            .Select(stored => stored.Select((one, place) => (one, place)).MaxBy(one => (age(one.one), one.place)).one.Told)
            .Select(told => $"{told.Subject}|{Form(told)}")
            .Order(StringComparer.Ordinal);

    private static StoreOutcome Land(List<Stored> model, Told[] messages)
    {
        var (fresh, again, contradictions) = (0, 0, 0);
        foreach (var told in messages)
        {
            var known = model.Find(stored =>
                (stored.Told.Kind, stored.Told.Subject, stored.Told.Form) == (told.Kind, told.Subject, told.Form)
            );
            if (known is not null && known.Told.Contradicts != told.Contradicts)
            {
                contradictions++;
                continue;
            }

            if (known is null)
            {
                fresh++;
                model.Add(known = new Stored(told));
            }
            else
            {
                again++;
            }

            known.IsSnapshot &= told.Sent == As.Snapshot;
            known.Actor = told.Sent == As.ChangeWithWords && told.Kind != Kind.Usage ? "jane" : known.Actor;
        }

        return new(fresh, again, contradictions, Documents: fresh);
    }

    /// <summary>What tells the forms of a subject apart.</summary>
    private static string Form(Told told) =>
        told.Kind == Kind.Usage ? $"{told.Form}" : $"form {told.Form}{(told.Contradicts ? " else" : "")}";

    private static string Body(Told told)
    {
        var words = told.Sent switch
        {
            As.Change => [],
            As.Snapshot => [("message_type", "\"snapshot\"")],
            _ => new (string, string?)[] { ("actor", "\"jane\""), ("changed_fields", "[\"name\"]") },
        };
        var updated = Start.AddSeconds(told.Form / 2);
        return told.Kind switch
        {
            Kind.Versioned => DocumentMaker.Campaign($"{told.Subject}", told.Form, [("name", $"\"{Form(told)}\""), .. words]),
            Kind.Unversioned => DocumentMaker.NewerCampaign($"{told.Subject}", Form(told), updated, words),
            _ => DocumentMaker.Usage($"{told.Subject}", 100, told.Form, updated, words),
        };
    }

    private sealed record Told(Kind Kind, int Subject, int Form, As Sent, bool Contradicts);

    private sealed record Stored(Told Told)
    {
        public bool IsSnapshot { get; set; } = true;

        public string Actor { get; set; } = "";
    }
}
