using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// A good line from where it was read to where it counts. Between its steps other lines are read, so that the memory that the next one
/// looks at has come by then: its account's, its cell's.
/// </summary>
/// <param name="names">One for each family: where the name of its cell is written, which is its own until it has counted.</param>
internal ref struct LineUnderway(CombinationName?[] names)
{
    private readonly CombinationName?[] names = names;
    private UInt128 hash;
    private int window;

    /// <summary>Its number in the body, from 1.</summary>
    public int Number;
    public EventLine Line;

    /// <summary>Where its account is looked for.</summary>
    public int AccountAt;
    public AccountCache.Entry Entry = null!;
    public EventPart Part = null!;

    /// <summary>Null where it is no event of an ad.</summary>
    public Counting? Counting;

    /// <summary>The cells among which that of an ad's event is.</summary>
    public BatchCells Cells = null!;

    /// <summary>What its cell is about.</summary>
    public CombinationName Name = null!;

    public readonly CombinationName NameOf(CellFamily family) => names[family.Number] ??= new CombinationName(family);

    /// <summary>Looks up what the cell of an ad's event will be found by, and asks for the memory in which to look.</summary>
    public void Place()
    {
        window = Entry.WindowNumber(Line.Time);
        hash = Cells.Fetch(Name, window);
    }

    /// <summary>Why it is refused, null as long as it is not.</summary>
    public string? Reason;

    /// <summary>Asks for the memory of the cell.</summary>
    public readonly void FetchCell()
    {
        if (Reason is null && Counting is not null)
        {
            Cells.FetchRow(hash);
        }
    }

    /// <summary>The cell of an ad's event.</summary>
    public readonly int Cell() => Cells.GetOrAdd(Name, window, hash);
}
