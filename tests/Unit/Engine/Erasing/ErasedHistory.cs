using System.Text;
using System.Text.Json.Nodes;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Unit.Engine.Differential;

namespace Millrace.Unit.Engine.Erasing;

/// <summary>Plays a history in which an account is erased midway, and one in which the account never was.</summary>
/// <param name="account">That is erased.</param>
/// <param name="at">Number of the step before which it is.</param>
internal sealed class ErasedHistory(History history, int account, int at)
{
    /// <summary>Begins every text that the account alone has.</summary>
    private const string Own = "zq7own";

    private readonly EngineRig rig = new(PublicationPolicies.Default, History.Zones, cellsPerSliceMax: 3) { Now = history.Start };

    private string Advertiser => $"ADV{account}";

    /// <summary>What was published of the other accounts, by stream, without the ids that hang on the number of a block.</summary>
    public List<string> Others { get; private set; } = [];

    /// <summary>The account is erased; crashes of the history come between the shares of it, and it is asked for again then.</summary>
    public EngineRig Erase()
    {
        var isAsked = false;
        var step = 0;
        Play(
            next =>
            {
                if (step++ == at)
                {
                    (isAsked, _) = (true, Ask());
                }

                if (next is HistoryStep.Crash)
                {
                    rig.Crash();
                    if (isAsked)
                    {
                        Ask();
                    }
                }
                else if (rig.IsErasing)
                {
                    rig.GoOnErasing();
                }
            },
            () => isAsked
        );
        if (!isAsked)
        {
            Ask();
        }

        while (rig.IsErasing)
        {
            rig.GoOnErasing();
        }

        Finish();
        return rig;
    }

    /// <summary>Nothing is ever sent of the account.</summary>
    public void LeaveOut()
    {
        Play(
            next =>
            {
                if (next is HistoryStep.Crash)
                {
                    rig.Crash();
                }
            },
            () => true
        );
        Finish();
    }

    /// <summary>Where in the bytes that are kept something of the account stands, or null.</summary>
    public string? Trace()
    {
        var marks = history
            .Steps.OfType<HistoryStep.Send>()
            .SelectMany(send => send.Events)
            .Where(happened => happened.AdvertiserId == Advertiser && happened.ShopperId is not null)
            .SelectMany(happened => Forms(EventIds.ShopperHash(account, happened.ShopperId!, rig.Options().EventIdSeed)))
            .Append(Encoding.UTF8.GetBytes(Own))
            .Append(Encoding.UTF8.GetBytes(Advertiser))
            .ToList();
        foreach (var (page, data) in rig.Pages)
        {
            if (marks.Exists(mark => data.AsSpan().IndexOf(mark) >= 0))
            {
                return page.ToString();
            }
        }

        var entry = rig.Journal.ToList().FindIndex(data => marks.Exists(mark => data.AsSpan().IndexOf(mark) >= 0));
        return entry < 0 ? null : $"entry {entry + 1}";
    }

    /// <summary>A hash as it may stand in bytes.</summary>
    public static IEnumerable<byte[]> Forms(ulong hash)
    {
        var little = BitConverter.GetBytes(hash);
        yield return little;
        yield return [.. little.Reverse()];
        var writer = new Millrace.Engine.Journal.ByteWriter();
        writer.Varint(hash);
        yield return writer.Written.ToArray();
    }

    private bool Ask()
    {
        rig.BeginErasing(account);
        return true;
    }

    private void Play(Action<HistoryStep> before, Func<bool> isOut)
    {
        foreach (var advertiser in Enumerable.Range(0, History.Zones.Length).Where(number => number != account || !isOut()))
        {
            var id = (advertiser == account ? Own : "") + "C1";
            rig.Upsert(
                $$"""{"kind":"campaign","ad_product":"SP","advertiser_id":"ADV{{advertiser}}","marketplace_id":"MKT","id":"{{id}}","budget":{"amount":1,"currency":"USD","recurrence":"MONTHLY"} }"""
            );
        }

        foreach (var step in history.Steps)
        {
            before(step);
            switch (step)
            {
                case HistoryStep.Send send:
                    var lines = send
                        .Events.Where(happened => happened.AdvertiserId != Advertiser || !isOut())
                        .Select(happened => MakeOwn(happened).ToLine())
                        .ToList();
                    rig.Send(send.Batch, lines);
                    break;
                case HistoryStep.Put put when put.Advertiser != Advertiser:
                    rig.Upsert(put.Line);
                    break;
                case HistoryStep.Put put when !isOut():
                    rig.Upsert((put with { Sku = Own + put.Sku, Brand = Own + put.Brand }).Line);
                    break;
                case HistoryStep.Turn turn:
                    rig.Now += (long)turn.After.TotalSeconds;
                    rig.Turn();
                    break;
                case HistoryStep.Paging:
                    rig.BeginPaging();
                    break;
            }
        }
    }

    private void Finish()
    {
        rig.Crash();
        rig.Now += 3 * 3600;
        rig.Turn();
        Others =
        [
            .. rig
                .Blocks.Where(block => block.Account != account)
                .GroupBy(block => (block.Account, block.Dataset))
                .OrderBy(stream => stream.Key)
                .SelectMany(stream => stream.SelectMany(block => Rendered.Messages(block.Data)).Select(WithoutId)),
        ];
    }

    private RawEvent MakeOwn(RawEvent happened) =>
        happened.AdvertiserId != Advertiser
            ? happened
            : happened with
            {
                CampaignId = Made(happened.CampaignId),
                KeywordText = Made(happened.KeywordText),
                Sku = Made(happened.Sku),
            };

    private static string? Made(string? text) => text is null ? null : Own + text;

    private static string WithoutId(byte[] message)
    {
        var json = JsonNode.Parse(message)!.AsObject();
        json.Remove("idempotency_id");
        return json.ToJsonString();
    }
}
