using Millrace.Engine.Journal;

namespace Millrace.Engine.Budgets;

/// <summary>How that which changes a <see cref="BudgetMemory"/> stands in a journal entry. Folding begins behind the kind of a record.</summary>
internal static class BudgetRecords
{
    /// <summary>What a part of a body spends.</summary>
    public static void WriteSpend(ByteWriter writer, DaySums sums)
    {
        writer.Byte((byte)RecordKind.Spend);
        writer.Varint((ulong)sums.Count);
        for (var place = 0; place < sums.Count; place++)
        {
            var sum = sums[place];
            WriteScope(writer, sum.Scope);
            writer.Signed(sum.Day);
            writer.Byte((byte)sum.Shortest);
            writer.Signed(sum.Micros);
        }
    }

    public static void FoldSpend(ref ByteReader reader, BudgetMemory memory, long sequence)
    {
        Span<DaySum> sums = stackalloc DaySum[BudgetMemory.SpendsAtOnce];
        for (var left = reader.Number(); left > 0; left -= sums.Length)
        {
            sums = sums[..Math.Min(left, sums.Length)];
            foreach (ref var sum in sums)
            {
                var (scope, day) = (ReadScope(ref reader), (int)reader.Signed());
                sum = new DaySum(scope, day, (BudgetRecurrence)reader.Byte(), reader.Signed());
            }

            memory.AddSpends(sequence, sums);
        }
    }

    /// <summary>What periods are judged by.</summary>
    public static void WriteJudgements(ByteWriter writer, IReadOnlyList<Judgement> judgements)
    {
        writer.Byte((byte)RecordKind.BudgetPeriod);
        writer.Varint((ulong)judgements.Count);
        foreach (var judgement in judgements)
        {
            WriteScope(writer, judgement.Scope);
            writer.Byte((byte)judgement.Period.Recurrence);
            writer.Signed(judgement.Period.Number);
            writer.Varint((ulong)judgement.Budget);
            writer.Varint((ulong)judgement.Told);
        }
    }

    public static void FoldJudgements(ref ByteReader reader, BudgetMemory memory, long sequence)
    {
        for (var left = reader.Number(); left > 0; left--)
        {
            var (scope, recurrence) = (ReadScope(ref reader), (BudgetRecurrence)reader.Byte());
            var period = new BudgetPeriod(recurrence, (int)reader.Signed());
            memory.SetPeriod(sequence, scope, period, (long)reader.Varint(), (long)reader.Varint());
        }
    }

    /// <param name="terms">Null: the scope has no budget any more.</param>
    public static void WriteTerms(ByteWriter writer, BudgetScope scope, BudgetTerms? terms)
    {
        writer.Byte((byte)RecordKind.BudgetTerms);
        WriteScope(writer, scope);
        writer.Varint((ulong)(terms?.Micros ?? 0));
        writer.Byte((byte)(terms?.Recurrence ?? BudgetRecurrence.Daily));
        writer.Varint((ulong)(terms?.Rules.Count ?? 0));
        foreach (var rule in terms?.Rules ?? [])
        {
            writer.Varint((ulong)rule.PercentMicros);
            writer.Signed(rule.FirstDay);
            writer.Signed(rule.LastDay);
            writer.Byte(rule.Weekdays);
        }
    }

    public static void FoldTerms(ref ByteReader reader, BudgetMemory memory, long sequence)
    {
        var (scope, micros) = (ReadScope(ref reader), (long)reader.Varint());
        var (recurrence, rules) = ((BudgetRecurrence)reader.Byte(), reader.Number());
        memory.SetTerms(sequence, scope, micros, recurrence, rules);
        for (var place = 0; place < rules; place++)
        {
            memory.SetRule(sequence, scope, place, ReadRule(ref reader));
        }
    }

    /// <param name="portfolio">Text number of its id, -1: the campaign is in none.</param>
    public static void WritePortfolio(ByteWriter writer, BudgetScope campaign, int portfolio)
    {
        writer.Byte((byte)RecordKind.BudgetPortfolio);
        WriteScope(writer, campaign);
        writer.Varint((ulong)(portfolio + 1L));
    }

    public static void FoldPortfolio(ref ByteReader reader, BudgetMemory memory, long sequence) =>
        memory.SetPortfolio(sequence, ReadScope(ref reader), reader.Number() - 1);

    /// <summary>Passes over one record of budgets.</summary>
    public static void Skim(RecordKind kind, ref ByteReader reader)
    {
        switch (kind)
        {
            case RecordKind.Spend:
                for (var left = reader.Number(); left > 0; left--)
                {
                    _ = (ReadScope(ref reader), reader.Signed(), reader.Byte(), reader.Signed());
                }

                break;
            case RecordKind.BudgetPeriod:
                for (var left = reader.Number(); left > 0; left--)
                {
                    _ = (ReadScope(ref reader), reader.Byte(), reader.Signed(), reader.Varint(), reader.Varint());
                }

                break;
            case RecordKind.BudgetTerms:
                _ = (ReadScope(ref reader), reader.Varint(), reader.Byte());
                for (var left = reader.Number(); left > 0; left--)
                {
                    ReadRule(ref reader);
                }

                break;
            default:
                _ = (ReadScope(ref reader), reader.Number());
                break;
        }
    }

    private static void WriteScope(ByteWriter writer, BudgetScope scope)
    {
        writer.Varint((ulong)scope.Account);
        writer.Byte((byte)scope.Kind);
        writer.Varint((ulong)scope.Id);
    }

    private static BudgetScope ReadScope(ref ByteReader reader) =>
        new(reader.Number(), (BudgetScopeKind)reader.Byte(), reader.Number());

    private static BudgetRule ReadRule(ref ByteReader reader) =>
        new((long)reader.Varint(), (int)reader.Signed(), (int)reader.Signed(), reader.Byte());
}
