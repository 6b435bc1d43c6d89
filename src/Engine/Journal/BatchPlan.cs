using System.Runtime.InteropServices;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>
/// What a part's texts and cells are in the partition, worked out before anything is written: which events are fresh, which
/// cells they touch, what number each has or will get. Its memory is used again by the next batch.
/// </summary>
internal sealed class BatchPlan(long hashSeed)
{
    private readonly FamilyPlan?[] byFamily = new FamilyPlan?[CellFamily.NumbersEnd];
    private readonly List<FamilyPlan> families = [];

    /// <summary>Places of the part's identified events that are not repeats.</summary>
    public List<int> Fresh { get; } = [];

    /// <summary>Texts that the partition does not have yet, in the order of the numbers that they will get.</summary>
    public TextTable NewTexts { get; } = new(hashSeed);

    /// <summary>Those of the families that the part has cells of.</summary>
    public IReadOnlyList<FamilyPlan> Families => families;

    public FamilyPlan Of(byte family) => byFamily[family]!;

    /// <summary>The number of a text in the partition; one that is new there gets the next.</summary>
    public int Text(ReadOnlySpan<byte> text, PartitionState state) =>
        state.Texts.Find(text) is var known and >= 0 ? known : NewText(text, state);

    /// <summary>The number that a text will get which the partition does not have yet.</summary>
    public int NewText(ReadOnlySpan<byte> text, PartitionState state) => state.Texts.Count + NewTexts.GetOrAdd(text);

    /// <summary>Begins with a part whose <see cref="Fresh"/> events are known. False where a sum would leave the range.</summary>
    public bool TryMake(EventPart part, PartitionState state)
    {
        NewTexts.Clear();
        families.Clear();
        foreach (var cells in part.Families)
        {
            var plan = byFamily[cells.Family.Number] ??= new FamilyPlan(cells.Family, this);
            plan.Begin(cells, part.Windows.Count);
            families.Add(plan);
        }

        var identified = CollectionsMarshal.AsSpan(part.Identified);
        foreach (var place in Fresh)
        {
            ref readonly var happened = ref identified[place];
            if (!Of(happened.Family).TryAddIdentified(happened.Cell, part.LanesOf(in happened)))
            {
                return false;
            }
        }

        return families.TrueForAll(plan => plan.TryPlace(part.Windows, state));
    }

    /// <summary>Numbers the windows that have used cells, family by family; answers how many there are.</summary>
    public int NumberWindows(PartWindows windows)
    {
        var next = 0;
        foreach (var family in families)
        {
            next = family.NumberWindows(windows.Count, next);
        }

        return next;
    }
}
