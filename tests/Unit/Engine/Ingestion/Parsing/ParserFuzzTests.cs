using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Engine.Attribution;
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
    private static readonly int LinesMax = int.Parse(
        Environment.GetEnvironmentVariable("MILLRACE_FUZZ_LINES") ?? "200000",
        CultureInfo.InvariantCulture
    );

    private static readonly (string Name, EventField Field)[] Texts =
    [
        .. EventTables.Texts.Select(name => (name, Named<EventField>(name))),
    ];

    private readonly ShapeParser old = new(new UnknownNames());
    private readonly ExactParser exact = new(new UnknownNames());

    /// <summary>By type, what is taken back by an invalidation, and ad product.</summary>
    private readonly Dictionary<(string Type, string Taken, string Product), Tally> tallies = [];

    [Fact]
    public void Both_paths_read_and_refuse_as_a_document_would()
    {
        var lines = 0;
        for (var round = 0; lines < LinesMax; round++)
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

        // Were all refused, or some never read by the fast path, the comparison would mean little.
        tallies.Values.Sum(tally => tally.Good).ShouldBeInRange(lines / 3, lines * 4 / 5);
        tallies.Keys.ShouldBe(AllKinds(), ignoreOrder: true);
        tallies.Where(of => of.Value.Fast < of.Value.Good / 2).Select(of => $"{of.Key}: {of.Value}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_value_of_an_event_is_compared()
    {
        var words = Enum.GetValues<EventField>().Count(EventFields.IsWord);
        (typeof(EventLine).GetFields().Length + words).ShouldBe(17, "give a new one to Compare and to the oracle");
        words.ShouldBeLessThanOrEqualTo(sizeof(ulong), "of an event's words each has a byte of one number");
    }

    private static IEnumerable<(string Type, string Taken, string Product)> AllKinds()
    {
        foreach (var subject in EventTables.Subjects)
        {
            foreach (
                var product in EventTables.Deeds.Contains(subject)
                    ? ["SP"]
                    : EventTables.OfAd.GetValueOrDefault(subject, EventTables.AdProducts)
            )
            {
                yield return (subject, "", product);
                yield return ("invalidation", subject, product);
            }
        }

        yield return ("return", "", "SP");
    }

    private static byte[] MakeLine(Random random, LineMaker maker, LineMutator mutator)
    {
        var fields = maker.Fields();
        var oddity = random.Next(10);
        for (var times = random.Next(1, 3); oddity is 0 or 1 or 2 && times > 0 && fields.Count > 0; times--)
        {
            if (random.Next(2) == 0)
            {
                mutator.Regroup(fields, maker);
            }
            else
            {
                mutator.Change(fields);
            }
        }

        var line = maker.Write(fields);
        for (var times = random.Next(1, 4); oddity is 2 or 3 or 4 && times > 0 && line.Length > 0; times--)
        {
            line = mutator.Change(line);
        }

        return line;
    }

    /// <summary>
    /// The line alone in its array, or before bytes that a reader which went too far would take for its end: outside of what the parser is
    /// given, or in the next line.
    /// </summary>
    private static Memory<byte> Place(Random random, byte[] line)
    {
        if (random.Next(2) == 0)
        {
            return line;
        }

        var cut = random.Next(6) == 0 ? random.Next(line.Length + 1) : line.Length;
        var isBeforeOthers = random.Next(2) == 0;
        byte[] buffer = [.. line[..cut], .. isBeforeOthers ? "\n"u8 : [], .. "\"}\"}}\",\"cost\":1.5,\"count\":25}"u8, .. line];
        return buffer.AsMemory(0, isBeforeOthers ? buffer.Length : cut);
    }

    /// <param name="lines">The first is the one to be read.</param>
    private void Check(Memory<byte> lines, ShapeParser fresh, UnknownNames told, string where)
    {
        var line = lines[..Lines.First(lines.Span).Length];
        var oracle = EventOracle.Read(line);
        where += $": {Encoding.Latin1.GetString(line.Span)}";
        var tally = TallyOf(oracle);

        // The exact path takes over what the fast one leaves, whatever that has written.
        var parsed = default(EventLine);
        foreach (var shapes in new[] { old, fresh })
        {
            if (shapes.Parse(lines.Span, ref parsed) is var length and >= 0)
            {
                length.ShouldBe(line.Length, where);
                Compare(null, in parsed, oracle, "fast path, " + where);
                if (shapes == fresh)
                {
                    tally.Fast++;
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
        (parsed.Kind, parsed.Invalidates, parsed.Conversion).ShouldBe(
            (Kind(oracle.Word("type")), Kind(oracle.Word("invalidates_type")), Kind(oracle.Word("conversion_type"))),
            where
        );
        (parsed.Product, parsed.IsView, parsed.IsBrandHalo, parsed.IsNewToBrand).ShouldBe(
            (
                (AdProduct)Array.IndexOf(EventTables.AdProducts, oracle.Product),
                oracle.Word("attribution") == "view",
                oracle.Word("product_match") == "brand_halo",
                oracle.Word("shopper_status") == "new_to_brand"
            ),
            where
        );
        (parsed.Time, parsed.ConversionTime, parsed.Count, parsed.Units).ShouldBe(
            (oracle.Number("time"), oracle.Number("conversion_time"), oracle.Number("count", 1), oracle.Number("units", -1)),
            where
        );
        (parsed.CostMicros, parsed.SalesMicros).ShouldBe((oracle.Number("cost"), oracle.Number("sales")), where);
        (parsed.SupplyCostMicros, parsed.AgencyFeeMicros, parsed.AudienceFeeMicros, parsed.ConsoleFeeMicros).ShouldBe(
            (
                oracle.Number("supply_cost"),
                oracle.Number("agency_fee"),
                oracle.Number("audience_fee"),
                oracle.Number("console_fee")
            ),
            where
        );
        foreach (var (name, field) in Texts)
        {
            CompareText(parsed[field], name, oracle, where);
        }
    }

    private static void CompareText(ReadOnlySpan<byte> text, string name, OracleAnswer oracle, string where)
    {
        var wanted = oracle.Texts.GetValueOrDefault(name, "");
        if (Encoding.UTF8.GetString(text) != wanted)
        {
            Encoding.UTF8.GetString(text).ShouldBe(wanted, $"{name}. {where}");
        }
    }

    private static EventKind Kind(string type) => type.Length == 0 ? EventKind.None : Named<EventKind>(type);

    private static T Named<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private Tally TallyOf(OracleAnswer oracle)
    {
        if (!oracle.IsGood)
        {
            return new Tally();
        }

        var kind = (oracle.Word("type"), oracle.IsBack ? oracle.Subject : "", oracle.Product);
        var tally = CollectionsMarshal.GetValueRefOrAddDefault(tallies, kind, out _) ??= new Tally();
        tally.Good++;
        return tally;
    }

    private sealed record Tally
    {
        public int Good { get; set; }
        public int Fast { get; set; }
    }
}
