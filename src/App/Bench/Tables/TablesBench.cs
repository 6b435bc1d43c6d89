namespace Millrace.App.Bench.Tables;

/// <summary>
/// The engine's own hash tables beside the framework's: two million entries in random order. Each side gets what suits it: the
/// framework's are reached by reference, with hashes as good as ours and without copies of what is looked for; ours are asked as the
/// engine asks them. Ratios are the other's figure by ours: above 1 ours is less.
/// </summary>
internal sealed class TablesBench : IBench
{
    private const int EventsPerEntry = 5;

    public string Name => "tables";

    public string Description => "The engine's own hash tables beside the framework's: time, memory, collections.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var entries = Math.Max(1, options.Events / EventsPerEntry);
        var race = new TableRace(entries, options.Runs);
        return [.. await CellsAsync(race, entries), .. await TextsAsync(race, entries), .. await IdsAsync(race, entries)];
    }

    private static Task<List<Figure>> CellsAsync(TableRace race, int entries)
    {
        var keys = new CellKeys(entries);
        return race.RunAsync(
            new("cells", IsRival: false, () => new OwnCells(keys, isInSteps: true)),
            new("Dictionary by record struct", IsRival: true, () => new DictionaryCells(keys)),
            new("Dictionary by string", IsRival: false, () => new StringCells(keys)),
            new("cells one by one", IsRival: false, () => new OwnCells(keys, isInSteps: false))
        );
    }

    private static Task<List<Figure>> TextsAsync(TableRace race, int entries)
    {
        var texts = new KeyTexts(entries);
        return race.RunAsync(
            new("texts", IsRival: false, () => new OwnTexts(texts, isInSteps: true)),
            new("Dictionary by bytes", IsRival: true, () => new BytesTexts(texts)),
            new("Dictionary by text", IsRival: false, () => new StringTexts(texts)),
            new("texts one by one", IsRival: false, () => new OwnTexts(texts, isInSteps: false))
        );
    }

    private static Task<List<Figure>> IdsAsync(TableRace race, int entries)
    {
        var random = new Random(5);
        var ids = Enumerable
            .Range(0, entries)
            .Select(_ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1))
            .ToArray();
        return race.RunAsync(
            new("ids", IsRival: false, () => new OwnIds(ids, isAhead: true)),
            new("HashSet", IsRival: true, () => new HashSetIds(ids, isOrdered: false)),
            new("HashSet and list", IsRival: false, () => new HashSetIds(ids, isOrdered: true)),
            new("ids one by one", IsRival: false, () => new OwnIds(ids, isAhead: false))
        );
    }
}
