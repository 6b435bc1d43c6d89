using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine;

/// <summary>
/// What is left to do of an account that was erased from memory: its cells in windows on disk, a few windows at a time, and then the
/// texts that nothing names any more, whosever they were. Not journaled: whoever asked for it asks again after a crash, and what was
/// erased is passed over.
/// </summary>
internal sealed class AccountErasure(PartitionState state)
{
    /// <summary>Pages that are brought back at a time; a window with more comes alone.</summary>
    private const int PagesAtOnceMax = 8;

    private readonly SortedSet<int> accounts = [];
    private readonly List<WindowId> next = [];
    private readonly List<WindowId> broughtIn = [];
    private Queue<WindowId> left = [];
    private TextUse use = new();

    public bool IsOn => accounts.Count > 0;

    /// <summary>Begins with an account; where another is under way, all windows are gone through anew.</summary>
    public void Begin(int account)
    {
        accounts.Add(account);
        left = new(state.Cold.Keys);
        use = new();
        next.Clear();
        broughtIn.Clear();
    }

    /// <summary>Pages that have to be brought in before <see cref="Step"/>; asked again until there are none.</summary>
    public IReadOnlyCollection<PageId> Missing()
    {
        if (next.Count == 0)
        {
            broughtIn.Clear();
            var pages = 0;
            while (left.TryPeek(out var window) && (pages == 0 || pages + state.Cold[window] <= PagesAtOnceMax))
            {
                next.Add(left.Dequeue());
                pages += state.Cold[window];
                if (state.IsMissing(window))
                {
                    broughtIn.Add(window);
                }
            }
        }

        return [.. next.Where(state.IsMissing).SelectMany(window => PartitionPages.AllOf(window, state.Cold[window]))];
    }

    /// <summary>Erases what <see cref="Missing"/> has named, and with the last of it the texts.</summary>
    /// <returns>The windows that go back to disk.</returns>
    public IReadOnlyList<WindowCells> Step(Recorder recorder, Effects effects)
    {
        if (next.Count == 0)
        {
            EraseTexts(recorder, effects);
            accounts.Clear();
            return [];
        }

        recorder.Write(effects, writer => ErasureRecords.WriteCells(writer, accounts, next));
        next.Clear();
        return [.. broughtIn.Select(state.FindWindow).OfType<WindowCells>()];
    }

    /// <summary>Notes the texts of a window that leaves memory.</summary>
    public void Note(WindowCells window)
    {
        if (IsOn)
        {
            window.NoteTexts(use);
        }
    }

    private void EraseTexts(Recorder recorder, Effects effects)
    {
        state.NoteTexts(use, accounts);

        // Credits find the names of measures by their texts, also where no cell has one.
        foreach (var name in Enum.GetValues<AdProduct>().SelectMany(CreditSums.TextsFor))
        {
            use.Note(state.Texts.Find(name));
        }

        var unused = Enumerable.Range(0, state.Texts.Count).Where(text => !use.Has(text) && !state.Texts.IsErased(text)).ToList();
        if (unused.Count > 0)
        {
            recorder.Write(effects, writer => ErasureRecords.WriteTexts(writer, unused));
        }
    }
}
