using System.Globalization;
using CsCheck;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>
/// Makes histories in which much meets: few shoppers, skus and ads, times that lie exactly the days of attribution apart or a
/// second off, clocks that change, events that come twice, late, in disorder, or after what takes them back.
/// </summary>
internal sealed class HistoryMaker
{
    /// <summary>Touches stay younger than the 60 days after which their hours are not changed any more.</summary>
    private const long LengthMax = 55 * Acceptance.Day;

    /// <summary>Repeats are told apart for 14 days.</summary>
    private const long RepeatMax = 13 * Acceptance.Day;

    private static readonly string[] Starts =
    [
        "2026-03-08T10:00:00Z", // Los Angeles leaves out an hour
        "2026-11-01T09:00:00Z", // Los Angeles doubles one
        "2026-10-03T15:30:00Z", // Lord Howe leaves out half an hour
        "2026-04-04T15:00:00Z", // Lord Howe doubles one
        "2026-06-15T00:00:00Z",
    ];

    private static readonly long[] Waits =
    [
        60,
        900,
        1800,
        3600,
        2 * 3600,
        5 * 3600,
        Acceptance.Day,
        Acceptance.Day,
        3 * Acceptance.Day,
        7 * Acceptance.Day,
        13 * Acceptance.Day,
    ];

    private readonly Dice dice;
    private readonly Feeding feeding;
    private readonly EventMaker events;
    private readonly List<HistoryStep> steps = [];
    private readonly List<(RawEvent Happened, long SentAt)> sent = [];
    private readonly List<(HistoryStep.Send Step, long SentAt)> batches = [];
    private readonly List<RawEvent> held = [];
    private readonly long start;
    private long now;

    private HistoryMaker(Dice dice, DatasetDeclaration dataset, Feeding feeding)
    {
        this.dice = dice;
        this.feeding = feeding;
        start =
            DateTimeOffset.Parse(dice.Of(Starts), CultureInfo.InvariantCulture).ToUnixTimeSeconds() + dice.Between(-7200, 7200);
        now = start;
        events = new(dice, dataset, feeding, start - (3 * Acceptance.Day));
    }

    /// <summary>Histories with much of what a dataset counts, and some of what feeds the others.</summary>
    public static Gen<History> For(DatasetDeclaration dataset, IReadOnlyList<DatasetDeclaration> others) =>
        Gen.Select(Gen.Int[1, 70], Gen.UInt, (length, seed) => new HistoryMaker(new(seed), dataset, new(others)).Make(length));

    private History Make(int length)
    {
        var from = now;
        if (feeding.HasDeeds)
        {
            events.Skus.Where(_ => dice.IsTrue(60)).ToList().ForEach(Put);
            if (dice.IsTrue(30))
            {
                from = AddWhatWasAYearAgo();
            }
        }

        for (var step = 0; step < length; step++)
        {
            AddStep();
        }

        return new(from, steps);
    }

    /// <summary>Purchases a year before all else; no touch is so old.</summary>
    private long AddWhatWasAYearAgo()
    {
        now = start - (365 * Acceptance.Day);
        var from = now;
        for (var batch = 0; batch < 2; batch++)
        {
            AddBatch([Noted(events.Purchase(now)), Noted(events.Purchase(now))]);
        }

        AddTurn(start - now);
        return from;
    }

    private void AddStep()
    {
        switch (dice.Below(100))
        {
            case < 62:
                AddBatch([.. Enumerable.Range(0, 1 + dice.Below(4)).SelectMany(_ => Happenings())]);
                break;
            case < 68 when batches.Where(batch => now - batch.SentAt <= RepeatMax).ToList() is { Count: > 0 } again:
                steps.Add(dice.Of(again).Step);
                break;
            case < 88:
                AddTurn(dice.Of(Waits) + dice.Between(0, 600));
                break;
            case < 92:
                steps.Add(new HistoryStep.Crash());
                break;
            case < 95:
                steps.Add(new HistoryStep.Paging());
                break;
            case < 100 when feeding.HasDeeds:
                Put(dice.Of(events.Skus));
                break;
        }
    }

    private void AddTurn(long after)
    {
        if (now + after <= start + LengthMax)
        {
            now += after;
            steps.Add(new HistoryStep.Turn(TimeSpan.FromSeconds(after)));
        }
    }

    private void AddBatch(IReadOnlyList<RawEvent> lines)
    {
        var step = new HistoryStep.Send($"b{batches.Count}", lines);
        batches.Add((step, now));
        steps.Add(step);
    }

    private void Put(string sku) => steps.Add(events.Put(sku));

    /// <summary>One event, seldom another with it.</summary>
    private IEnumerable<RawEvent> Happenings()
    {
        var recent = sent.Where(one => now - one.SentAt <= RepeatMax).Select(one => one.Happened).ToList();
        if (dice.IsTrue(7) && recent.Where(one => one.EventId is not null).ToList() is { Count: > 0 } repeatable)
        {
            return [dice.Of(repeatable)];
        }

        if (held.Count > 0 && dice.IsTrue(25))
        {
            var late = dice.Of(held);
            held.Remove(late);
            return [Noted(late)];
        }

        if (dice.IsTrue(14) && recent.Where(one => one.Type is not ("invalidation" or "return")).ToList() is { Count: > 0 } valid)
        {
            return [Noted(Taking(dice.Of(valid)))];
        }

        var made = events.Next(now);
        if (made.IsNamed && dice.IsTrue(6))
        {
            // What takes it back comes first.
            held.Add(made);
            return [Noted(Taking(made))];
        }

        return [Noted(made)];
    }

    private RawEvent Taking(RawEvent happened) =>
        happened.Type == "purchase" && dice.IsTrue(50) ? events.Return(happened) : happened.TakenBackBy(events.NextId());

    private RawEvent Noted(RawEvent happened)
    {
        sent.Add((happened, now));
        events.Remember(happened);
        return happened;
    }
}
