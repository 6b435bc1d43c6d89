using System.Globalization;
using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>
/// Both paths of the parser against <see cref="EventOracle"/>. How many lines is said by MILLRACE_FUZZ_LINES; ./soak asks for
/// more than ./test.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int LinesOfRound = 512;
    private static readonly int Lines = int.Parse(
        Environment.GetEnvironmentVariable("MILLRACE_FUZZ_LINES") ?? "200000",
        CultureInfo.InvariantCulture
    );

    private readonly ShapeParser old = new(new UnknownNames());
    private readonly ExactParser exact = new(new UnknownNames());
    private int accepted;
    private int fast;

    [Fact]
    public void Both_paths_read_and_refuse_as_a_document_would()
    {
        var lines = 0;
        for (var round = 0; lines < Lines; round++)
        {
            // A parser with a history of its own in each round, beside one that has seen everything.
            var (random, told) = (new Random(round), new UnknownNames());
            var fresh = new ShapeParser(told);
            var mutator = new LineMutator(random);
            var makers = Enumerable.Range(0, 3).Select(_ => new LineMaker(random)).ToList();
            for (var number = 0; number < LinesOfRound; number++, lines++)
            {
                var line = MakeLine(random, makers[random.Next(makers.Count)], mutator);
                var where = $"round {round}, line {number}";
                Check(Place(random, line), fresh, told, where);
            }
        }

        // Were all refused, or none read by the fast path, the comparison would mean little.
        accepted.ShouldBeInRange(lines / 3, lines * 4 / 5);
        fast.ShouldBeGreaterThan(accepted / 2);
    }

    private static byte[] MakeLine(Random random, LineMaker maker, LineMutator mutator)
    {
        var fields = maker.Fields();
        var oddity = random.Next(10);
        for (var times = random.Next(1, 3); oddity is 0 or 1 or 2 && times > 0 && fields.Count > 0; times--)
        {
            mutator.Change(fields);
        }

        var line = maker.Write(fields);
        for (var times = random.Next(1, 4); oddity is 2 or 3 or 4 && times > 0 && line.Length > 0; times--)
        {
            line = mutator.Change(line);
        }

        return line;
    }

    /// <summary>
    /// The line alone in its array, or before bytes that a reader which went too far would take for its end.
    /// </summary>
    private static Memory<byte> Place(Random random, byte[] line)
    {
        if (random.Next(2) == 0)
        {
            return line;
        }

        var cut = random.Next(6) == 0 ? random.Next(line.Length + 1) : line.Length;
        byte[] buffer = [.. line, .. "\"}\"}}\",\"cost\":1.5,\"count\":25}"u8, .. line];
        return buffer.AsMemory(0, cut);
    }

    private void Check(Memory<byte> line, ShapeParser fresh, UnknownNames told, string where)
    {
        var oracle = EventOracle.Read(line);
        where += $": {Encoding.Latin1.GetString(line.Span)}";
        accepted += oracle.IsGood ? 1 : 0;

        // The exact path takes over what the fast one leaves, whatever that has written.
        var parsed = default(EventLine);
        foreach (var shapes in new[] { old, fresh })
        {
            if (shapes.TryParse(line.Span, ref parsed))
            {
                Compare(null, in parsed, oracle, "fast path, " + where);
                if (shapes == fresh)
                {
                    fast++;
                    CheckTold(told, oracle, where);
                }
            }
        }

        var reason = exact.Parse(line.Span, ref parsed);
        Compare(reason, in parsed, oracle, "exact path, " + where);
    }

    private static void CheckTold(UnknownNames told, OracleAnswer oracle, string where)
    {
        var untold = oracle.UnknownFields.Find(name => !told.Names.Contains(name));
        if (untold is not null)
        {
            told.Names.Count.ShouldBe(8, $"{untold} is not told. {where}");
        }
    }

    private static void Compare(string? reason, in EventLine parsed, OracleAnswer oracle, string where)
    {
        if (!oracle.IsGood)
        {
            var isAsExpected =
                reason is not null && oracle.Refusals.Any(words => reason.Contains(words, StringComparison.Ordinal));
            isAsExpected.ShouldBeTrue($"expected {string.Join(" / ", oracle.Refusals)}, got {reason ?? "an event"}. {where}");
            return;
        }

        reason.ShouldBeNull(where);
        (parsed.Kind, parsed.Invalidates, parsed.Time, parsed.Count, parsed.CostMicros).ShouldBe(
            (oracle.Kind, oracle.Invalidates, oracle.Time, oracle.Count, oracle.CostMicros),
            where
        );
        CompareText(parsed.EventId, "event_id", oracle, where);
        CompareText(parsed.InvalidatesEventId, "invalidates_event_id", oracle, where);
        CompareText(parsed.AdvertiserId, "advertiser_id", oracle, where);
        CompareText(parsed.MarketplaceId, "marketplace_id", oracle, where);
        CompareText(parsed.CampaignId, "campaign_id", oracle, where);
        CompareText(parsed.AdGroupId, "ad_group_id", oracle, where);
        CompareText(parsed.AdId, "ad_id", oracle, where);
        CompareText(parsed.TargetId, "keyword_id", oracle, where);
        CompareText(parsed.KeywordText, "keyword_text", oracle, where);
        CompareText(parsed.MatchType, "match_type", oracle, where);
        CompareText(parsed.Placement, "placement", oracle, where);
        CompareText(parsed.Currency, "currency", oracle, where);
    }

    private static void CompareText(ReadOnlySpan<byte> text, string name, OracleAnswer oracle, string where)
    {
        var wanted = oracle.Texts.GetValueOrDefault(name, "");
        if (Encoding.UTF8.GetString(text) != wanted)
        {
            Encoding.UTF8.GetString(text).ShouldBe(wanted, $"{name}. {where}");
        }
    }
}
